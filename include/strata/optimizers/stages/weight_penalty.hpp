// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/sum_of_terms.hpp>
#include <strata/optimizers/stage.hpp>
#include <string>

namespace strata {

/// A price of large parameters, added to the loss: L2, L1, or both, the elastic net.
///
///     R(w) = sum_i l2 w[i]^2 + l1 |w[i]|      g[i] += d (2 l2 w[i] + l1 sign(w[i]))
///
///     d: the factor of weight decay of the parameter's segment: `t.select(parameter_kind::bias).decay(0)` leaves
///        biases out, here and in the rule
///
/// (Tikhonov, 1943; Tibshirani, 1996; Zou and Hastie: "Regularization and variable selection via the elastic
/// net", 2005, equation 3. CS231n, "Linear classification", without a half: `weight_decay` of a rule is 2
/// l2.) Where w is 0 its sign is 0. Frozen parameters pay nothing. In front of a rule with moments it goes
/// through them, as PyTorch's weight_decay does.
///
///     trainer t{m, hinge_loss{}, sgd{.rate = 1e-2}, weight_penalty{.l2 = 1e-4}};
///
/// Throws where a number is negative or not finite.
struct weight_penalty {
    double l2 = 0, l1 = 0;

    static constexpr std::array<const char*, 0> slot_names{};
    static constexpr bool takes_parts = true;

    template <class Visit>
    void settings(Visit&& visit) {
        visit("l2", l2), visit("l1", l1);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        weight_penalty(*this).settings(visit);
    }
    void check_settings() const {
        for (const auto& [name, number] : {std::pair{"l2", l2}, std::pair{"l1", l1}})
            if (!is_finite(number) || number < 0)
                throw_error({.problem = std::string("the price of large parameters, ") + name +
                                        ", cannot be negative",
                             .name = "weight_penalty",
                             .expected = "0 or more",
                             .found = std::to_string(number)});
    }

    template <class T>
    bool apply(const stage_args<T>& a) const {
        for_segments(a.segments, a.n, [&](const segment& of, int64 begin, int64 end) {
            if (of.decay == 0) return;
            const simd<T> square(static_cast<T>(2 * l2 * of.decay)), size(static_cast<T>(l1 * of.decay)),
                zero(T(0));
            T* const g = a.g + begin;
            const T* const w = a.w + begin;
            parallel_sweep<T>(end - begin, threads_for(end - begin, a.threads), [=](int64 i, auto lanes) {
                const simd<T> x = lanes.load(w + i);
                const simd<T> pull = xsimd::select(x > zero, size, xsimd::select(x < zero, -size, x));
                lanes.store(g + i, lanes.load(g + i) + xsimd::fma(square, x, pull));
            });
        });
        return true;
    }

    /// R(w) over the segments, or over all n numbers where there are none.
    template <class T>
    [[nodiscard]] double of(const T* w, int64 n, std::span<const segment> segments = {},
                            int threads = 1) const {
        double sum = 0;
        for_segments(segments, n, [&](const segment& s, int64 begin, int64 end) {
            const simd<T> square(static_cast<T>(l2)), size(static_cast<T>(l1));
            sum += s.decay * sum_of_terms<T>(end - begin, threads, [=](int64 i, auto lanes) {
                       const simd<T> x = lanes.load(w + begin + i);
                       return unknown(square * x) * x + size * xsimd::abs(x);
                   });
        });
        return sum;
    }
};

}  // namespace strata
