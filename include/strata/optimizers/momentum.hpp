// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <strata/optimizers/rule_settings.hpp>
#include <strata/optimizers/update_rule.hpp>

namespace strata {

/// Gradient descent with a velocity (Polyak, 1964; Nesterov, 1983, where `nesterov` is set).
///
///     g' = g + weight_decay w      v = mu v + g'      w -= rate v      (Nesterov: w -= rate (g' + mu v))
///
/// PyTorch's SGD with momentum mu. Lectures write the velocity with the rate in it, V = -rate v, and
/// Nesterov's step, where the gradient is that of the point ahead, by a change of variables:
///
///     V' = mu V - rate g'      w += V'      (Nesterov: w += (1 + mu) V' - mu V)
///
/// The steps are the same as long as the rate is; where it changes, V here changes with it at once.
struct momentum {
    double rate = 1e-2;
    double mu = double(0.9L);  // as it is with -fsingle-precision-constant too
    double weight_decay = 0;
    bool nesterov = false;

    static constexpr std::array<const char*, 1> slot_names{"velocity"};
    static constexpr bool takes_parts = true;

    template <class Visit>
    void settings(Visit&& visit) {
        visit("rate", rate), visit("mu", mu), visit("weight_decay", weight_decay),
            visit("nesterov", nesterov);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        momentum(*this).settings(visit);
    }
    void check_settings() const {
        require_share("momentum", "mu", mu);
        require_not_negative("momentum", "weight_decay", weight_decay);
    }

    template <class T>
    void update(const update_args<T>& a) const;
};

template <class T>
void momentum::update(const update_args<T>& a) const {
    T* const velocity = a.slot[0];
    sweep_segments(a, [&](const moved_range& here) {
        const simd<T> step(static_cast<T>(-here.rate)), decay(static_cast<T>(weight_decay * here.decay)),
            m(static_cast<T>(mu));
        return [=, *this](int64 i, auto lanes) {
            const simd<T> w = lanes.load(a.w + i), g = xsimd::fma(decay, w, lanes.load(a.g + i));
            const simd<T> v = xsimd::fma(m, lanes.load(velocity + i), g);
            lanes.store(velocity + i, v);
            lanes.store(a.w + i, xsimd::fma(step, nesterov ? xsimd::fma(m, v, g) : v, w));
        };
    });
}

}  // namespace strata
