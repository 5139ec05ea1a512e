// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <cmath>
#include <strata/kernels/sum_of_squares.hpp>
#include <strata/kernels/sum_of_terms.hpp>
#include <strata/optimizers/rule_settings.hpp>
#include <strata/optimizers/update_rule.hpp>

namespace strata {

/// Adam with a rate for each parameter, for large batches (You and others, 2020, algorithm 2).
///
///     m = beta1 m + (1 - beta1) g      v = beta2 v + (1 - beta2) g^2
///     u = (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon) + weight_decay w      t = 1, 2, ...
///     w -= rate |w| / |u| u                        |.|: the norm over one parameter, weight or bias
///
/// The ratio of the norms is 1 where one of them is 0, since biases that start at 0 would stay there
/// otherwise. Norms are added up as `sum_of_terms` does. Two passes for the moments and norms of a parameter
/// and one to move it.
struct lamb {
    double rate = 1e-3;
    double beta1 = double(0.9L), beta2 = double(0.999L);  // as they are with -fsingle-precision-constant too
    double epsilon = 1e-6;
    double weight_decay = 1e-2;

    static constexpr std::array<const char*, 2> slot_names{"first_moment", "second_moment"};
    static constexpr bool takes_parts = true;

    template <class Visit>
    void settings(Visit&& visit) {
        visit("rate", rate), visit("beta1", beta1), visit("beta2", beta2), visit("epsilon", epsilon),
            visit("weight_decay", weight_decay);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        lamb(*this).settings(visit);
    }
    void check_settings() const { check_moments("lamb", *this); }

    template <class T>
    void update(const update_args<T>& a) const;
};

template <class T>
void lamb::update(const update_args<T>& a) const {
    const double t = static_cast<double>(a.step);
    const double unbiased1 = 1 - std::pow(beta1, t), unbiased2 = 1 - std::pow(beta2, t);
    const simd<T> b1(static_cast<T>(beta1)), b2(static_cast<T>(beta2));
    const simd<T> rest1(static_cast<T>(1 - beta1)), rest2(static_cast<T>(1 - beta2));
    const simd<T> scale(static_cast<T>(1 / unbiased1)), root_scale(static_cast<T>(1 / std::sqrt(unbiased2))),
        eps(static_cast<T>(epsilon));
    for_segments(a.segments, a.n, [&](const segment& of, int64 begin, int64 end) {
        const simd<T> decay(static_cast<T>(weight_decay * of.decay));
        T *const w = a.w + begin, *const first = a.slot[0] + begin, *const second = a.slot[1] + begin;
        const T* const gradient = a.g + begin;
        const int64 n = end - begin;
        const auto direction = [=](const simd<T>& x, const simd<T>& m, const simd<T>& v) {
            return xsimd::fma(decay, x, scale * m / xsimd::fma(xsimd::sqrt(v), root_scale, eps));
        };
        const double size_of_w = std::sqrt(sum_of_squares<T>(w, n, a.threads));
        const double size_of_u = std::sqrt(sum_of_terms<T>(n, a.threads, [=](int64 i, auto lanes) {
            const simd<T> g = lanes.load(gradient + i);
            const simd<T> m = xsimd::fma(b1, lanes.load(first + i), rest1 * g);
            const simd<T> v = xsimd::fma(b2, lanes.load(second + i), rest2 * g * g);
            lanes.store(first + i, m);
            lanes.store(second + i, v);
            const simd<T> u = direction(lanes.load(w + i), m, v);
            return u * u;
        }));
        const double ratio = size_of_w > 0 && size_of_u > 0 ? size_of_w / size_of_u : 1;
        const simd<T> step(static_cast<T>(-a.rate * of.rate * ratio));
        parallel_sweep<T>(n, threads_for(n, a.threads), [=](int64 i, auto lanes) {
            const simd<T> x = lanes.load(w + i);
            lanes.store(w + i,
                        xsimd::fma(step, direction(x, lanes.load(first + i), lanes.load(second + i)), x));
        });
    });
}

}  // namespace strata
