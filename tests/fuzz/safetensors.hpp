// SPDX-License-Identifier: MIT
#pragma once
#include <strata/io/load_safetensors.hpp>

#include "target.hpp"

namespace strata::test {

/// Header and data as a file has them.
inline std::string safetensors_bytes(const std::string& header, const std::string& data = {}) {
    std::string bytes;
    for (unsigned i = 0; i < 8; ++i) bytes += static_cast<char>(header.size() >> (8 * i) & 0xffU);
    return bytes + header + data;
}

/// The same with a length that is right for a header that ends in its last "}}"; without it few changes get
/// far.
inline std::string with_right_length(const std::string& bytes) {
    const std::size_t end = bytes.rfind("}}");
    return bytes.size() < 10 || end == std::string::npos || end < 8
               ? bytes
               : safetensors_bytes(bytes.substr(8, end + 2 - 8), bytes.substr(end + 2));
}

/// Opens a file, reads all that can be read of it, and loads it as two tensors.
struct safetensors_target {
    static constexpr const char* name = "safetensors";

    static void read(bytes_view bytes) {
        const safetensors_file file = safetensors_file::of_bytes(
            bytes.size() % 2 == 0 ? text(bytes) : with_right_length(text(bytes)), "file");
        for (const std::string& each : file.names()) {
            const auto& shape = file.shape(each);
            std::vector<std::ptrdiff_t> strides(shape.size(), 1);
            for (std::size_t axis = shape.size(); axis-- > 1;)
                strides[axis - 1] = strides[axis] * std::max<std::ptrdiff_t>(shape[axis], 1);
            named_tensor<float> into{each, shape, strides, nullptr};
            std::vector<float> values(static_cast<std::size_t>(into.size()));
            into.data = values.data();
            if (is_floating_dtype(file.dtype(each))) file.copy_to(each, into);
        }
        std::array<double, 6> a{};
        std::array<double, 2> b{};
        const std::vector<named_tensor<double>> tensors{{"a", {2, 3}, {3, 1}, a.data()},
                                                        {"b", {2}, {1}, b.data()}};
        try {
            load_safetensors(file, tensors);
        } catch (const error&) {
            demand(a == std::array<double, 6>{} && b == std::array<double, 2>{},
                   "a file that is refused is loaded in part");
            throw;
        }
    }

    static std::vector<std::string> seeds() {
        return {
            safetensors_bytes(
                R"({"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"F16","shape":[2],"data_offsets":[24,28]}} )",
                std::string(28, '\1')),
            safetensors_bytes(
                R"({"a":{"dtype":"F64","shape":[2,3],"data_offsets":[4,52]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}})",
                std::string(52, '?')),
            safetensors_bytes(
                R"({"e":{"dtype":"I64","shape":[0,9223372036854775807],"data_offsets":[0,0]},"\u00e9":{"dtype":"BOOL","shape":[],"data_offsets":[0,1]}})",
                "1"),
            safetensors_bytes("{}"), safetensors_bytes(R"({"a":[1.5e3,-1,null,true,"\n"]})")};
    }
    static std::size_t most_memory(std::size_t size) { return 128 * size + (1 << 18); }
};

}  // namespace strata::test
