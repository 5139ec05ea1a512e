// SPDX-License-Identifier: MIT
#pragma once
/// Whether the tensors that a safetensors header speaks of fit its data: every byte belongs to one tensor,
/// none to two, none to nobody, and each tensor has as many as its shape and element type ask for.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <strata/target.hpp>
#include <string>
#include <tuple>
#include <vector>

#include <strata/error.hpp>
#include <strata/io/safetensors_header.hpp>
#include <strata/model/named_tensor.hpp>

namespace strata::inline STRATA_TARGET {

/// The bytes that shape and element type ask for, refusing numbers that no memory could hold.
[[nodiscard]] inline std::uint64_t safetensors_bytes(const std::string& file,
                                                     const safetensors_entry& entry) {
    std::uint64_t bytes = entry.dtype->bytes;
    bool empty = false;
    for (std::ptrdiff_t extent : entry.shape) {
        if (extent == 0) {
            empty = true;
            continue;
        }
        const auto factor = static_cast<std::uint64_t>(extent);
        if (bytes > static_cast<std::uint64_t>(std::numeric_limits<std::ptrdiff_t>::max()) / factor) {
            throw_error({.problem = "the shape has more elements than can be counted",
                         .file = file,
                         .name = quotable(entry.name),
                         .found = shape_text(entry.shape)});
        }
        bytes *= factor;
    }
    return empty ? 0 : bytes;
}

/// Throws unless the entries fill the `data_bytes` bytes after the header exactly.
inline void check_safetensors_layout(const std::string& file, const safetensors_header& header,
                                     std::uint64_t data_bytes) {
    std::vector<const safetensors_entry*> in_order;
    in_order.reserve(header.entries.size());
    for (const safetensors_entry& entry : header.entries) {
        const auto refuse = [&](const std::string& problem, const std::string& expected) {
            throw_error({.problem = problem,
                         .file = file,
                         .name = quotable(entry.name),
                         .expected = expected,
                         .found = "data_offsets " + shape_text(std::vector{entry.begin, entry.end})});
        };
        if (entry.begin > entry.end) refuse("the data end before they begin", "begin <= end");
        if (entry.end > data_bytes) {
            refuse("the data reach beyond the end of the file", "at most " + std::to_string(data_bytes));
        }
        const std::uint64_t bytes = safetensors_bytes(file, entry);
        if (entry.end - entry.begin != bytes) {
            refuse("the data are not as long as shape and element type ask for",
                   std::to_string(bytes) + " bytes for " + std::string(entry.dtype->name) + " " +
                       shape_text(entry.shape));
        }
        in_order.push_back(&entry);
    }
    std::sort(in_order.begin(), in_order.end(), [](const safetensors_entry* a, const safetensors_entry* b) {
        return std::tie(a->begin, a->end) < std::tie(b->begin, b->end);
    });

    std::uint64_t used = 0;
    for (const safetensors_entry* entry : in_order) {
        if (entry->begin != used) {
            const bool overlap = entry->begin < used;
            throw_error({.problem = overlap ? "the data overlap those of another tensor"
                                            : "bytes before the data belong to no tensor",
                         .file = file,
                         .name = quotable(entry->name),
                         .expected = "data that begin at " + std::to_string(used),
                         .found = std::to_string(entry->begin)});
        }
        used = entry->end;
    }
    if (used != data_bytes) {
        throw_error({.problem = "bytes after the last tensor belong to no tensor",
                     .file = file,
                     .expected = std::to_string(used) + " bytes of data",
                     .found = std::to_string(data_bytes),
                     .advice = "The file is damaged or two files were joined."});
    }
}

}  // namespace strata::inline STRATA_TARGET
