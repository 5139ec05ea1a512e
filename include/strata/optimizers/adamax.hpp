// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <cmath>
#include <strata/optimizers/rule_settings.hpp>
#include <strata/optimizers/update_rule.hpp>

namespace strata {

/// Adam with the largest gradient of late in place of the second moment (Kingma and Ba, 2015, algorithm 2).
///
///     g' = g + weight_decay w      m = beta1 m + (1 - beta1) g'      u = max(beta2 u, |g'| + epsilon)
///     w -= rate / (1 - beta1^t) m / u                                                       t = 1, 2, ...
///
/// The epsilon is PyTorch's, where the paper has none: this is its Adamax.
struct adamax {
    double rate = 2e-3;
    double beta1 = double(0.9L), beta2 = double(0.999L);  // as they are with -fsingle-precision-constant too
    double epsilon = 1e-8;
    double weight_decay = 0;

    static constexpr std::array<const char*, 2> slot_names{"first_moment", "largest_gradient"};
    static constexpr bool takes_parts = true;

    template <class Visit>
    void settings(Visit&& visit) {
        visit("rate", rate), visit("beta1", beta1), visit("beta2", beta2), visit("epsilon", epsilon),
            visit("weight_decay", weight_decay);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        adamax(*this).settings(visit);
    }
    void check_settings() const { check_moments("adamax", *this); }

    template <class T>
    void update(const update_args<T>& a) const;
};

template <class T>
void adamax::update(const update_args<T>& a) const {
    const double unbiased1 = 1 - std::pow(beta1, static_cast<double>(a.step));
    const simd<T> b1(static_cast<T>(beta1)), b2(static_cast<T>(beta2)), rest1(static_cast<T>(1 - beta1)),
        eps(static_cast<T>(epsilon));
    T *const first = a.slot[0], *const largest = a.slot[1];
    sweep_segments(a, [&](const moved_range& here) {
        const simd<T> step(static_cast<T>(-here.rate / unbiased1)),
            decay(static_cast<T>(weight_decay * here.decay));
        return [=](int64 i, auto lanes) {
            const simd<T> w = lanes.load(a.w + i), g = xsimd::fma(decay, w, lanes.load(a.g + i));
            const simd<T> m = xsimd::fma(b1, lanes.load(first + i), rest1 * g);
            const simd<T> u = xsimd::max(b2 * lanes.load(largest + i), xsimd::abs(g) + eps);
            lanes.store(first + i, m);
            lanes.store(largest + i, u);
            lanes.store(a.w + i, w + step * m / u);
        };
    });
}

}  // namespace strata
