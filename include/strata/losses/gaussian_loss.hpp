// SPDX-License-Identifier: MIT
#pragma once
#include <cmath>
#include <strata/kernels/cross_entropy.hpp>
#include <strata/kernels/elementary.hpp>
#include <strata/losses/loss.hpp>
#include <strata/losses/mean_of_elements.hpp>

namespace strata {

/// Why answers are no means and variances.
struct answers_have_no_variances {
    template <class Where, class Got>
    static constexpr void write(auto& sentence) {
        sentence << "an answer holds a mean and a logarithm of a variance for each number: an even number of "
                    "channels, first all means";
    }
};

/// How unlikely numbers are, where the network answers with a normal distribution of each: its mean and how
/// sure it is.
///
///     forward     L = 1/(N S) sum (log v + (m - t)^2 / v) / 2 [+ log(2 pi) / 2 where it is `full`]
///                 v = max(exp(s), epsilon)      with log_variance = false: v = max(s, epsilon)
///     backward    dm = (m - t) / (v N S)      ds = v u, or u      u = (1 - (m - t)^2 / v) / (2 v N S)
///
///     y: [N, 2 C], [N, L, 2 C] or [N, 2 C, H, W], channels 0 to C - 1 are m, the others s
///     t: of the same extents with C channels, of S elements a sample
///
/// (Nix and Weigend: "Estimating the mean and variance of the target probability distribution", 1994,
/// equation 4.) PyTorch's GaussianNLLLoss(full, eps) of the variance exp(s), or s. Below epsilon the slope of
/// s is that at epsilon, so that a variance that has become too small grows again. Throws where epsilon is
/// not above 0, and where a variance itself is negative; before training where a target is no finite number.
/// Refused: an odd number of channels.
struct gaussian_loss {
    bool log_variance = true, full = false;
    double epsilon = 1e-6;

    template <Shape Y>
    using decision = std::conditional_t<channels<Y> % 2 == 0, Y, refused<answers_have_no_variances>>;
    template <Shape Y>
    using target = strata::target<real_numbers, with_channels<Y, (channels<Y> + 1) / 2>>;

    template <Shape Y, class T>
    double apply(const loss_args<T>& a) const {
        constexpr int C = channels<Y> / 2;
        check_positive("epsilon", epsilon);
        if (!log_variance) check_variances(C, a.n * places<Y>, a.y);
        const double share = 1 / (static_cast<double>(a.n) * static_cast<double>(C * places<Y>));
        const double sum = sum_over_rows<double>(a.n * places<Y>, 2 * C, a.threads, [&](slice rows) {
            double of_slice = 0;
            for (int64 r = rows.begin; r < rows.end; ++r)
                of_slice += of_row(C, a.y + r * 2 * C, a.targets[0].numbers + r * C,
                                   a.dy ? a.dy + r * 2 * C : nullptr, static_cast<T>(share));
            return of_slice;
        });
        return share * sum + (full ? 0.5 * std::log(2 * 3.14159265358979323846) : 0);
    }

    template <Shape Y, class T>
    static void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) {
        check_numbers<with_channels<Y, channels<Y> / 2>>(n, targets[0].numbers, {},
                                                         "the target is no finite number", what, first);
    }

    template <class Visit>
    void settings(Visit&& visit) {
        visit("log_variance", log_variance), visit("full", full), visit("epsilon", epsilon);
    }

private:
    template <class T>
    [[nodiscard]] double of_row(int64 C, const T* y, const T* t, T* dy, T share) const {
        const simd<T> floor(static_cast<T>(log_variance ? std::log(epsilon) : epsilon)), one(T(1)),
            half(T(0.5)), scale(share);
        const bool logarithms = log_variance;
        return long_sum<T>(C, [=](int64 i, auto lanes) {
            const simd<T> apart = lanes.load(y + i) - lanes.load(t + i), given = lanes.load(y + C + i);
            const simd<T> s = keep_nan(given, xsimd::max(floor, given));
            const simd<T> precision = unknown(logarithms ? exponential<T>(-s) : one / s),
                          surprise = unknown(apart * precision * apart);
            if (dy) {
                const simd<T> slope = half * scale * (one - surprise);
                lanes.store(dy + i, scale * apart * precision);
                lanes.store(dy + C + i, logarithms ? slope : slope * precision);
            }
            return half * ((logarithms ? s : logarithm<T>(s)) + surprise);
        });
    }

    template <class T>
    static void check_variances(int64 C, int64 rows, const T* y) {
        for (int64 r = 0; r < rows; ++r)
            for (int64 i = 0; i < C; ++i)
                if (const T v = y[(2 * r + 1) * C + i]; v < 0)
                    throw_error({.problem = "the variance that the network answers with is negative",
                                 .name = "gaussian_loss",
                                 .expected = "0 or more",
                                 .found = std::to_string(v),
                                 .advice = "End the network in softplus, or take logarithms of variances."});
    }
};

}  // namespace strata
