// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <strata/kernels/cross_entropy.hpp>
#include <strata/losses/class_targets.hpp>
#include <strata/losses/loss.hpp>
#include <strata/shape/codes.hpp>

namespace strata {

/// Why answers are no scores of levels.
struct channels_are_no_levels {
    template <class Where, class Got>
    static constexpr void write(auto& sentence) {
        sentence
            << "its answers are an image with a channel for each level of each colour, first those of the "
               "first colour; end in a convolution of colours times levels filters";
    }
};

/// The cross entropy of softmax probabilities and the level of each colour of each pixel: what a model of
/// images is trained with, in nats a number.
///
///     forward     L = 1/(N C H W) sum_{n, c, i, j} -log p[n, c, t[n, c, i, j], i, j]
///                 p[n, c, l, i, j] = exp(y[n, c L + l, i, j]) / sum_k exp(y[n, c L + k, i, j])
///     backward    dy[n, c L + l, i, j] = (p[n, c, l, i, j] - [l = t[n, c, i, j]]) / (N C H W)
///
///     y: [N, C L, H, W] scores, L: `Levels`   t: [N, C, H, W] levels in {0, ..., L - 1}
///
/// (van den Oord, Kalchbrenner, Kavukcuoglu, 2016, sections 3.1 and 5.1.) PyTorch's CrossEntropyLoss over
/// scores [N, L, C, H, W]. Divided by log 2 it is bits per dimension. Throws where a level is out of range.
/// Refused: E43 (the output is no image), E20 (one level), channels that are no multiple of the levels.
template <int Levels = 256>
struct level_softmax_loss {
    static constexpr bool applies_softmax = true;

private:
    template <class Y>
    struct decide {
        using type = refused<E43_loss_needs_an_image>;
    };
    template <Image Y>
    struct decide<Y> {
        using type = std::conditional_t<(Levels < 2), refused<E20_softmax_of_one_class>,
                                        std::conditional_t<channels<Y> % (Levels < 1 ? 1 : Levels) == 0, Y,
                                                           refused<channels_are_no_levels>>>;
    };

public:
    template <Shape Y>
    using decision = typename decide<Y>::type;
    template <Shape Y>
    using target =
        strata::target<class_numbers, shape<std::max(channels<Y> / Levels, 1), height<Y>, width<Y>>>;

    template <Shape Y, class T>
    static double apply(const loss_args<T>& a) {
        constexpr int C = channels<Y> / Levels;
        const int* const t = a.targets[0].classes;
        check_levels<Y>(a.n, t, "sample", 0, " of the batch");
        return mean_cross_entropy_of(a.n * places<Y> * C, Levels, a.y, levels_in_memory<Y, C>{t}, a.dy,
                                     a.threads);
    }
    template <Shape Y, class T>
    static void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) {
        check_levels<Y>(n, targets[0].classes, what, first, "");
    }

private:
    /// t in the order of the scores: pixel by pixel, in each colour by colour.
    template <Shape Y, int C>
    struct levels_in_memory {
        const int* t;
        int operator[](int64 row) const {
            const int64 pixel = row / C, sample = pixel / places<Y>;
            return t[(sample * C + row % C) * places<Y> + pixel % places<Y>];
        }
    };
    template <Shape Y>
    static void check_levels(int n, const int* t, const char* what, int64 first, const char* of) {
        constexpr int64 size = channels<Y> / Levels * places<Y>;
        const int64 all = n * size, i = first_wrong_label(t, all, Levels);
        if (i == all) return;
        std::string name = with_number(what, first + i / size) + of;
        name.append(", channel ").append(std::to_string(i % size / places<Y>));
        name.append(", row ").append(std::to_string(i % places<Y> / width<Y>));
        name.append(", column ").append(std::to_string(i % width<Y>));
        throw_error({.problem = "the pixel has no such level",
                     .name = name,
                     .expected = "0 to " + std::to_string(Levels - 1),
                     .found = std::to_string(t[i])});
    }
};

}  // namespace strata
