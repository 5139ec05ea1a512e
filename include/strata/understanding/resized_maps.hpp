// SPDX-License-Identifier: MIT
#pragma once
/// Maps and images of another size.
#include <array>
#include <strata/array.hpp>
#include <strata/data/augmentations/bilinear.hpp>
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
    extents[Rank - 2] = static_cast<std::size_t>(height), extents[Rank - 1] = static_cast<std::size_t>(width);
    xt::xtensor<T, Rank> y(extents);
    const image_extents from{static_cast<int>(x.size() / (h * w)), static_cast<int>(h), static_cast<int>(w)};
    stretch_part(from, {0, 0, from.H, from.W}, {from.C, height, width}, x.data(), y.data());
    return y;
}

}  // namespace strata::inline STRATA_TARGET
