// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <strata/optimizers/rule_settings.hpp>
#include <strata/optimizers/update_rule.hpp>

namespace strata {

/// Plain gradient descent: w -= rate (g + weight_decay w). PyTorch's SGD without momentum.
struct sgd {
    double rate = 1e-2;
    double weight_decay = 0;

    static constexpr std::array<const char*, 0> slot_names{};
    static constexpr bool takes_parts = true;

    template <class Visit>
    void settings(Visit&& visit) {
        visit("rate", rate), visit("weight_decay", weight_decay);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        sgd(*this).settings(visit);
    }
    void check_settings() const { require_not_negative("sgd", "weight_decay", weight_decay); }

    template <class T>
    void update(const update_args<T>& a) const;
};

template <class T>
void sgd::update(const update_args<T>& a) const {
    sweep_segments(a, [&](const moved_range& here) {
        const simd<T> step(static_cast<T>(-here.rate)), decay(static_cast<T>(weight_decay * here.decay));
        return [=](int64 i, auto lanes) {
            const simd<T> w = lanes.load(a.w + i), g = xsimd::fma(decay, w, lanes.load(a.g + i));
            lanes.store(a.w + i, xsimd::fma(step, g, w));
        };
    });
}

}  // namespace strata
