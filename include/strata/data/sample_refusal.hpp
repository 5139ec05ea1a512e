// SPDX-License-Identifier: MIT
#pragma once
/// What is said of a set whose samples are not what a network and its losses read.
#include <strata/data/sample_layout.hpp>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// "class numbers [32, 32]", "any number of rows [4] of numbers"
[[nodiscard, gnu::cold]] inline std::string target_text(const target_layout& target) {
    const std::string elements = target.kind == target_kind::classes ? "class numbers" : "numbers";
    if (target.ragged) return "any number of rows " + shape_text(target.extents) + " of " + elements;
    return elements + ' ' + shape_text(target.extents);
}

/// Throws: array k of the sample with this number in its set is wrong.
[[noreturn, gnu::cold]] inline void refuse_array(int64 number, const char* what, int k, const char* problem,
                                                 std::string expected, std::string found) {
    throw_error({.problem = problem,
                 .name = with_number("sample", number) + ", " + with_number(what, k),
                 .expected = std::move(expected),
                 .found = std::move(found)});
}
/// Throws: an input has other extents than those of the layout.
[[noreturn, gnu::cold]] inline void refuse_input(int64 number, int k, std::span<const int> wanted,
                                                 std::span<const int> found) {
    refuse_array(number, "input", k, "the set's sample has other extents than are asked for",
                 shape_text(wanted), shape_text(found));
}
/// Throws: a target is not that of the layout.
[[noreturn, gnu::cold]] inline void refuse_target(int64 number, int k, const target_layout& wanted,
                                                  const target_layout& found) {
    const bool same_kind = wanted.kind == found.kind && wanted.ragged == found.ragged;
    refuse_array(number, "target", k,
                 same_kind ? "the set's sample has other extents than are asked for"
                           : "the set's sample has a target of another kind than is asked for",
                 target_text(wanted), target_text(found));
}
/// Throws: the layout has `there` arrays, and none of this number.
[[noreturn, gnu::cold]] inline void refuse_place(int64 number, const char* what, int k, std::size_t there) {
    refuse_array(
        number, what, k, "the set's sample has an array that is not asked for",
        there == 1 ? with_number(what, 0) : with_number(what, 0) + " to " + std::to_string(there - 1),
        std::to_string(k));
}
/// Throws where not all arrays were written.
inline void check_written(int64 number, const char* what, std::span<const std::uint8_t> written) {
    for (std::size_t k = 0; k < written.size(); ++k)
        if (written[k] == 0)
            refuse_array(number, what, static_cast<int>(k), "the set wrote nothing to it", {}, {});
}
/// Throws where a sample cannot have so many rows.
inline void check_rows(int64 number, int k, int rows) {
    if (rows < 0)
        refuse_array(number, "target", k, "there cannot be fewer rows than none", {}, std::to_string(rows));
}
/// Throws where a sample cannot count so much in a loss.
inline void check_weight(int64 number, double weight) {
    if (!is_finite(weight) || weight < 0)
        throw_error({.problem = "a sample cannot have this weight",
                     .name = with_number("sample", number),
                     .expected = "a finite number, 0 or more",
                     .found = std::to_string(weight)});
}
/// Throws: a batch has all the samples that it has room for.
[[noreturn, gnu::cold]] inline void refuse_full_batch(int capacity) {
    throw_error({.problem = "a batch has no room for another sample",
                 .expected = "at most " + std::to_string(capacity)});
}

}  // namespace strata::inline STRATA_TARGET
