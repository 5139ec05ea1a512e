// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <strata/optimizers/rule_settings.hpp>
#include <strata/optimizers/update_rule.hpp>

namespace strata {

/// Steps divided by the root of all squares so far (Duchi, Hazan and Singer, 2011, with a diagonal matrix).
///
///     g' = g + weight_decay w      s += g'^2      r = rate / (1 + (t - 1) rate_decay)      t = 1, 2, ...
///     w -= r g' / (sqrt(first + s) + epsilon)
///
/// The squares only grow, so that steps only shrink. PyTorch's Adagrad; `first` is its
/// initial_accumulator_value, `rate_decay` its lr_decay.
struct adagrad {
    double rate = 1e-2;
    double rate_decay = 0;
    double first = 0;
    double epsilon = 1e-10;
    double weight_decay = 0;

    static constexpr std::array<const char*, 1> slot_names{"sum_of_squares"};
    static constexpr bool takes_parts = true;

    template <class Visit>
    void settings(Visit&& visit) {
        visit("rate", rate), visit("rate_decay", rate_decay), visit("first", first),
            visit("epsilon", epsilon), visit("weight_decay", weight_decay);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        adagrad(*this).settings(visit);
    }
    void check_settings() const {
        require_not_negative("adagrad", "rate_decay", rate_decay);
        require_not_negative("adagrad", "first", first);
        require_positive("adagrad", "epsilon", epsilon);
        require_not_negative("adagrad", "weight_decay", weight_decay);
    }

    template <class T>
    void update(const update_args<T>& a) const;
};

template <class T>
void adagrad::update(const update_args<T>& a) const {
    T* const squares = a.slot[0];
    const double slower = 1 + static_cast<double>(a.step - 1) * rate_decay;
    const simd<T> before(static_cast<T>(first)), eps(static_cast<T>(epsilon));
    sweep_segments(a, [&](const moved_range& here) {
        const simd<T> step(static_cast<T>(here.rate / slower)),
            decay(static_cast<T>(weight_decay * here.decay));
        return [=](int64 i, auto lanes) {
            const simd<T> w = lanes.load(a.w + i), g = xsimd::fma(decay, w, lanes.load(a.g + i));
            const simd<T> s = xsimd::fma(g, g, lanes.load(squares + i));
            lanes.store(squares + i, s);
            lanes.store(a.w + i, w - step * g / (xsimd::sqrt(before + s) + eps));
        };
    });
}

}  // namespace strata
