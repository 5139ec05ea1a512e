// SPDX-License-Identifier: MIT
#pragma once
/// Saves lists of named tensors as safetensors files, whole or not at all.
///
///     save_safetensors("lenet.safetensors", tensors, {{"epoch", "5"}});
///
/// The layout of the file is in safetensors_file.hpp.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <strata/bit_cast.hpp>
#include <strata/target.hpp>
#include <string>
#include <type_traits>
#include <vector>

#include <nlohmann/json.hpp>

#include <strata/error.hpp>
#include <strata/io/atomic_file.hpp>
#include <strata/io/safetensors_dtype.hpp>
#include <strata/io/safetensors_file.hpp>
#include <strata/model/named_tensor.hpp>

namespace strata::inline STRATA_TARGET {

/// `text` as a string of the header; `file` is for the error if it is not UTF-8.
[[nodiscard]] inline std::string safetensors_string(const std::string& file, const std::string& text) {
    // what is not UTF-8 is left out, and then missing
    std::string dumped = nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::ignore);
    if (nlohmann::json::parse(dumped, nullptr, false) != text)
        throw_error({.problem = "a name or a metadata string is not UTF-8", .file = file, .name = text});
    return dumped;
}

/// The header of a file that holds `tensors` in this order without gaps, padded so that the data begin at a
/// multiple of 8.
template <SavableScalar T>
[[nodiscard]] std::string safetensors_header_text(const std::string& file,
                                                  const std::vector<named_tensor<T>>& tensors,
                                                  const std::map<std::string, std::string>& metadata) {
    std::string text = "{";
    if (!metadata.empty()) {
        text += "\"__metadata__\":{";
        for (const char* comma = ""; const auto& [key, value] : metadata) {
            text.append(comma).append(safetensors_string(file, key));
            text.append(":").append(safetensors_string(file, value));
            comma = ",";
        }
        text += "}";
    }
    std::set<std::string> names{"__metadata__"};
    std::uint64_t offset = 0;
    for (const named_tensor<T>& tensor : tensors) {
        if (!names.insert(tensor.name).second) {
            throw_error({.problem = tensor.name == "__metadata__" ? "a tensor cannot have this name"
                                                                  : "two tensors have this name",
                         .file = file,
                         .name = tensor.name,
                         .advice = "Give each tensor a name of its own."});
        }
        const std::uint64_t end = offset + static_cast<std::uint64_t>(tensor.size()) * sizeof(T);
        text += text.size() > 1 ? "," : "";
        text += safetensors_string(file, tensor.name) + ":{\"dtype\":\"" + std::string(dtype_of<T>) +
                "\",\"shape\":[";
        for (const char* comma = ""; std::ptrdiff_t extent : tensor.shape) {
            text.append(comma).append(std::to_string(extent));
            comma = ",";
        }
        text += "],\"data_offsets\":[" + std::to_string(offset) + "," + std::to_string(end) + "]}";
        offset = end;
    }
    text += "}";
    text.append((8 - text.size() % 8) % 8, ' ');
    if (text.size() > safetensors_header_limit) {
        throw_error({.problem = "the names and metadata are too long for the header",
                     .file = file,
                     .expected = "at most " + std::to_string(safetensors_header_limit) + " bytes",
                     .found = std::to_string(text.size())});
    }
    return text;
}

/// Writes the tensors and the metadata to `path`, whole or not at all. `float` is saved as F32, `double` as
/// F64.
template <SavableScalar T>
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
                to_little_endian(strata::bit_cast<bits>(element), buffer.data() + held);
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

}  // namespace strata::inline STRATA_TARGET
