// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/cross_entropy.hpp>
#include <strata/losses/embedding_distance.hpp>
#include <strata/losses/loss.hpp>
#include <strata/losses/mean_of_elements.hpp>

namespace strata {

/// Why answers are no pairs.
struct answers_are_no_pairs {
    template <class Where, class Got>
    static constexpr void write(auto& sentence) {
        sentence << "an answer holds two embeddings: shape<2 * D> (a concat of two towers) or shape<2, D>";
    }
};

/// Pairs of the same kind should lie together, pairs of different kinds apart by a margin at least. Each
/// sample is such a pair, and the answer holds its two embeddings.
///
///     forward     L = 1/N sum_n t[n] d[n]^2 / 2 + (1 - t[n]) max(0, margin - d[n])^2 / 2      d = |u - v|
///     backward    du[n] = (t[n] - (1 - t[n]) max(0, margin - d[n]) / d[n]) (u - v) / N        dv = -du
///
///     y: [N, 2 D] or [N, 2, D], with (u, v) = y[n]; u, v: [D]
///     t: [N], 1 where both are of the same kind, 0 where they are not; numbers between are shares of both
///
/// (Hadsell, Chopra and LeCun: "Dimensionality reduction by learning an invariant mapping", 2006, equation 4,
/// where Y = 1 - t.) Where d is 0, no direction leads apart, and a pair of different kinds has no gradient.
/// Two equal towers are one `shared` part, as of `triplet_loss`. Throws where the margin is not above 0;
/// before training where a target is not in [0, 1]. Refused: an image, and an odd size.
struct contrastive_loss {
    double margin = 1;

    template <Shape Y>
    using decision = std::conditional_t<has_embeddings<2, Y>, Y, refused<answers_are_no_pairs>>;
    template <Shape Y>
    using target = strata::target<real_numbers>;

    template <Shape Y, class T>
    double apply(const loss_args<T>& a) const {
        constexpr int size = static_cast<int>(Y::size);
        check_positive("margin", margin);
        const double sum = sum_over_rows<double>(a.n, size, a.threads, [&](slice samples) {
            double of_slice = 0;
            for (int64 n = samples.begin; n < samples.end; ++n)
                of_slice += of_pair(size / 2, a.y + n * size, static_cast<double>(a.targets[0].numbers[n]),
                                    a.dy ? a.dy + n * size : nullptr, a.n);
            return of_slice;
        });
        return sum / static_cast<double>(a.n);
    }

    template <Shape Y, class T>
    static void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) {
        check_numbers<shape<1>>(n, targets[0].numbers, {0, 1, "0 to 1"}, "the target is out of range", what,
                                first);
    }

    template <class Visit>
    void settings(Visit&& visit) {
        visit("margin", margin);
    }

private:
    template <class T>
    double of_pair(int64 D, const T* y, double t, T* dy, int samples) const {
        const double square = squared_distance(D, y, y + D), d = std::sqrt(square),
                     missing = margin > d ? margin - d : 0;
        if (dy) {
            const simd<T> pull(static_cast<T>((t - per_distance((1 - t) * missing, d)) / samples));
            sweep<T>(D, [&](int64 i, auto lanes) {
                const simd<T> g = pull * (lanes.load(y + i) - lanes.load(y + D + i));
                lanes.store(dy + i, g);
                lanes.store(dy + D + i, -g);
            });
        }
        return t * square / 2 + (1 - t) * (is_nan(d) ? d : missing * missing / 2);
    }
};

}  // namespace strata
