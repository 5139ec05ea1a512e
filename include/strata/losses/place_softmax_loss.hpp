// SPDX-License-Identifier: MIT
#pragma once
#include <strata/losses/softmax_loss.hpp>

namespace strata {

/// The cross entropy of softmax probabilities and the right class at every place of a sequence: what a model of the next
/// letter is trained with.
///
///     forward     L = 1/(N L) sum_{n, l} -log p[n, l, t[n, l]]        p[n, l, c] = exp(y[n, l, c]) / sum_k exp(y[n, l, k])
///     backward    dy[n, l, c] = (p[n, l, c] - [c = t[n, l]]) / (N L)
///
///     y: [N, L, C] scores, no softmax before it   t: [N, L] classes in {0, ..., C - 1}
///
/// (Bengio, Ducharme, Vincent, Jauvin, 2003, section 2: the mean log-likelihood.) PyTorch's CrossEntropyLoss over all places
/// as samples. Throws where a label is out of range.
/// Refused: E44 (the output is no sequence), E20 (a single class), E21 (a `softmax` layer before it).
struct place_softmax_loss {
    using label = int;
    static constexpr bool applies_softmax = true;

    template <Sequence Y>
    using labels = shape<static_cast<int>(places<Y>)>;

    template <class Y>
    struct decide {
        using type = refused<E44_loss_needs_a_sequence>;
    };
    template <Sequence Y>
    struct decide<Y> {
        using type = std::conditional_t<(channels<Y> > 1), Y, refused<E20_softmax_of_one_class>>;
    };
    template <Shape Y>
    using decision = typename decide<Y>::type;

    template <Sequence Y, class T>
    static double apply(int n, const T* y, const int* t, T* dy) {
        const long all = n * places<Y>;
        if (const long place = first_wrong_label(t, all, channels<Y>); place < all) refuse<Y>(place, t[place]);
        return mean_cross_entropy(all, channels<Y>, y, t, dy);
    }

    /// Counts places.
    template <Sequence Y, class T>
    static long correct(int n, const T* y, const int* t) {
        return count_right(n * places<Y>, channels<Y>, y, t);
    }

private:
    template <Sequence Y>
    [[noreturn]] static void refuse(long place, int label) {
        std::string name = "sample " + std::to_string(place / places<Y>);
        name.append(" of the batch, place ").append(std::to_string(place % places<Y>));
        refuse_label(name, channels<Y>, label);
    }
};

}  // namespace strata
