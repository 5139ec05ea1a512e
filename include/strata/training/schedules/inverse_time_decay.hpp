// SPDX-License-Identifier: MIT
#pragma once
#include <strata/target.hpp>
#include <strata/training/schedules/schedule.hpp>

namespace strata {

/// Falls as one over time, the steps of a stochastic approximation (Robbins and Monro, 1951).
///
///     1 / (1 + k x)
///
/// PyTorch has it as LambdaLR.
struct inverse_time_decay {
    double k = 1;
    schedule_time time = schedule_time::epochs;

    [[nodiscard]] double factor(double x) const { return 1 / (1 + k * x); }
    template <class Visit>
    void settings(Visit&& visit) {
        visit("k", k), visit("time", time);
    }
    void check_settings() const { require_factor("inverse_time_decay", "k", k); }
};

}  // namespace strata
