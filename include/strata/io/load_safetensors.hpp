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
#include <strata/io/safetensors_dtype.hpp>
#include <strata/io/safetensors_file.hpp>
#include <strata/model/named_tensor.hpp>

namespace strata::inline STRATA_TARGET {

/// The elements that the file holds for each of the tensors, in C order; the tensors stay as they are.
///
/// The file must hold exactly these tensors, in any order and any floating element type. If it does not, one
/// error lists what is missing, left over, of another shape or of another kind, up to 100 of them.
/// With a prefix, the names in the file are those of the tensors behind the prefix, and what has a name
/// without it is passed over.
template <LoadableScalar T>
[[nodiscard]] std::vector<std::vector<T>> read_safetensors(const safetensors_file& file,
                                                           const std::vector<named_tensor<T>>& tensors,
                                                           const std::string& prefix = {}) {
    std::vector<std::string> misfits;
    std::set<std::string> wanted;
    for (const named_tensor<T>& tensor : tensors) {
        const std::string name = prefix + tensor.name;
        if (!wanted.insert(name).second) {
            misfits.push_back(name + " is asked for twice");
        } else if (!file.contains(name)) {
            misfits.push_back(name + " is missing (expected " + shape_text(tensor.shape) + ")");
        } else if (file.shape(name) != tensor.shape) {
            misfits.push_back(name + " has another shape (expected " + shape_text(tensor.shape) + ", found " +
                              shape_text(file.shape(name)) + ")");
        } else if (!is_floating_dtype(file.dtype(name))) {
            misfits.push_back(name + " has another element type (expected F16, BF16, F32 or F64, found " +
                              file.dtype(name) + ")");
        }
    }
    for (const std::string& name : file.names()) {
        if (name.starts_with(prefix) && !wanted.contains(name)) {
            misfits.push_back(quotable(name) + " has no place to go (found " + shape_text(file.shape(name)) +
                              ")");
        }
    }
    if (!misfits.empty()) {
        std::string list;
        constexpr std::size_t most = 100;
        for (std::size_t i = 0; i < std::min(misfits.size(), most); ++i)
            list.append(i == 0 ? ": " : "; ").append(misfits[i]);
        if (misfits.size() > most)
            list.append("; and ").append(std::to_string(misfits.size() - most)).append(" more");
        throw_error({.problem = std::to_string(misfits.size()) +
                                (misfits.size() == 1 ? " tensor does not fit" : " tensors do not fit") + list,
                     .file = file.path(),
                     .advice = "Nothing was loaded; load the file into the network it was saved from."});
    }
    std::vector<std::vector<T>> values;
    for (const named_tensor<T>& tensor : tensors) {
        std::vector<std::ptrdiff_t> strides(tensor.shape.size(), 1);
        for (std::size_t axis = strides.size(); axis-- > 1;)
            strides[axis - 1] = strides[axis] * tensor.shape[axis];
        std::vector<T>& into = values.emplace_back(static_cast<std::size_t>(tensor.size()));
        file.copy_to(prefix + tensor.name, named_tensor<T>{tensor.name, tensor.shape, strides, into.data()});
    }
    return values;
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
