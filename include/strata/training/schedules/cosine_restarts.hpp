// SPDX-License-Identifier: MIT
#pragma once
#include <cmath>
#include <numbers>
#include <strata/target.hpp>
#include <strata/training/schedules/schedule.hpp>

namespace strata {

/// Falls along half a cosine and starts anew, in periods that may become longer (Loshchilov and Hutter, 2017,
/// "SGDR", equation 5).
///
///     least + (1 - least) (1 + cos(pi u / T)) / 2      u: since the last restart
///     T = first, first times, first times^2, ...
///
/// Ends of periods are where to take the members of an ensemble from. PyTorch's CosineAnnealingWarmRestarts.
struct cosine_restarts {
    double first = 10;
    double times = 1;
    double least = 0;
    schedule_time time = schedule_time::epochs;

    [[nodiscard]] double factor(double x) const {
        double since = x, period = first;
        if (times == 1)
            since = std::fmod(x, first);
        else
            for (; since >= period; period *= times) since -= period;
        return least + (1 - least) * (1 + std::cos(std::numbers::pi * since / period)) / 2;
    }
    template <class Visit>
    void settings(Visit&& visit) {
        visit("first", first), visit("times", times), visit("least", least), visit("time", time);
    }
    void check_settings() const {
        require_length("cosine_restarts", "first", first);
        if (!is_finite(times) || times < 1) refuse_schedule("cosine_restarts", "times", "1 or more", times);
        require_factor("cosine_restarts", "least", least);
    }
};

}  // namespace strata
