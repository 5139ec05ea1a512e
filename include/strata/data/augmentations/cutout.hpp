// SPDX-License-Identifier: MIT
#pragma once
/// Images with a square taken out.
#include <strata/data/augmentations/bilinear.hpp>
#include <strata/data/augmentations/settings.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <string>

namespace strata::inline STRATA_TARGET {

/// What lies in the image of a rectangle whose middle is the pixel (row, column): rows from row - height / 2
/// on, columns likewise.
[[nodiscard]] inline image_part clipped_part(image_extents e, int row, int column, int height, int width) {
    const auto clip = [](int64 place, int extent) {
        return static_cast<int>(std::clamp<int64>(place, 0, extent));
    };
    const int64 first_row = int64{row} - height / 2, first_column = int64{column} - width / 2;
    const int top = clip(first_row, e.H), left = clip(first_column, e.W);
    return {top, left, clip(first_row + height, e.H) - top, clip(first_column + width, e.W) - left};
}
/// The same around a pixel that numbers 1 and 2 of a stream draw, all equally likely.
[[nodiscard]] inline image_part drawn_part(image_extents e, const random_stream& random, int height,
                                           int width) {
    const auto place = [&](std::uint64_t i, int extent) {
        return static_cast<int>(random.below(i, static_cast<std::uint32_t>(extent)));
    };
    return clipped_part(e, place(1, e.H), place(2, e.W), height, width);
}
/// Calls `body(begin, end)` for the pixels of each row of a part of an image, as places in the image.
template <class Body>
void for_rows_of(image_extents e, const image_part& part, Body&& body) {
    for (int c = 0; c < e.C; ++c)
        for (int i = part.top; i < part.top + part.height; ++i) {
            const int64 begin = (int64{c} * e.H + i) * e.W + part.left;
            body(begin, begin + part.width);
        }
}

/// Sets a square to `fill`. Its middle is any pixel of the image, all equally likely; what of it lies outside
/// is cut off.
///
///     y[c, i, j] = fill inside of the square, x[c, i, j] elsewhere     x, y: [C, H, W]
///
/// (DeVries and Taylor: "Improved regularization of convolutional neural networks with cutout", 2017, whose
/// squares are 16 pixels wide for CIFAR-10, 8 for CIFAR-100, 20 for SVHN.) 0 is the mean where images are
/// normalized. Throws where `side` is below 1, `probability` none, or `fill` no finite number.
struct cutout {
    int side = 16;
    double probability = 1;  ///< that a square is taken out
    double fill = 0;

    template <class T>
    void operator()(image_extents e, const random_stream& random, const T* x, T* y) const {
        check_at_least({"cutout::side", static_cast<double>(side)}, 1, "a square is a pixel wide at least");
        check_probability({"cutout::probability", probability});
        check_finite({"cutout::fill", fill}, "what a square is set to has to be a number");
        std::copy_n(x, e.size(), y);
        if (random.uniform(0) >= probability) return;
        for_rows_of(e, drawn_part(e, random, side, side),
                    [&](int64 begin, int64 end) { std::fill(y + begin, y + end, static_cast<T>(fill)); });
    }
};

}  // namespace strata::inline STRATA_TARGET
