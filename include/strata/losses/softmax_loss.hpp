// SPDX-License-Identifier: MIT
#pragma once
#include <cmath>
#include <string>
#include <strata/kernels/softmax.hpp>
#include <strata/losses/loss.hpp>

namespace strata {

/// -log p[t] for the scores y: [C] of one sample or pixel, where p = softmax(y); leaves its gradient over `count`,
/// (p[c] - [c = t]) / count, in dy: [C].
template <int C, class T>
double cross_entropy(const T* y, int t, T count, T* dy) {
    const T m = largest_of(y, C), sum = exponentials_run(y, dy, C, m, T(1));
    const simd<T> scale(T(1) / (sum * count));
    sweep<T>(C, [&](long c, auto lanes) { lanes.store(dy + c, lanes.load(dy + c) * scale); });
    dy[t] -= T(1) / count;
    return std::log(static_cast<double>(sum)) - static_cast<double>(y[t] - m);
}

/// Whether the largest of the scores y: [C] is that of class t, the first of equals.
template <int C, class T>
bool scores_right(const T* y, int t) {
    int best = 0;
    for (int c = 1; c < C; ++c)
        if (y[c] > y[best]) best = c;
    return best == t;
}

/// The mean of `cross_entropy` over `count` samples, pixels or places, y and dy: [count, C]; `refuse(i)` throws where label i
/// is out of range.
template <int C, class T, class Refuse>
double mean_cross_entropy(long count, const T* y, const int* t, T* dy, Refuse&& refuse) {
    double loss = 0;
    for (long i = 0; i < count; ++i, y += C, dy += C) {
        if (t[i] < 0 || t[i] >= C) refuse(i);
        loss += cross_entropy<C>(y, t[i], static_cast<T>(count), dy);
    }
    return loss / static_cast<double>(count);
}

/// How many of them `scores_right` says are right.
template <int C, class T>
long count_right(long count, const T* y, const int* t) {
    long right = 0;
    for (long i = 0; i < count; ++i, y += C) right += scores_right<C>(y, t[i]);
    return right;
}

/// The cross entropy of softmax probabilities and the right class, in one stable pass.
///
///     forward     L = 1/N sum_n -log p[n, t[n]]      p[n, c] = exp(y[n, c] - m[n]) / sum_k exp(y[n, k] - m[n])
///     backward    dy[n, c] = (p[n, c] - [c = t[n]]) / N                                m[n] = max_c y[n, c]
///
///     y: [N, C] scores, no softmax before it   t: [N] classes in {0, ..., C - 1}
///
/// log C is what an untrained network gets. PyTorch's CrossEntropyLoss. Throws where a label is out of range.
/// Refused: E19 (the output is an image or a sequence), E20 (a single class), E21 (a `softmax` layer before it).
struct softmax_loss {
    using label = int;
    static constexpr bool applies_softmax = true;

    template <class Y>
    struct decide {
        using type = refused<E19_loss_needs_a_vector>;
    };
    template <Vector Y>
    struct decide<Y> {
        using type = std::conditional_t<(channels<Y> > 1), Y, refused<E20_softmax_of_one_class>>;
    };
    template <Shape Y>
    using decision = typename decide<Y>::type;

    template <Vector Y, class T>
    static double apply(int n, const T* y, const int* t, T* dy) {
        return mean_cross_entropy<channels<Y>>(n, y, t, dy, [t](long i) {
            refuse_label("sample " + std::to_string(i) + " of the batch", channels<Y>, t[i]);
        });
    }

    template <Vector Y, class T>
    static long correct(int n, const T* y, const int* t) {
        return count_right<channels<Y>>(n, y, t);
    }
};

}  // namespace strata
