// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/cross_entropy.hpp>
#include <strata/kernels/elementary.hpp>
#include <strata/losses/gaussian_loss.hpp>
#include <strata/losses/loss.hpp>
#include <strata/losses/mean_of_elements.hpp>

namespace strata {

/// How far normal distributions are from the normal distribution of mean 0 and variance 1: the price of what
/// an encoder tells, in nats.
///
///     forward     L = beta/N sum_{n, i} KL(normal(m, exp s) || normal(0, 1))
///                   = beta/N sum_{n, i} (exp(s) + m^2 - 1 - s) / 2
///     backward    dm = beta m / N      ds = beta (exp(s) - 1) / (2 N)
///
///     y: [N, 2 C], [N, L, 2 C] or [N, 2 C, H, W], channels 0 to C - 1 are m, the others s      no targets
///
/// (Kingma and Welling: "Auto-encoding variational Bayes", 2014, appendix B; beta: Higgins and others:
/// "beta-VAE", 2017, equation 4.) A sum over the elements of a sample, so that it stands beside
/// `summed_loss`. Throws where beta is negative or no number. Refused: an odd number of channels.
struct gaussian_kl_loss {
    double beta = 1;

    template <Shape Y>
    using decision = std::conditional_t<channels<Y> % 2 == 0, Y, refused<answers_have_no_variances>>;
    template <Shape Y>
    using target = several_targets<>;

    /// L; leaves its gradient in dy, unless that is null.
    template <Shape Y, class T>
    double apply(const loss_args<T>& a) const {
        constexpr int C = channels<Y> / 2;
        check_not_negative("beta", beta);
        const double share = beta / static_cast<double>(a.n);
        const double sum = sum_over_rows<double>(a.n * places<Y>, 2 * C, a.threads, [&](slice rows) {
            double of_slice = 0;
            for (int64 r = rows.begin; r < rows.end; ++r)
                of_slice += of_row(C, a.y + r * 2 * C, a.dy ? a.dy + r * 2 * C : nullptr, share);
            return of_slice;
        });
        return share * sum;
    }

    template <class Visit>
    void settings(Visit&& visit) {
        visit("beta", beta);
    }

private:
    template <class T>
    static double of_row(int64 C, const T* y, T* dy, double share) {
        const simd<T> one(T(1)), half(T(0.5)), scale(static_cast<T>(share)),
            half_scale(static_cast<T>(share / 2));
        return long_sum<T>(C, [=](int64 i, auto lanes) {
            const simd<T> m = lanes.load(y + i), s = lanes.load(y + C + i);
            const simd<T> more = unknown(exponential<T>(s) - one);
            if (dy) {
                lanes.store(dy + i, scale * m);
                lanes.store(dy + C + i, half_scale * more);
            }
            return half * ((more - s) + unknown(m * m));
        });
    }
};

}  // namespace strata
