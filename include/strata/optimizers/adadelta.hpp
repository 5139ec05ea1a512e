// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <strata/optimizers/rule_settings.hpp>
#include <strata/optimizers/update_rule.hpp>

namespace strata {

/// Steps as large as steps have been of late, so that a rate of 1 is one to begin with (Zeiler, 2012,
/// algorithm 1).
///
///     g' = g + weight_decay w              v = rho v + (1 - rho) g'^2
///     s = sqrt(u + epsilon) / sqrt(v + epsilon) g'      u = rho u + (1 - rho) s^2      w -= rate s
///
/// PyTorch's Adadelta.
struct adadelta {
    double rate = 1;
    double rho = double(0.9L);  // as it is with -fsingle-precision-constant too
    double epsilon = 1e-6;
    double weight_decay = 0;

    static constexpr std::array<const char*, 2> slot_names{"mean_square", "mean_square_of_steps"};
    static constexpr bool takes_parts = true;

    template <class Visit>
    void settings(Visit&& visit) {
        visit("rate", rate), visit("rho", rho), visit("epsilon", epsilon),
            visit("weight_decay", weight_decay);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        adadelta(*this).settings(visit);
    }
    void check_settings() const {
        require_share("adadelta", "rho", rho);
        require_positive("adadelta", "epsilon", epsilon);
        require_not_negative("adadelta", "weight_decay", weight_decay);
    }

    template <class T>
    void update(const update_args<T>& a) const;
};

template <class T>
void adadelta::update(const update_args<T>& a) const {
    T *const of_gradients = a.slot[0], *const of_steps = a.slot[1];
    const simd<T> old(static_cast<T>(rho)), rest(static_cast<T>(1 - rho)), eps(static_cast<T>(epsilon));
    sweep_segments(a, [&](const moved_range& here) {
        const simd<T> step(static_cast<T>(-here.rate)), decay(static_cast<T>(weight_decay * here.decay));
        return [=](int64 i, auto lanes) {
            const simd<T> w = lanes.load(a.w + i), g = xsimd::fma(decay, w, lanes.load(a.g + i));
            const simd<T> v = xsimd::fma(old, lanes.load(of_gradients + i), rest * g * g),
                          u = lanes.load(of_steps + i);
            const simd<T> s = xsimd::sqrt((u + eps) / (v + eps)) * g;
            lanes.store(of_gradients + i, v);
            lanes.store(of_steps + i, xsimd::fma(old, u, rest * s * s));
            lanes.store(a.w + i, xsimd::fma(step, s, w));
        };
    });
}

}  // namespace strata
