// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/cross_entropy.hpp>
#include <strata/losses/embedding_distance.hpp>
#include <strata/losses/loss.hpp>
#include <strata/losses/mean_of_elements.hpp>

namespace strata {

/// Why answers are no triples.
struct answers_are_no_triples {
    template <class Where, class Got>
    static constexpr void write(auto& sentence) {
        sentence << "an answer holds three embeddings, anchor, positive and negative: shape<3 * D> (a concat "
                    "of three towers) or shape<3, D>";
    }
};

/// An anchor should be closer to a sample of its own kind, the positive, than to one of another kind, the
/// negative, by a margin. Each sample is such a triple, and the answer holds its three embeddings.
///
///     forward     L = 1/N sum_n max(0, z[n])      z = f(a - p) - f(a - n) + margin
///                 f(v) = |v + e|, or with `squared` |v + e|^2          e = epsilon in each element
///     backward    where z > 0:   dp = -f'(a - p) / N      dn = f'(a - n) / N      da = -dp - dn
///                 f'(v) = (v + e) / |v + e|, or 2 (v + e)
///
///     y: [N, 3 D] or [N, 3, D], with (a, p, n) = y[n]; a, p, n: [D]      no targets
///
/// (Schroff, Kalenichenko and Philbin: "FaceNet", 2015, equation 2, which has squares and a margin of 0.2.)
/// PyTorch's TripletMarginLoss of p = 2. Three equal towers are one `shared` part:
///
///     using tower = shared<"tower", chain<flatten, dense<16>>>;
///     struct triples : net<input<1, 28, 28>, named<"positive", input<1, 28, 28>>, named<"negative", input<1, 28, 28>>,
///                          concat<tower, from<"positive", tower>, from<"negative", tower>>> {};
///
/// Throws where the margin is not above 0, or epsilon is negative. Refused: an image, and a size that is not
/// divisible by three.
struct triplet_loss {
    double margin = 1, epsilon = 1e-6;
    bool squared = false;

    template <Shape Y>
    using decision = std::conditional_t<has_embeddings<3, Y>, Y, refused<answers_are_no_triples>>;
    template <Shape Y>
    using target = several_targets<>;

    template <Shape Y, class T>
    double apply(const loss_args<T>& a) const {
        constexpr int size = static_cast<int>(Y::size);
        check_positive("margin", margin);
        check_not_negative("epsilon", epsilon);
        const double sum = sum_over_rows<double>(a.n, size, a.threads, [&](slice samples) {
            double of_slice = 0;
            for (int64 n = samples.begin; n < samples.end; ++n)
                of_slice += of_triple(size / 3, a.y + n * size, a.dy ? a.dy + n * size : nullptr, a.n);
            return of_slice;
        });
        return sum / static_cast<double>(a.n);
    }

    template <class Visit>
    void settings(Visit&& visit) {
        visit("margin", margin), visit("epsilon", epsilon), visit("squared", squared);
    }

private:
    template <class T>
    double of_triple(int64 D, const T* y, T* dy, int samples) const {
        const T *const anchor = y, *const positive = y + D, *const negative = y + 2 * D;
        const double same = squared_distance(D, anchor, positive, epsilon),
                     other = squared_distance(D, anchor, negative, epsilon),
                     z = squared ? same - other + margin : std::sqrt(same) - std::sqrt(other) + margin;
        const bool pulls = is_nan(z) || z > 0;
        if (dy) {
            const double share = pulls ? 1.0 / samples : 0;
            const simd<T> e(static_cast<T>(epsilon)),
                of_same(static_cast<T>(squared ? 2 * share : per_distance(share, std::sqrt(same)))),
                of_other(static_cast<T>(squared ? 2 * share : per_distance(share, std::sqrt(other))));
            sweep<T>(D, [&](int64 i, auto lanes) {
                const simd<T> from = lanes.load(anchor + i);
                const simd<T> p = of_same * (from - lanes.load(positive + i) + e),
                              n = of_other * (from - lanes.load(negative + i) + e);
                lanes.store(dy + i, p - n);
                lanes.store(dy + D + i, -p);
                lanes.store(dy + 2 * D + i, n);
            });
        }
        return pulls ? z : 0;
    }
};

}  // namespace strata
