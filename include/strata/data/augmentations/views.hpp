// SPDX-License-Identifier: MIT
#pragma once
/// Views of an image that a network is asked about one by one: its answers to them are averaged.
#include <strata/data/augmentation.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <concepts>
#include <string>

namespace strata::inline STRATA_TARGET {

/// How many views there are, their extents for an image of given ones, and view v, [extents of a view], of
/// image x, [C, H, W], from 0 on.
template <class V, class T>
concept ViewsImages = requires(const V& views, int v, image_extents e, const T* x, T* y) {
    { views.count() } -> std::convertible_to<int>;
    { views.extents(e) } -> std::same_as<image_extents>;
    views(v, e, x, y);
};

/// y = the part of x of these extents whose first pixel is (top, left), mirrored left to right or not.
template <class T>
void cut_view(image_extents e, image_extents of_view, int top, int left, bool mirrored, const T* x, T* y) {
    for (int c = 0; c < e.C; ++c)
        for (int i = 0; i < of_view.H; ++i, y += of_view.W) {
            const T* const from = x + (int64{c} * e.H + top + i) * e.W + left;
            if (mirrored)
                std::reverse_copy(from, from + of_view.W, y);
            else
                std::copy_n(from, of_view.W, y);
        }
}

/// An image and its mirror image.
struct flipped_twins {
    [[nodiscard]] static constexpr int count() { return 2; }
    [[nodiscard]] static constexpr image_extents extents(image_extents e) { return e; }
    template <class T>
    void operator()(int v, image_extents e, const T* x, T* y) const {
        cut_view(e, e, 0, 0, v == 1, x, y);
    }
};

/// The four corners of an image and its middle, and the mirror images of these five: ten parts of the extents
/// that a network takes.
///
///     y: [C, height, width]     views 0 to 4: top left, top right, bottom left, bottom right, middle
///                               views 5 to 9: the same of the image mirrored, as torchvision's ten_crop
///
/// The middle begins at row (H - height) / 2, rounded down, and column likewise. (Krizhevsky, Sutskever,
/// Hinton: "ImageNet classification with deep convolutional neural networks", 2012, section 4.1.) Throws
/// where an extent is below 1 or larger than the image's.
struct ten_crop {
    int height = 0, width = 0;

    [[nodiscard]] static constexpr int count() { return 10; }
    [[nodiscard]] image_extents extents(image_extents e) const {
        if (height < 1 || width < 1 || height > e.H || width > e.W)
            throw_error({.problem = "parts of these extents do not lie inside of the images",
                         .name = "ten_crop",
                         .expected = "height from 1 to " + std::to_string(e.H) + ", width from 1 to " +
                                     std::to_string(e.W),
                         .found = std::to_string(height) + " x " + std::to_string(width)});
        return {e.C, height, width};
    }
    template <class T>
    void operator()(int v, image_extents e, const T* x, T* y) const {
        const image_extents part = extents(e);
        const int down = e.H - height, right = e.W - width, place = v % 5;
        const bool mirrored = v >= 5;
        const int top = place == 4 ? down / 2 : place < 2 ? 0 : down;
        const int left = place == 4 ? right / 2 : place % 2 == 0 ? 0 : right;
        // what is at the left of the mirror image is at the right of the image
        cut_view(e, part, top, mirrored ? right - left : left, mirrored, x, y);
    }
};

}  // namespace strata::inline STRATA_TARGET
