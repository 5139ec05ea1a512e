// SPDX-License-Identifier: MIT
#pragma once
/// Images as sequences and back. A pixel's channels lie side by side as a place's features do: both are
/// views, and cost nothing.
#include <strata/layer/rearrangement.hpp>

namespace strata {

/// All of x as it lies, under another shape.
template <class Order>
struct same_memory : rearrangement<Order> {
    template <class Phase, Shape X>
    static constexpr bool is_view = true;
    template <Shape X>
    static constexpr int64 run = X::size;
    template <Shape X>
    static constexpr int64 from(int64) {
        return 0;
    }
};

/// The pixels of an image as the places of a sequence, row by row, with the channels as features.
///
///     forward     y[h W + w, c] = x[c, h, w]      backward    dx[c, h, w] = dy[h W + w, c]
///
///     x: [C, H, W]   y: [H W, C]
///
/// (Dosovitskiy and others: "An image is worth 16x16 words", 2021, section 3.1: behind a convolution whose
/// stride is its window the pixels are the patches.) In PyTorch: x.flatten(2).transpose(1, 2). Refused: E04.
struct pixels_to_places : same_memory<pixels_to_places> {
private:
    template <class X>
    struct shape_rule {
        using type = refused<E04_layer_needs_an_image>;
    };
    template <int C, int H, int W>
    struct shape_rule<shape<C, H, W>> {
        using type = shape<H * W, C>;
    };

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;
};

/// The places of a sequence as the pixels of an image of H rows and W columns: undoes `pixels_to_places`.
///
///     forward     y[d, h, w] = x[h W + w, d]      backward    dx[h W + w, d] = dy[d, h, w]
///
///     x: [H W, D]   y: [D, H, W]
///
/// In PyTorch: x.transpose(1, 2).unflatten(2, (H, W)). Refused: E35 (another number of places), E41 (no
/// sequence), E09.
template <int H, int W>
struct places_to_pixels : same_memory<places_to_pixels<H, W>> {
private:
    template <class X>
    struct shape_rule {
        using type = refused<E41_layer_needs_a_sequence>;
    };
    template <int L, int D>
    struct shape_rule<shape<L, D>> {
        static constexpr auto decide() {
            if constexpr (H < 1 || W < 1)
                return refused<E09_size_not_positive>{};
            else if constexpr (int64{H} * W != L)
                return refused<E35_another_number_of_elements, pixels_for_places<H, W>>{};
            else
                return shape<D, H, W>{};
        }
        using type = decltype(decide());
    };

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("height", H);
        visit("width", W);
    }
};

}  // namespace strata
