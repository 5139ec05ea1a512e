// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <cmath>
#include <numbers>
#include <strata/target.hpp>
#include <strata/training/schedules/schedule.hpp>

namespace strata {

/// Falls from one epoch to another along half a cosine, to a share of the rate that it then keeps
/// (Loshchilov and Hutter, 2017, equation 5, without restarts).
///
///     least + (1 - least) (1 + cos(pi (x - from) / (to - from))) / 2
///
/// PyTorch's CosineAnnealingLR up to its T_max.
struct cosine_decay {
    double from = 0, to = 0;
    double least = 0;
    schedule_time time = schedule_time::epochs;

    [[nodiscard]] double factor(double x) const {
        const double passed = std::clamp<double>((x - from) / (to - from), 0, 1);
        return least + (1 - least) * (1 + std::cos(std::numbers::pi * passed)) / 2;
    }
    template <class Visit>
    void settings(Visit&& visit) {
        visit("from", from), visit("to", to), visit("least", least), visit("time", time);
    }
    void check_settings() const {
        require_end_after_start("cosine_decay", from, to);
        require_factor("cosine_decay", "least", least);
    }
};

}  // namespace strata
