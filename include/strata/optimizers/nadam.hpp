// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <cmath>
#include <strata/optimizers/rule_settings.hpp>
#include <strata/optimizers/update_rule.hpp>

namespace strata {

/// Adam with Nesterov's momentum (Dozat, 2016, algorithm 2, and the momentum that Keras gave it).
///
///     g' = g + weight_decay w      m = beta1 m + (1 - beta1) g'      v = beta2 v + (1 - beta2) g'^2
///     mu_t = beta1 (1 - 0.96^(t momentum_decay) / 2)      p_t = mu_1 mu_2 ... mu_t             t = 1, 2, ...
///     step = (1 - mu_t) / (1 - p_t) g' + mu_(t+1) / (1 - p_(t+1)) m
///     w -= rate step / (sqrt(v / (1 - beta2^t)) + epsilon)
///
/// PyTorch's NAdam. Version 1.13 has a factor mu_t too many in p_(t+1), except with foreach=True.
struct nadam {
    double rate = 2e-3;
    double beta1 = double(0.9L), beta2 = double(0.999L);  // as they are with -fsingle-precision-constant too
    double epsilon = 1e-8;
    double weight_decay = 0;
    double momentum_decay = 4e-3;

    static constexpr std::array<const char*, 2> slot_names{"first_moment", "second_moment"};
    static constexpr bool takes_parts = true;

    template <class Visit>
    void settings(Visit&& visit) {
        visit("rate", rate), visit("beta1", beta1), visit("beta2", beta2), visit("epsilon", epsilon),
            visit("weight_decay", weight_decay), visit("momentum_decay", momentum_decay);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        nadam(*this).settings(visit);
    }
    void check_settings() const {
        check_moments("nadam", *this);
        require_not_negative("nadam", "momentum_decay", momentum_decay);
    }

    template <class T>
    void update(const update_args<T>& a) const;

private:
    /// mu_t.
    [[nodiscard]] double momentum_of(int64 t) const {
        return beta1 * (1 - std::pow(double(0.96L), static_cast<double>(t) * momentum_decay) / 2);
    }
    /// p_t, or a number that is as good as 0 beside 1.
    [[nodiscard]] double product_of_momenta(int64 t) const {
        const double fades = std::pow(double(0.96L), momentum_decay);
        double product = 1, faded = 1;
        for (int64 s = 1; s <= t && product > 1e-20; ++s) product *= beta1 * (1 - (faded *= fades) / 2);
        return product;
    }
};

template <class T>
void nadam::update(const update_args<T>& a) const {
    const double unbiased2 = 1 - std::pow(beta2, static_cast<double>(a.step));
    const double product = product_of_momenta(a.step), next = momentum_of(a.step + 1);
    const double of_g = (1 - momentum_of(a.step)) / (1 - product), of_m = next / (1 - product * next);
    const simd<T> b1(static_cast<T>(beta1)), b2(static_cast<T>(beta2));
    const simd<T> rest1(static_cast<T>(1 - beta1)), rest2(static_cast<T>(1 - beta2));
    const simd<T> root_scale(static_cast<T>(1 / std::sqrt(unbiased2))), eps(static_cast<T>(epsilon));
    T *const first = a.slot[0], *const second = a.slot[1];
    sweep_segments(a, [&](const moved_range& here) {
        const simd<T> step_of_g(static_cast<T>(-here.rate * of_g)),
            step_of_m(static_cast<T>(-here.rate * of_m)), decay(static_cast<T>(weight_decay * here.decay));
        return [=](int64 i, auto lanes) {
            const simd<T> w = lanes.load(a.w + i), g = xsimd::fma(decay, w, lanes.load(a.g + i));
            const simd<T> m = xsimd::fma(b1, lanes.load(first + i), rest1 * g);
            const simd<T> v = xsimd::fma(b2, lanes.load(second + i), rest2 * g * g);
            lanes.store(first + i, m);
            lanes.store(second + i, v);
            lanes.store(a.w + i, w + xsimd::fma(step_of_g, g, step_of_m * m) /
                                         xsimd::fma(xsimd::sqrt(v), root_scale, eps));
        };
    });
}

}  // namespace strata
