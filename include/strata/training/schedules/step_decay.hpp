// SPDX-License-Identifier: MIT
#pragma once
#include <cmath>
#include <strata/target.hpp>
#include <strata/training/schedules/schedule.hpp>

namespace strata {

/// Falls by a factor after every so many epochs.
///
///     factor^floor(x / every)
///
/// PyTorch's StepLR.
struct step_decay {
    double every = 30;
    double by = double(0.1L);  // as it is with -fsingle-precision-constant too
    schedule_time time = schedule_time::epochs;

    [[nodiscard]] double factor(double x) const { return std::pow(by, std::floor(x / every)); }
    template <class Visit>
    void settings(Visit&& visit) {
        visit("every", every), visit("by", by), visit("time", time);
    }
    void check_settings() const {
        require_length("step_decay", "every", every);
        require_factor("step_decay", "by", by);
    }
};

}  // namespace strata
