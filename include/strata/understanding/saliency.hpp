// SPDX-License-Identifier: MIT
#pragma once
/// Which pixels a score hangs on.
#include <cmath>
#include <strata/understanding/class_gradient.hpp>

namespace strata::inline STRATA_TARGET {

/// M[i, j] = max over channels k of |g[k, i, j]|, of each of n gradients [n, C, H, W]: [n, H, W] (Simonyan,
/// Vedaldi, Zisserman, 2013, section 3.1).
template <class T>
[[nodiscard]] xt::xtensor<T, 3> largest_over_channels(const xt::xtensor<T, 4>& g) {
    const auto& e = g.shape();
    xt::xtensor<T, 3> map = xt::zeros<T>(std::array{e[0], e[2], e[3]});
    const std::size_t area = e[2] * e[3];
    for (std::size_t i = 0; i < e[0]; ++i)
        for (std::size_t c = 0; c < e[1]; ++c)
            for (std::size_t p = 0; p < area; ++p) {
                T& most = map.data()[i * area + p];
                most = std::max(most, std::abs(g.data()[(i * e[1] + c) * area + p]));
            }
    return map;
}

/// The saliency of each pixel for the class that is asked of its image, [n, H, W]; of the same errors as
/// `class_gradient`. `saliency<Net>` goes through another network of the same parameters.
template <ClassifiesImages Net, class Model, Array X, Array C>
[[nodiscard]] auto saliency(Model& m, const X& images, const C& classes, int portion = 64) {
    return largest_over_channels(class_gradient<Net>(m, images, classes, portion).dx);
}
template <class Model, Array X, Array C>
[[nodiscard]] auto saliency(Model& m, const X& images, const C& classes, int portion = 64) {
    return saliency<typename Model::network_type>(m, images, classes, portion);
}

}  // namespace strata::inline STRATA_TARGET
