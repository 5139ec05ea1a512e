// SPDX-License-Identifier: MIT
#pragma once
#include <strata/target.hpp>
#include <string>
#include <strata/kernels/cross_entropy.hpp>
#include <strata/losses/loss.hpp>

namespace strata::inline STRATA_TARGET {

/// What the softmax losses over samples, pixels and places share: the mean cross entropy over all places, of which a vector
/// has one.
///
///     forward     L = 1/(N P) sum_{n, i} -log p[n, i, t[n, i]]        p[n, i, c] = exp(y[n, i, c]) / sum_k exp(y[n, i, k])
///     backward    dy[n, i, c] = (p[n, i, c] - [c = t[n, i]]) / (N P)
///
///     y, dy: [N, P, C], channels last, with P = places<Y>, C = channels<Y>   t: [N, P] classes in {0, ..., C - 1}
///
/// No loss by itself: each has its own `decision`, which refuses the shapes that it is not for, and its own `labels`.
/// Refused: E20 (a single class).
struct softmax_at_places {
    using label = int;
    static constexpr bool applies_softmax = true;

    /// L; leaves its gradient in dy. Throws where a label is out of range, and names its sample and its place.
    template <Shape Y, class T>
    static double apply(int n, const T* y, const int* t, T* dy, int threads = 1) {
        check_labels<Y>(n, t, "sample", " of the batch");
        return mean_cross_entropy(n * places<Y>, channels<Y>, y, t, dy, threads);
    }

    /// Throws where a label is out of range, and names its sample, between `what` and `of`, and its place.
    template <Shape Y>
    static void check_labels(int n, const int* t, const char* what, const char* of = "") {
        const int64 all = n * places<Y>, i = first_wrong_label(t, all, channels<Y>);
        if (i < all) refuse_label(name_of_label<Y>(i, what, of), channels<Y>, t[i]);
    }

    /// Counts places.
    template <Shape Y, class T>
    static int64 correct(int n, const T* y, const int* t, int threads = 1) {
        return count_right(n * places<Y>, channels<Y>, y, t, threads);
    }

protected:
    /// Y where it fits and has classes to tell apart; `refused<Misfit>` where it does not fit.
    template <Shape Y, bool Fits, class Misfit>
    struct decide {
        using type = refused<Misfit>;
    };
    template <Shape Y, class Misfit>
    struct decide<Y, true, Misfit> {
        using type = std::conditional_t<(channels<Y> > 1), Y, refused<E20_softmax_of_one_class>>;
    };

private:
    template <Shape Y>
    static std::string name_of_label(int64 i, const char* what, const char* of) {
        std::string name = with_number(what, i / places<Y>) + of;
        if constexpr (Sequence<Y>) name.append(", place ").append(std::to_string(i % places<Y>));
        if constexpr (Image<Y>) {
            name.append(", row ").append(std::to_string(i % places<Y> / width<Y>));
            name.append(", column ").append(std::to_string(i % width<Y>));
        }
        return name;
    }
};

}  // namespace strata::inline STRATA_TARGET
