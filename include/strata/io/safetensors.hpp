// SPDX-License-Identifier: MIT
#pragma once
/// Saves lists of named tensors as safetensors files and loads them back, all of them or none.
///
///     save_safetensors("lenet.safetensors", tensors, {{"epoch", "5"}});
///     auto metadata = load_safetensors("lenet.safetensors", tensors);
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include <nlohmann/json.hpp>

#include <strata/error.hpp>
#include <strata/io/atomic_file.hpp>
#include <strata/io/safetensors_dtype.hpp>
#include <strata/io/safetensors_file.hpp>
#include <strata/model/named_tensor.hpp>

namespace strata {

/// `text` as a JSON string; `file` and `name` are for the error if it is not UTF-8.
[[nodiscard]] inline std::string json_string(const std::string& file, const std::string& text) {
    try {
        return nlohmann::json(text).dump();
    } catch (const nlohmann::json::type_error&) {
        throw error{{.problem = "a name or a metadata string is not UTF-8", .file = file, .name = text}};
    }
}

/// The header of a file that holds `tensors` in this order without gaps, padded so that the data begin at a
/// multiple of 8.
template <StoredScalar T>
[[nodiscard]] std::string safetensors_header_text(const std::string& file,
                                                  const std::vector<named_tensor<T>>& tensors,
                                                  const std::map<std::string, std::string>& metadata) {
    std::string text = "{";
    const auto separate = [&] { text += text.size() > 1 ? "," : ""; };
    if (!metadata.empty()) {
        text += "\"__metadata__\":{";
        for (const char* comma = ""; const auto& [key, value] : metadata) {
            text += comma + json_string(file, key) + ":" + json_string(file, value);
            comma = ",";
        }
        text += "}";
    }
    std::set<std::string> names{"__metadata__"};
    std::uint64_t offset = 0;
    for (const named_tensor<T>& tensor : tensors) {
        if (!names.insert(tensor.name).second) {
            throw error{{.problem = tensor.name == "__metadata__" ? "a tensor cannot have this name"
                                                                  : "two tensors have this name",
                         .file = file,
                         .name = tensor.name,
                         .advice = "Give each tensor a name of its own."}};
        }
        const std::uint64_t end = offset + static_cast<std::uint64_t>(tensor.size()) * sizeof(T);
        separate();
        text +=
            json_string(file, tensor.name) + ":{\"dtype\":\"" + std::string(dtype_of<T>) + "\",\"shape\":[";
        for (const char* comma = ""; std::ptrdiff_t extent : tensor.shape) {
            text += comma + std::to_string(extent);
            comma = ",";
        }
        text += "],\"data_offsets\":[" + std::to_string(offset) + "," + std::to_string(end) + "]}";
        offset = end;
    }
    text += "}";
    text.append((8 - text.size() % 8) % 8, ' ');
    if (text.size() > safetensors_header_limit) {
        throw error{{.problem = "the names and metadata are too long for the header",
                     .file = file,
                     .expected = "at most " + std::to_string(safetensors_header_limit) + " bytes",
                     .found = std::to_string(text.size())}};
    }
    return text;
}

/// Writes the tensors and the metadata to `path`, whole or not at all. `float` is saved as F32, `double` as
/// F64.
template <StoredScalar T>
void save_safetensors(const std::filesystem::path& path, const std::vector<named_tensor<T>>& tensors,
                      const std::map<std::string, std::string>& metadata = {}) {
    using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    const std::string header = safetensors_header_text(path.string(), tensors, metadata);
    write_file_atomically(path, [&](atomic_file& file) {
        unsigned char length[8];
        to_little_endian(static_cast<std::uint64_t>(header.size()), length);
        file.write(length, sizeof length);
        file.write(header);
        std::vector<unsigned char> buffer(std::size_t{1} << 16);
        for (const named_tensor<T>& tensor : tensors) {
            std::size_t held = 0;
            tensor.for_each([&](const T& element) {
                to_little_endian(std::bit_cast<bits>(element), buffer.data() + held);
                held += sizeof(T);
                if (held == buffer.size()) {
                    file.write(buffer.data(), held);
                    held = 0;
                }
            });
            file.write(buffer.data(), held);
        }
    });
}

/// Fills the tensors from the file and returns its metadata.
///
/// The file must hold exactly these tensors, in any order and any floating element type. If it does not, one
/// error lists all that are missing, left over, of another shape or of another kind, and no element has been
/// written.
template <class T>
requires std::same_as<T, float> || std::same_as<T, double> std::map<std::string, std::string>
load_safetensors(const safetensors_file& file, const std::vector<named_tensor<T>>& tensors) {
    std::vector<std::string> misfits;
    std::set<std::string> wanted;
    for (const named_tensor<T>& tensor : tensors) {
        const std::string& name = tensor.name;
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
        if (!wanted.contains(name)) {
            misfits.push_back(name + " has no place to go (found " + shape_text(file.shape(name)) + ")");
        }
    }
    if (!misfits.empty()) {
        std::string list;
        for (const std::string& misfit : misfits) list += (list.empty() ? ": " : "; ") + misfit;
        throw error{{.problem = std::to_string(misfits.size()) +
                                (misfits.size() == 1 ? " tensor does not fit" : " tensors do not fit") + list,
                     .file = file.path(),
                     .advice = "Nothing was loaded; load the file into the network it was saved from."}};
    }
    for (const named_tensor<T>& tensor : tensors) file.copy_to(tensor.name, tensor);
    return file.metadata();
}

/// Opens the file, then as above.
template <class T>
requires std::same_as<T, float> || std::same_as<T, double> std::map<std::string, std::string>
load_safetensors(const std::filesystem::path& path, const std::vector<named_tensor<T>>& tensors) {
    return load_safetensors(safetensors_file(path), tensors);
}

}  // namespace strata
