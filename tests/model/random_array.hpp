// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <strata/kernels/random.hpp>
#include <strata/xtensor.hpp>

namespace strata::test {

/// An array of normal numbers.
template <class T, std::size_t Rank>
xt::xtensor<T, Rank> random_array(const std::size_t (&extents)[Rank], std::uint64_t stream = 0) {
    std::array<std::size_t, Rank> shape{};
    for (std::size_t i = 0; i < Rank; ++i) shape[i] = extents[i];
    xt::xtensor<T, Rank> x(shape);
    const random_stream random(seed{2}, stream);
    std::uint64_t k = 0;
    for (T& v : x) v = static_cast<T>(random.normal(k++));
    return x;
}

/// An array of whole numbers from 0 to `below` - 1.
template <std::size_t Rank>
xt::xtensor<int, Rank> random_numbers(const std::size_t (&extents)[Rank], std::uint32_t below,
                                      std::uint64_t stream = 0) {
    std::array<std::size_t, Rank> shape{};
    for (std::size_t i = 0; i < Rank; ++i) shape[i] = extents[i];
    xt::xtensor<int, Rank> x(shape);
    const random_stream random(seed{2}, stream);
    std::uint64_t k = 0;
    for (int& v : x) v = static_cast<int>(random.below(k++, below));
    return x;
}

/// The elements of a view or an array, in the order of its axes.
template <class View>
auto elements_of_view(const View& x) {
    return std::vector<typename View::value_type>(x.begin(), x.end());
}

}  // namespace strata::test
