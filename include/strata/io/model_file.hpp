// SPDX-License-Identifier: MIT
#pragma once
/// A model's parameters and running statistics in a safetensors file, under the names its type gives them.
///
///     save(m, "lenet.safetensors");
///     load(m, "lenet.safetensors");         // all of it or, with an error that says why, nothing
///
/// Any program that reads safetensors reads these files, and files of other programs are loaded where names
/// and shapes agree. A checkpoint (checkpoint.hpp) is taken for the model that is in it.
#include <cmath>
#include <filesystem>
#include <map>
#include <strata/error.hpp>
#include <strata/graph/summary.hpp>
#include <strata/io/load_safetensors.hpp>
#include <strata/io/name_map.hpp>
#include <strata/io/save_safetensors.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/model/model.hpp>
#include <strata/target.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The metadata "format" of the files; a checkpoint's model is behind the prefix.
inline constexpr const char *model_format = "strata-model-1", *checkpoint_format = "strata-checkpoint-2",
                            *checkpoint_model_prefix = "model.";

/// A network in one line for metadata: "shape<1,28,28>; conv<6,5,pad<2>> shape<6,28,28>; relu shape<6,28,28>;
/// ..."
template <class Net>
[[nodiscard]] std::string network_text() {
    const network_summary facts = summary<Net>();
    std::string text = facts.input;
    for (const auto& [name, shape] : facts.more_inputs)
        text.append("; ").append(name).append(":").append(shape);
    for (const summary_row& row : facts.rows)
        text.append("; ").append(row.layer).append(":").append(row.output);
    std::erase(text, ' ');  // compilers set them differently
    if constexpr (!network_or_none<Net>::type::fuses) text += ";unfused";
    return text;
}

/// Writes the file, whole or not at all. `metadata` is put beside "format" and "network". Errors: those of
/// `save_safetensors`.
template <class Net, class T>
void save(const model<Net, T>& m, const std::filesystem::path& path,
          std::map<std::string, std::string> metadata = {}) {
    metadata["format"] = model_format;
    metadata["network"] = network_text<Net>();
    save_safetensors(path, m.tensors(), metadata);
}

/// Throws where a value that was read for one of the tensors is no finite number.
template <class T>
void check_finite(const std::string& file, const std::vector<named_tensor<T>>& tensors,
                  const std::vector<std::vector<T>>& values) {
    for (std::size_t i = 0; i < tensors.size(); ++i)
        for (const T value : values[i])
            if (!is_finite(value))
                throw_error({.problem = "a value is not a finite number",
                             .file = file,
                             .name = tensors[i].name,
                             .found = std::to_string(value)});
}

/// Reads a file into the model and returns the metadata. Every tensor has to be there with its shape, and no
/// other; all that do not fit are listed in one error. Errors: those of `safetensors_file` and
/// `read_safetensors`; a value that is no finite number. The model is then as it was.
template <class Net, class T>
std::map<std::string, std::string> load(model<Net, T>& m, const safetensors_file& file) {
    const auto format = file.metadata().find("format");
    const bool checkpoint = format != file.metadata().end() && format->second == checkpoint_format;
    const std::vector<named_tensor<T>> tensors = m.tensors();
    const auto values = read_safetensors(file, tensors, checkpoint ? checkpoint_model_prefix : "");
    check_finite(file.path(), tensors, values);
    assign_elements(tensors, values);
    return file.metadata();
}
template <Network Net, class T>
std::map<std::string, std::string> load(model<Net, T>& m, const std::filesystem::path& path) {
    return load(m, safetensors_file(path));
}

/// The names of a model's tensors, as they are in a file.
template <class T>
[[nodiscard]] std::vector<std::string> names_in_file(const std::vector<named_tensor<T>>& tensors,
                                                     const name_map& names) {
    std::vector<std::string> ours;
    for (const named_tensor<T>& tensor : tensors) ours.push_back(tensor.name);
    return names.of(ours);
}

/// The same of a file of another program, under its names, where axes of extent 1 may be more or less: all of
/// it or, with an error that says why, nothing. Errors: those of `load` and of the map.
template <class Net, class T>
std::map<std::string, std::string> load(model<Net, T>& m, const safetensors_file& file,
                                        const name_map& names) {
    const std::vector<named_tensor<T>> tensors = m.tensors();
    const auto values = read_safetensors(file, tensors, names_in_file(tensors, names), true);
    check_finite(file.path(), tensors, values);
    assign_elements(tensors, values);
    return file.metadata();
}
template <Network Net, class T>
std::map<std::string, std::string> load(model<Net, T>& m, const std::filesystem::path& path,
                                        const name_map& names) {
    return load(m, safetensors_file(path), names);
}

/// Writes the file under the names of another program. Errors: those of `save` and of the map.
template <class Net, class T>
void save(const model<Net, T>& m, const std::filesystem::path& path, const name_map& names) {
    auto tensors = m.tensors();
    const std::vector<std::string> theirs = names_in_file(tensors, names);
    for (std::size_t i = 0; i < tensors.size(); ++i) tensors[i].name = theirs[i];
    save_safetensors(path, tensors, {});
}

}  // namespace strata::inline STRATA_TARGET
