// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <cmath>
#include <strata/target.hpp>
#include <strata/training/schedules/schedule.hpp>

namespace strata {

/// Falls from one epoch to another as a power of what is left, to a share of the rate that it then keeps.
///
///     least + (1 - least) (1 - (x - from) / (to - from))^power
///
/// PyTorch's PolynomialLR, and with power 1 its LinearLR from 1 down to `least`.
struct polynomial_decay {
    double from = 0, to = 0;
    double power = 1;
    double least = 0;
    schedule_time time = schedule_time::epochs;

    [[nodiscard]] double factor(double x) const {
        const double left = 1 - std::clamp<double>((x - from) / (to - from), 0, 1);
        return least + (1 - least) * std::pow(left, power);
    }
    template <class Visit>
    void settings(Visit&& visit) {
        visit("from", from), visit("to", to), visit("power", power), visit("least", least),
            visit("time", time);
    }
    void check_settings() const {
        require_end_after_start("polynomial_decay", from, to);
        require_length("polynomial_decay", "power", power);
        require_factor("polynomial_decay", "least", least);
    }
};

}  // namespace strata
