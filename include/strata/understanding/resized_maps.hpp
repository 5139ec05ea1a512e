// SPDX-License-Identifier: MIT
#pragma once
/// Maps and images of another size.
#include <algorithm>
#include <array>
#include <strata/array.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

/// Planes [..., h, w] as planes [..., height, width], bilinear: the middle of row i lies at row (i + 1/2) h /
/// height - 1/2 of the plane that is read, and beyond its edges is what is at the edge. PyTorch's interpolate
/// with align_corners=False and antialias=False. Throws where an extent is below 1.
template <class T, std::size_t Rank>
requires(Rank >= 2)
    [[nodiscard]] xt::xtensor<T, Rank> resized_planes(const xt::xtensor<T, Rank>& x, int height, int width) {
    auto extents = x.shape();
    const std::size_t h = extents[Rank - 2], w = extents[Rank - 1];
    if (height < 1 || width < 1 || h == 0 || w == 0)
        throw_error({.problem = "a plane cannot have this size",
                     .expected = "positive extents",
                     .found = shape_text(std::array{h, w}) + " to " + shape_text(std::array{height, width})});
    const auto H = static_cast<std::size_t>(height), W = static_cast<std::size_t>(width);
    extents[Rank - 2] = H, extents[Rank - 1] = W;
    xt::xtensor<T, Rank> y(extents);
    struct place {
        std::size_t first, second;
        double of_second;
    };
    const auto along = [](std::size_t i, std::size_t to, std::size_t from) {
        const double middle =
            (static_cast<double>(i) + 0.5) * static_cast<double>(from) / static_cast<double>(to);
        const double at = std::clamp(middle - 0.5, 0.0, static_cast<double>(from - 1));
        const auto first = static_cast<std::size_t>(at);
        return place{first, std::min(first + 1, from - 1), at - static_cast<double>(first)};
    };
    const std::size_t planes = x.size() / (h * w);
    for (std::size_t k = 0; k < planes; ++k) {
        const T* const from = x.data() + k * h * w;
        T* const to = y.data() + k * H * W;
        for (std::size_t i = 0; i < H; ++i) {
            const place r = along(i, H, h);
            for (std::size_t j = 0; j < W; ++j) {
                const place q = along(j, W, w);
                const auto in_row = [&](std::size_t row) {
                    return (1 - q.of_second) * static_cast<double>(from[row * w + q.first]) +
                           q.of_second * static_cast<double>(from[row * w + q.second]);
                };
                to[i * W + j] =
                    static_cast<T>((1 - r.of_second) * in_row(r.first) + r.of_second * in_row(r.second));
            }
        }
    }
    return y;
}

}  // namespace strata::inline STRATA_TARGET
