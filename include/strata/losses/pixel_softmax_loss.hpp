// SPDX-License-Identifier: MIT
#pragma once
#include <strata/losses/softmax_loss.hpp>

namespace strata {

/// The cross entropy of softmax probabilities and the right class at every pixel: what a segmentation is trained with.
///
///     forward     L = 1/(N H W) sum_{n, i, j} -log p[n, t[n, i, j], i, j]
///                 p[n, c, i, j] = exp(y[n, c, i, j]) / sum_k exp(y[n, k, i, j])
///     backward    dy[n, c, i, j] = (p[n, c, i, j] - [c = t[n, i, j]]) / (N H W)
///
///     y: [N, C, H, W] scores, no softmax before it   t: [N, H, W] classes in {0, ..., C - 1}
///
/// (Long, Shelhamer, Darrell, 2015, section 3: "per-pixel multinomial logistic loss".) PyTorch's CrossEntropyLoss over
/// images. Throws where a label is out of range.
/// Refused: E43 (the output is a vector), E20 (a single class), E21 (a `softmax` layer before it).
struct pixel_softmax_loss {
    using label = int;
    static constexpr bool applies_softmax = true;

    template <Image Y>
    using labels = shape<height<Y>, width<Y>>;

    template <class Y>
    struct decide {
        using type = refused<E43_loss_needs_an_image>;
    };
    template <Image Y>
    struct decide<Y> {
        using type = std::conditional_t<(channels<Y> > 1), Y, refused<E20_softmax_of_one_class>>;
    };
    template <Shape Y>
    using decision = typename decide<Y>::type;

    /// y and dy channels last: [n, H, W, C].
    template <Image Y, class T>
    static double apply(int n, const T* y, const int* t, T* dy) {
        const long all = n * places<Y>;
        if (const long pixel = first_wrong_label(t, all, channels<Y>); pixel < all) refuse<Y>(pixel, t[pixel]);
        return mean_cross_entropy(all, channels<Y>, y, t, dy);
    }

    /// Counts pixels.
    template <Image Y, class T>
    static long correct(int n, const T* y, const int* t) {
        return count_right(n * places<Y>, channels<Y>, y, t);
    }

private:
    template <Image Y>
    [[noreturn]] static void refuse(long pixel, int label) {
        std::string name = "sample " + std::to_string(pixel / places<Y>);
        name.append(" of the batch, row ").append(std::to_string(pixel % places<Y> / width<Y>));
        name.append(", column ").append(std::to_string(pixel % width<Y>));
        refuse_label(name, channels<Y>, label);
    }
};

}  // namespace strata
