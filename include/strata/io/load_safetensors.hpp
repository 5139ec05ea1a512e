// SPDX-License-Identifier: MIT
#pragma once
/// Loads safetensors files into lists of named tensors, all of them or none.
///
///     auto metadata = load_safetensors("lenet.safetensors", tensors);
#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <strata/target.hpp>
#include <string>
#include <vector>

#include <strata/error.hpp>
#include <strata/io/misfits.hpp>
#include <strata/io/safetensors_dtype.hpp>
#include <strata/io/safetensors_file.hpp>
#include <strata/model/named_tensor.hpp>

namespace strata::inline STRATA_TARGET {

/// Whether a tensor of a file is PyTorch's count of the batches that a batch normalization has seen, which is
/// needed for cumulative statistics alone: where it has no place to go, its neighbours have.
[[nodiscard]] inline bool is_batch_count(const std::string& name) {
    return name.ends_with(".num_batches_tracked");
}
/// Whether a tensor of a file can be loaded into one of that shape. What another program wrote may have axes
/// of extent 1 more or less: a dense layer is a convolution of 1 x 1, and a count is one number.
[[nodiscard]] inline bool has_shape_of(const safetensors_file& file, const std::string& name,
                                       std::vector<std::ptrdiff_t> shape, bool of_another_program) {
    std::vector<std::ptrdiff_t> found = file.shape(name);
    if (of_another_program) std::erase(shape, 1), std::erase(found, 1);
    return found == shape;
}
[[nodiscard]] inline bool is_loadable(const safetensors_file& file, const std::string& name) {
    return is_floating_dtype(file.dtype(name)) || (is_batch_count(name) && file.dtype(name) == "I64");
}

/// From one element to the next along each axis of an array in C order.
[[nodiscard]] inline std::vector<std::ptrdiff_t> strides_in_c_order(
    const std::vector<std::ptrdiff_t>& shape) {
    std::vector<std::ptrdiff_t> strides(shape.size(), 1);
    for (std::size_t axis = strides.size(); axis-- > 1;) strides[axis - 1] = strides[axis] * shape[axis];
    return strides;
}

/// The elements that the file holds under that name, in C order.
template <LoadableScalar T>
[[nodiscard]] std::vector<T> read_elements(const safetensors_file& file, const std::string& name) {
    const std::vector<std::ptrdiff_t>& shape = file.shape(name);
    named_tensor<T> into{name, shape, strides_in_c_order(shape), nullptr};
    std::vector<T> values(static_cast<std::size_t>(into.size()));
    into.data = values.data();
    file.copy_to(name, into);
    return values;
}

/// The elements that the file holds for each of the tensors, in C order; the tensors stay as they are.
/// `names`: what they are called in the file, which may be `of_another_program`.
///
/// The file must hold exactly these tensors, in any order and any floating element type; PyTorch's
/// num_batches_tracked may be left over. If it does not, one error lists what is missing, left over, of
/// another shape or of another kind, up to five of each. With a prefix, what has a name without it is passed
/// over.
template <LoadableScalar T>
[[nodiscard]] std::vector<std::vector<T>> read_safetensors(const safetensors_file& file,
                                                           const std::vector<named_tensor<T>>& tensors,
                                                           const std::vector<std::string>& names,
                                                           bool of_another_program,
                                                           const std::string& prefix = {}) {
    misfits wrong;
    std::set<std::string> wanted;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const std::string& name = names[i];
        const std::vector<std::ptrdiff_t>& shape = tensors[i].shape;
        if (!wanted.insert(name).second)
            wrong.add(name, " is asked for twice");
        else if (!file.contains(name))
            wrong.add(name, " is missing", " (expected " + shape_text(shape) + ")");
        else if (!has_shape_of(file, name, shape, of_another_program))
            wrong.add(name, " has another shape",
                      " (expected " + shape_text(shape) + ", found " + shape_text(file.shape(name)) + ")");
        else if (!is_loadable(file, name))
            wrong.add(name, " has another element type",
                      " (expected F16, BF16, F32 or F64, found " + file.dtype(name) + ")");
    }
    for (const std::string& name : file.names())
        if (name.starts_with(prefix) && !wanted.contains(name) && !is_batch_count(name))
            wrong.add(quotable(name), " has no place to go", " (found " + shape_text(file.shape(name)) + ")");
    if (wrong.size() > 0)
        throw_error({.problem = std::to_string(wrong.size()) +
                                (wrong.size() == 1 ? " tensor does not fit: " : " tensors do not fit: ") +
                                wrong.text(),
                     .file = file.path(),
                     .advice = "Nothing was loaded; load the file into the network it was saved from."});
    std::vector<std::vector<T>> values;
    for (const std::string& name : names) values.push_back(read_elements<T>(file, name));
    return values;
}
/// The same where the names in the file are those of the tensors behind the prefix.
template <LoadableScalar T>
[[nodiscard]] std::vector<std::vector<T>> read_safetensors(const safetensors_file& file,
                                                           const std::vector<named_tensor<T>>& tensors,
                                                           const std::string& prefix = {}) {
    std::vector<std::string> names;
    for (const named_tensor<T>& tensor : tensors) names.push_back(prefix + tensor.name);
    return read_safetensors(file, tensors, names, false, prefix);
}

/// Writes to each tensor its elements in C order.
template <class T>
void assign_elements(const std::vector<named_tensor<T>>& tensors, const std::vector<std::vector<T>>& values) {
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        auto at = values[i].begin();
        tensors[i].for_each([&](T& element) { element = *at++; });
    }
}

/// Fills the tensors from the file and returns its metadata. Errors: those of `read_safetensors`; no element
/// has been written then, not even where the disk fails half-way.
template <LoadableScalar T>
std::map<std::string, std::string> load_safetensors(const safetensors_file& file,
                                                    const std::vector<named_tensor<T>>& tensors) {
    assign_elements(tensors, read_safetensors(file, tensors));
    return file.metadata();
}

/// Opens the file, then as above.
template <LoadableScalar T>
std::map<std::string, std::string> load_safetensors(const std::filesystem::path& path,
                                                    const std::vector<named_tensor<T>>& tensors) {
    return load_safetensors(safetensors_file(path), tensors);
}

}  // namespace strata::inline STRATA_TARGET
