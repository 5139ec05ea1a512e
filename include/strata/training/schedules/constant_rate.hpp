// SPDX-License-Identifier: MIT
#pragma once
#include <strata/target.hpp>
#include <strata/training/schedules/schedule.hpp>

namespace strata {

/// The same factor throughout. PyTorch's ConstantLR that does not end.
struct constant_rate {
    double value = 1;
    schedule_time time = schedule_time::epochs;

    [[nodiscard]] double factor(double) const { return value; }
    template <class Visit>
    void settings(Visit&& visit) {
        visit("value", value), visit("time", time);
    }
    void check_settings() const { require_factor("constant_rate", "value", value); }
};

}  // namespace strata
