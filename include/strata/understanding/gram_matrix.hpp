// SPDX-License-Identifier: MIT
#pragma once
/// The style of an image: which features go together, wherever they are.
///
///     G[c, d] = sum over places p of F[c, p] F[d, p] / (C P)        F: features [C, h, w], P = h w places
///
/// (Gatys, Ecker, Bethge, 2015, equation 3; divided by the number of features as by Johnson, Alahi, Fei-Fei,
/// 2016, equation 3, so that layers and sizes can be compared.)
#include <strata/array.hpp>
#include <strata/kernels/products/transpose.hpp>
#include <strata/target.hpp>
#include <vector>

namespace strata::inline STRATA_TARGET {

namespace detail {

/// G of features [places, C], channels last.
template <class T>
std::vector<double> gram_of_places(const T* F, std::size_t places, std::size_t C) {
    std::vector<double> G(C * C);
    std::vector<T> row(C * C);
    // runs of places in T, what comes of them in double
    for (std::size_t begin = 0; begin < places; begin += 64) {
        std::fill(row.begin(), row.end(), T(0));
        for (std::size_t p = begin; p < std::min(places, begin + 64); ++p)
            for (std::size_t c = 0; c < C; ++c) {
                const T f = F[p * C + c];
                T* const to = row.data() + c * C;
                for (std::size_t d = 0; d < C; ++d) to[d] += f * F[p * C + d];
            }
        for (std::size_t k = 0; k < row.size(); ++k) G[k] += static_cast<double>(row[k]);
    }
    for (double& g : G) g /= static_cast<double>(C * places);
    return G;
}

}  // namespace detail

/// The matrices [n, C, C] of features [n, C, h, w]. Throws where there are none.
template <class T>
[[nodiscard]] xt::xtensor<T, 3> gram_matrices(const xt::xtensor<T, 4>& features) {
    const auto& e = features.shape();
    if (features.size() == 0) throw_error({.problem = "there are no features", .found = shape_text(e)});
    const std::size_t C = e[1], places = e[2] * e[3];
    xt::xtensor<T, 3> G(std::array{e[0], C, C});
    std::vector<T> turned(C * places);
    for (std::size_t i = 0; i < e[0]; ++i) {
        transpose_all(1, features.data() + i * C * places, turned.data(), static_cast<int>(C),
                      static_cast<int>(places), false, 1);
        const std::vector<double> one = detail::gram_of_places(turned.data(), places, C);
        for (std::size_t k = 0; k < one.size(); ++k) G.data()[i * C * C + k] = static_cast<T>(one[k]);
    }
    return G;
}

}  // namespace strata::inline STRATA_TARGET
