// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numbers>
#include <strata/target.hpp>
#include <strata/training/schedules/schedule.hpp>

namespace strata {

/// Up to the rate and down again, far below where it began, along half a cosine each (Smith and Topin, 2019);
/// the momentum goes the other way.
///
///     x <= p:   start -> 1,  most_momentum -> least_momentum      p = rise over
///     else:     1 -> end,    least_momentum -> most_momentum      from p to over, and then kept
///
///     one_cycle cycle{.over = 30};
///     t.fit(train, {.epochs = 30, .callbacks = {rate_schedule{cycle}, momentum_schedule{t, cycle}}});
///
/// The rate of the rule is the largest. PyTorch's OneCycleLR over T steps is at its peak one step earlier and
/// at its end in its last step: `.over = T - 1, .rise = (0.3 T - 1) / (T - 1)`.
struct one_cycle {
    double over = 0;
    double rise = double(0.3L);  // as they are with -fsingle-precision-constant too
    double start = double(0.04L), end = double(4e-6L);
    double most_momentum = double(0.95L), least_momentum = double(0.85L);
    schedule_time time = schedule_time::epochs;

    [[nodiscard]] double factor(double x) const {
        return x <= rise * over ? between(start, 1, x) : between(1, end, x);
    }
    /// The momentum after x.
    [[nodiscard]] double momentum(double x) const {
        return x <= rise * over ? between(most_momentum, least_momentum, x)
                                : between(least_momentum, most_momentum, x);
    }
    template <class Visit>
    void settings(Visit&& visit) {
        visit("over", over), visit("rise", rise), visit("start", start), visit("end", end),
            visit("most_momentum", most_momentum), visit("least_momentum", least_momentum),
            visit("time", time);
    }
    void check_settings() const {
        require_end_after_start("one_cycle", 0, over);
        if (!is_finite(rise) || rise <= 0 || rise >= 1)
            refuse_schedule("one_cycle", "rise", "a number between 0 and 1", rise);
        require_factor("one_cycle", "start", start);
        require_factor("one_cycle", "end", end);
        for (const double m : {most_momentum, least_momentum})
            if (!is_finite(m) || m < 0 || m >= 1)
                refuse_schedule("one_cycle", "momentum", "0 or more, and less than 1", m);
    }

private:
    /// From a to b in the half of the cycle that x is in.
    [[nodiscard]] double between(double a, double b, double x) const {
        const double peak = rise * over;
        const double passed = x <= peak ? x / peak : std::min<double>(1, (x - peak) / (over - peak));
        return b + (a - b) * (1 + std::cos(std::numbers::pi * passed)) / 2;
    }
};

}  // namespace strata
