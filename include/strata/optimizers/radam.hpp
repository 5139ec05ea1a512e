// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <cmath>
#include <strata/optimizers/rule_settings.hpp>
#include <strata/optimizers/update_rule.hpp>

namespace strata {

/// Adam that does without the second moment until that is known well enough, and so needs no warm-up (Liu and
/// others, 2020, algorithm 2).
///
///     g' = g + weight_decay w      m = beta1 m + (1 - beta1) g'      v = beta2 v + (1 - beta2) g'^2
///     n = 2 / (1 - beta2) - 1      n_t = n - 2 t beta2^t / (1 - beta2^t)                   t = 1, 2, ...
///     n_t > 5:   w -= rate r m / (1 - beta1^t) sqrt(1 - beta2^t) / (sqrt(v) + epsilon)
///                r^2 = (n_t - 4) (n_t - 2) n / ((n - 4) (n - 2) n_t)
///     else:      w -= rate m / (1 - beta1^t)
///
/// PyTorch's RAdam.
struct radam {
    double rate = 1e-3;
    double beta1 = double(0.9L), beta2 = double(0.999L);  // as they are with -fsingle-precision-constant too
    double epsilon = 1e-8;
    double weight_decay = 0;

    static constexpr std::array<const char*, 2> slot_names{"first_moment", "second_moment"};
    static constexpr bool takes_parts = true;

    template <class Visit>
    void settings(Visit&& visit) {
        visit("rate", rate), visit("beta1", beta1), visit("beta2", beta2), visit("epsilon", epsilon),
            visit("weight_decay", weight_decay);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        radam(*this).settings(visit);
    }
    void check_settings() const { check_moments("radam", *this); }

    template <class T>
    void update(const update_args<T>& a) const;
};

template <class T>
void radam::update(const update_args<T>& a) const {
    const double t = static_cast<double>(a.step), power2 = std::pow(beta2, t);
    const double unbiased1 = 1 - std::pow(beta1, t), unbiased2 = 1 - power2;
    const double n = 2 / (1 - beta2) - 1, n_t = n - 2 * t * power2 / unbiased2;
    const bool adapts = n_t > 5;
    const double rectified = adapts ? std::sqrt((n_t - 4) * (n_t - 2) * n / ((n - 4) * (n - 2) * n_t)) : 1;
    const simd<T> b1(static_cast<T>(beta1)), b2(static_cast<T>(beta2));
    const simd<T> rest1(static_cast<T>(1 - beta1)), rest2(static_cast<T>(1 - beta2));
    const simd<T> eps(static_cast<T>(epsilon)), root(static_cast<T>(std::sqrt(unbiased2))), one(T(1));
    T *const first = a.slot[0], *const second = a.slot[1];
    sweep_segments(a, [&](const moved_range& here) {
        const simd<T> step(static_cast<T>(-here.rate * rectified / unbiased1)),
            decay(static_cast<T>(weight_decay * here.decay));
        return [=](int64 i, auto lanes) {
            const simd<T> w = lanes.load(a.w + i), g = xsimd::fma(decay, w, lanes.load(a.g + i));
            const simd<T> m = xsimd::fma(b1, lanes.load(first + i), rest1 * g);
            const simd<T> v = xsimd::fma(b2, lanes.load(second + i), rest2 * g * g);
            lanes.store(first + i, m);
            lanes.store(second + i, v);
            const simd<T> scale = adapts ? root / (xsimd::sqrt(v) + eps) : one;
            lanes.store(a.w + i, xsimd::fma(step * m, scale, w));
        };
    });
}

}  // namespace strata
