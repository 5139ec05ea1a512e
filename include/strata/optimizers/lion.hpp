// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <strata/optimizers/rule_settings.hpp>
#include <strata/optimizers/update_rule.hpp>

namespace strata {

/// Steps of one size, in the direction of a momentum's sign (Chen and others, 2023, "Symbolic discovery of
/// optimization algorithms", program 1).
///
///     c = beta1 m + (1 - beta1) g      w -= rate (sign(c) + weight_decay w)      m = beta2 m + (1 - beta2) g
///
/// sign(0) is 0. One array where Adam has two. The authors take a third to a tenth of Adam's rate, and a
/// weight decay larger by as much.
struct lion {
    double rate = 1e-4;
    double beta1 = double(0.9L), beta2 = double(0.99L);  // as they are with -fsingle-precision-constant too
    double weight_decay = 0;

    static constexpr std::array<const char*, 1> slot_names{"momentum"};
    static constexpr bool takes_parts = true;

    template <class Visit>
    void settings(Visit&& visit) {
        visit("rate", rate), visit("beta1", beta1), visit("beta2", beta2),
            visit("weight_decay", weight_decay);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        lion(*this).settings(visit);
    }
    void check_settings() const { check_moments("lion", *this); }

    template <class T>
    void update(const update_args<T>& a) const;
};

template <class T>
void lion::update(const update_args<T>& a) const {
    T* const moved = a.slot[0];
    const simd<T> b1(static_cast<T>(beta1)), rest1(static_cast<T>(1 - beta1)), zero(T(0));
    const simd<T> b2(static_cast<T>(beta2)), rest2(static_cast<T>(1 - beta2));
    sweep_segments(a, [&](const moved_range& here) {
        const simd<T> up(static_cast<T>(here.rate)),
            kept(static_cast<T>(1 - here.rate * weight_decay * here.decay));
        return [=](int64 i, auto lanes) {
            const simd<T> w = lanes.load(a.w + i), g = lanes.load(a.g + i), m = lanes.load(moved + i);
            const simd<T> c = xsimd::fma(b1, m, rest1 * g);
            const simd<T> step = xsimd::select(c > zero, up, xsimd::select(c < zero, -up, zero));
            lanes.store(moved + i, xsimd::fma(b2, m, rest2 * g));
            lanes.store(a.w + i, xsimd::fma(kept, w, -step));
        };
    });
}

}  // namespace strata
