// SPDX-License-Identifier: MIT
#pragma once
/// Adam on the pixels of a picture, told as `lbfgs` is.
#include <algorithm>
#include <cmath>
#include <span>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/model/buffer.hpp>
#include <strata/optimizers/adam.hpp>
#include <strata/optimizers/second_order/minimum.hpp>
#include <strata/target.hpp>

namespace strata {

/// Goes down a function by steps of Adam (Kingma and Ba, 2015), so many and all of them:
///
///     const descent_report r = pixel_adam{.steps = 200, .rule = {.rate = 0.02}}.minimize(f, w);
///
///     f: double f(std::span<const T> w, std::span<T> gradient)
///
/// In the trace are the beginning and each step, `slope` being the largest element of the gradient before it.
/// `progress` is that of `lbfgs`. Throws where steps are below 1, where Adam's numbers cannot be, and where f
/// is no finite number.
struct STRATA_TAGGED pixel_adam {
    int steps = 200;
    adam rule = {.rate = 0.02};

    template <class W, class F, class Progress = no_progress>
    descent_report minimize(F&& f, W& w, Progress progress = {}) const {
        using T = typename W::value_type;
        static_assert(Differentiable<std::remove_reference_t<F>, T>,
                      "the function is called as double f(std::span<const T> w, std::span<T> gradient)");
        if (steps < 1)
            throw_error({.problem = "there is one step at least",
                         .name = "pixel_adam, steps",
                         .found = std::to_string(steps)});
        rule.check_settings();
        const auto n = static_cast<int64>(w.size());
        buffer<T> x(n), g(n), first(n), second(n);
        std::copy(w.begin(), w.end(), x.data());
        T* const slots[2] = {first.data(), second.data()};
        descent_report report;
        for (int k = 0; k <= steps; ++k) {
            const double value = f(std::span<const T>(x.data(), w.size()), std::span<T>(g.data(), w.size()));
            if (!is_finite(value))
                throw_error({.problem = "the function is no finite number", .name = with_number("step", k)});
            double slope = 0;
            for (int64 i = 0; i < n; ++i) slope = std::max(slope, std::abs(static_cast<double>(g.data()[i])));
            std::copy_n(x.data(), n, w.begin());
            report.evaluations = k + 1;
            report.trace.push_back({.iteration = k,
                                    .evaluations = k + 1,
                                    .value = value,
                                    .slope = slope,
                                    .length = k == 0 ? 0 : rule.rate});
            if constexpr (std::is_convertible_v<decltype(progress(report.last())), bool>) {
                if (!progress(report.last())) {
                    report.end = descent_end::stopped;
                    return report;
                }
            } else {
                progress(report.last());
            }
            if (k < steps) rule.update(update_args<T>{x.data(), g.data(), slots, n, k + 1, rule.rate, 1});
        }
        report.end = descent_end::iterations;
        return report;
    }
};

}  // namespace strata
