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
#include <ostream>
#include <set>
#include <strata/error.hpp>
#include <strata/graph/summary.hpp>
#include <strata/io/load_safetensors.hpp>
#include <strata/io/name_map.hpp>
#include <strata/io/save_safetensors.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/model/model.hpp>
#include <strata/optimizers/segment_list.hpp>
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

/// What `load_what_fits` has done, by the names of the model and, of what was left over, of the file.
struct load_report {
    std::vector<std::string> loaded, missing, of_another_shape, left_over;

    /// "60 tensors loaded; 2 not: fc.weight [10, 512] (found [1000, 512]), ..."
    friend std::ostream& operator<<(std::ostream& out, const load_report& r) {
        const auto list = [&](const std::vector<std::string>& names, const char* what) {
            if (names.empty()) return;
            out << "; " << names.size() << ' ' << what << ':';
            for (std::size_t i = 0; i < names.size() && i < 5; ++i) out << (i == 0 ? " " : ", ") << names[i];
            if (names.size() > 5) out << " and " << names.size() - 5 << " more";
        };
        out << r.loaded.size() << (r.loaded.size() == 1 ? " tensor" : " tensors") << " loaded";
        list(r.missing, "not in the file");
        list(r.of_another_shape, "of another shape");
        list(r.left_over, "of the file left over");
        return out;
    }
};

/// Loads those tensors that the file holds under their names and in their shapes, and says what was done: of
/// a network whose head is another one, all but the head. `part`: only tensors whose names match, `*` for any
/// letters. What is not loaded stays as it was. Throws where nothing fits, and what `load` throws of single
/// tensors; nothing is loaded then.
template <class Net, class T>
load_report load_what_fits(model<Net, T>& m, const safetensors_file& file, const name_map& names = {},
                           const std::string& part = "*") {
    load_report report;
    std::vector<named_tensor<T>> fitting;
    std::vector<std::vector<T>> values;
    std::set<std::string> taken;
    const std::vector<named_tensor<T>> tensors = m.tensors();
    const std::vector<std::string> theirs = names_in_file(tensors, names);
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const named_tensor<T>& ours = tensors[i];
        if (file.contains(theirs[i])) taken.insert(theirs[i]);
        if (!matches_pattern(part, ours.name)) continue;
        if (!file.contains(theirs[i])) {
            report.missing.push_back(ours.name);
        } else if (!has_shape_of(file, theirs[i], ours.shape, true) || !is_loadable(file, theirs[i])) {
            report.of_another_shape.push_back(ours.name + " " + shape_text(ours.shape) + " (found " +
                                              shape_text(file.shape(theirs[i])) + ")");
        } else {
            values.push_back(read_elements<T>(file, theirs[i]));
            fitting.push_back(ours);
            report.loaded.push_back(ours.name);
        }
    }
    for (const std::string& name : file.names())
        if (!taken.contains(name) && !is_batch_count(name)) report.left_over.push_back(name);
    if (fitting.empty())
        throw_error(
            {.problem = "no tensor of the file fits",
             .file = file.path(),
             .expected =
                 tensors.empty() ? "" : tensors[0].name + " " + shape_text(tensors[0].shape) + ", ...",
             .advice = "Nothing was loaded; a name_map says what the tensors are called in the file."});
    check_finite(file.path(), fitting, values);
    assign_elements(fitting, values);
    return report;
}
template <Network Net, class T>
load_report load_what_fits(model<Net, T>& m, const std::filesystem::path& path, const name_map& names = {},
                           const std::string& part = "*") {
    return load_what_fits(m, safetensors_file(path), names, part);
}

}  // namespace strata::inline STRATA_TARGET
