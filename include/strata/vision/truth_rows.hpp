// SPDX-License-Identifier: MIT
#pragma once
/// The truths that losses of detectors are handed: rows x1, y1, x2, y2, kind in pixels, any number of them a
/// sample.
#include <cmath>
#include <strata/losses/number_targets.hpp>
#include <strata/vision/box.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

namespace detail {

template <class T>
[[nodiscard]] box box_of_row(const T* t) {
    return {static_cast<float>(t[0]), static_cast<float>(t[1]), static_cast<float>(t[2]),
            static_cast<float>(t[3])};
}

/// What the rows have to lie in, and what is said of those that do not.
struct truth_limits {
    float height, width;
    int kinds;
    const char *outside, *no_such_kind;
};

/// Throws where a row of n samples is no box with sides above 0, has its middle outside, or is of another
/// kind.
template <class T>
void check_truth_rows(int n, const target_view<T>& rows, const truth_limits& limits, const char* what,
                      int64 first) {
    for (int64 i = 0, row = 0; i < n; ++i)
        for (int64 begin = row; row < rows.row_ends[i]; ++row) {
            const T* const t = rows.numbers + 5 * row;
            const box b = box_of_row(t);
            const bool is_box = is_finite(t[0]) && is_finite(t[1]) && is_finite(t[2]) && is_finite(t[3]) &&
                                b.x1 < b.x2 && b.y1 < b.y2;
            const centre_box c = centre_form(b);
            const double kind = is_finite(t[4]) ? static_cast<double>(t[4]) : -1;
            const char* const problem =
                !is_box ? "the truth is no box with sides above 0"
                : c.x < 0 || c.y < 0 || c.x >= limits.width || c.y >= limits.height ? limits.outside
                : kind < 0 || kind >= limits.kinds || kind != std::floor(kind)      ? limits.no_such_kind
                                                                                    : nullptr;
            if (problem)
                throw_error({.problem = problem,
                             .name = with_number(what, first + i) + with_number(", truth", row - begin),
                             .expected = "a box in " + std::to_string(limits.width) + " x " +
                                         std::to_string(limits.height) + " and a kind below " +
                                         std::to_string(limits.kinds),
                             .found = box_text(b) + " of kind " + std::to_string(t[4])});
        }
}

}  // namespace detail

}  // namespace strata::inline STRATA_TARGET
