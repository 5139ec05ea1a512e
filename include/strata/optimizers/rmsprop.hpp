// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <strata/optimizers/rule_settings.hpp>
#include <strata/optimizers/update_rule.hpp>

namespace strata {

/// What `rmsprop` and `centered_rmsprop` have in common. Centered: the array of mean gradients is slot 2.
struct rmsprop_sweep {
    double keep, epsilon, mu, weight_decay;

    template <bool Centered, class T>
    void update(const update_args<T>& a) const {
        T *const mean_square = a.slot[0], *const velocity = a.slot[1];
        T* const mean = Centered ? a.slot[2] : nullptr;
        const simd<T> old(static_cast<T>(keep)), rest(static_cast<T>(1 - keep)), eps(static_cast<T>(epsilon));
        const simd<T> friction(static_cast<T>(mu));
        const bool has_velocity = mu > 0;
        sweep_segments(a, [&](const moved_range& here) {
            const simd<T> step(static_cast<T>(-here.rate)), decay(static_cast<T>(weight_decay * here.decay));
            return [=](int64 i, auto lanes) {
                const simd<T> w = lanes.load(a.w + i), g = xsimd::fma(decay, w, lanes.load(a.g + i));
                const simd<T> v = xsimd::fma(old, lanes.load(mean_square + i), rest * g * g);
                lanes.store(mean_square + i, v);
                simd<T> spread = v;
                if constexpr (Centered) {
                    const simd<T> m = xsimd::fma(old, lanes.load(mean + i), rest * g);
                    lanes.store(mean + i, m);
                    spread = xsimd::max(xsimd::fnma(m, m, v), simd<T>(T(0)));
                }
                simd<T> u = g / (xsimd::sqrt(spread) + eps);
                if (has_velocity) {
                    u = xsimd::fma(friction, lanes.load(velocity + i), u);
                    lanes.store(velocity + i, u);
                }
                lanes.store(a.w + i, xsimd::fma(step, u, w));
            };
        });
    }
};

template <class Rule>
[[gnu::cold]] void check_rmsprop(const char* name, const Rule& rule) {
    require_share(name, "keep", rule.keep);
    require_positive(name, "epsilon", rule.epsilon);
    require_share(name, "mu", rule.mu);
    require_not_negative(name, "weight_decay", rule.weight_decay);
}

/// Steps divided by how large gradients have been of late (Tieleman and Hinton, 2012, lecture 6e).
///
///     g' = g + weight_decay w      v = keep v + (1 - keep) g'^2
///     u = mu u + g' / (sqrt(v) + epsilon)      w -= rate u
///
/// PyTorch's RMSprop; `keep` is its alpha, mu its momentum. Where mu is 0, the array u is left alone.
struct rmsprop {
    double rate = 1e-2;
    double keep = double(0.99L);  // as it is with -fsingle-precision-constant too
    double epsilon = 1e-8;
    double mu = 0;
    double weight_decay = 0;

    static constexpr std::array<const char*, 2> slot_names{"mean_square", "velocity"};
    static constexpr bool takes_parts = true;

    template <class Visit>
    void settings(Visit&& visit) {
        visit("rate", rate), visit("keep", keep), visit("epsilon", epsilon), visit("mu", mu),
            visit("weight_decay", weight_decay);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        rmsprop(*this).settings(visit);
    }
    void check_settings() const { check_rmsprop("rmsprop", *this); }

    template <class T>
    void update(const update_args<T>& a) const {
        rmsprop_sweep{keep, epsilon, mu, weight_decay}.update<false>(a);
    }
};

}  // namespace strata
