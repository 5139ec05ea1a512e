// SPDX-License-Identifier: MIT
#pragma once
/// Numbers that outputs are compared with, one for each of their elements: what is wrong with them.
///
///     y, t: [N, D] or [N, L, D] or [N, H, W, C]
#include <limits>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/losses/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

/// What numbers may be: finite, and in [low, high].
struct number_range {
    double low = -std::numeric_limits<double>::max(), high = std::numeric_limits<double>::max();
    const char* text = "a finite number";  ///< as an error says it

    template <class T>
    [[nodiscard]] bool has(T v) const {
        return is_finite(v) && static_cast<double>(v) >= low && static_cast<double>(v) <= high;
    }
};

/// ", row 1, column 2, channel 0": which of a sample's elements number i is.
template <Shape Y>
[[gnu::cold]] std::string name_of_element(int64 i) {
    const auto part = [](const char* what, int64 number) { return ", " + with_number(what, number); };
    const int64 place = i / channels<Y>;
    if constexpr (Image<Y>)
        return part("row", place / width<Y>) + part("column", place % width<Y>) +
               part("channel", i % channels<Y>);
    else if constexpr (Sequence<Y>)
        return part("place", place) + part("feature", i % channels<Y>);
    else
        return part("output", i);
}

/// Throws where a number of n samples is not in the range. `problem` says what is wrong, "what first + i" is
/// the sample.
template <Shape Y, class T>
void check_numbers(int n, const T* t, const number_range& range, const char* problem, const char* what,
                   int64 first) {
    for (int64 i = 0; i < n * Y::size; ++i)
        if (!range.has(t[i]))
            throw_error({.problem = problem,
                         .name = with_number(what, first + i / Y::size) + name_of_element<Y>(i % Y::size),
                         .expected = range.text,
                         .found = std::to_string(t[i])});
}

}  // namespace strata::inline STRATA_TARGET
