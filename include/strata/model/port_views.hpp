// SPDX-License-Identifier: MIT
#pragma once
/// A run's memory as xtensor views, in the axes of papers, whatever lies how inside.
#include <algorithm>
#include <array>
#include <limits>
#include <strata/error.hpp>
#include <strata/model/arrays.hpp>
#include <strata/target.hpp>
#include <strata/xtensor.hpp>
#include <string>
#include <type_traits>

namespace strata::inline STRATA_TARGET {

/// n samples of shape Y at `data`, images channels last, as a view [n, Y...] that can be read and assigned to.
template <Shape Y, class T>
[[nodiscard]] auto view_of_samples(T* data, int n) {
    constexpr std::size_t rank = Y::rank + 1;
    std::array<std::size_t, rank> extents{static_cast<std::size_t>(n)};
    std::array<std::ptrdiff_t, rank> strides{Y::size};
    for (std::size_t i = 1; i < rank; ++i) extents[i] = static_cast<std::size_t>(Y::extents[i - 1]);
    if constexpr (Image<Y>) {
        strides = {Y::size, 1, std::ptrdiff_t{width<Y>} * channels<Y>, channels<Y>};
    } else {
        std::ptrdiff_t next = 1;
        for (std::size_t i = rank; i-- > 1; next *= static_cast<std::ptrdiff_t>(extents[i])) strides[i] = next;
    }
    return xt::view(xt::adapt(data, static_cast<std::size_t>(n * Y::size), xt::no_ownership(), extents, strides), xt::all());
}

/// Copies n samples of x, [n, ...] in the order of papers, to where a network reads an input of shape S. Throws where x has
/// other extents, and where a value is no finite number or, of whole numbers, none that T holds.
template <Shape S, bool Whole, class T, Array E>
void take_array(const E& x, int n, T* to, const char* name, int threads) {
    if (const int found = checked_samples<S>(x, name); found != n)
        throw_error({.problem = "the inputs are not of equally many samples", .name = name, .expected = std::to_string(n), .found = std::to_string(found)});
    if constexpr (Whole) {
        static_assert(std::is_integral_v<typename E::value_type>, "an input of whole numbers takes an array of integers");
        constexpr int64 most = int64{1} << std::numeric_limits<T>::digits;
        int64 i = 0;
        for (const auto value : x) {
            if (!std::in_range<int64>(value) || static_cast<int64>(value) > most || static_cast<int64>(value) < -most)
                throw_error({.problem = "the whole number is too large", .name = with_number(name, i / S::size), .expected = "at most " + std::to_string(most),
                             .found = std::to_string(value)});
            ++i;
        }
    }
    const contiguous<T, S::rank + 1, E> samples(x);
    if (const int wrong = take_samples(samples_of<S>(samples.data()), n, to, threads); wrong < n) refuse_value("sample", wrong);
}

}  // namespace strata::inline STRATA_TARGET
