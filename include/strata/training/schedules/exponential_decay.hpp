// SPDX-License-Identifier: MIT
#pragma once
#include <cmath>
#include <strata/target.hpp>
#include <strata/training/schedules/schedule.hpp>

namespace strata {

/// Falls by the same factor in every epoch, and within it by its part.
///
///     by^x
///
/// PyTorch's ExponentialLR.
struct exponential_decay {
    double by = double(0.95L);  // as it is with -fsingle-precision-constant too
    schedule_time time = schedule_time::epochs;

    [[nodiscard]] double factor(double x) const { return std::pow(by, x); }
    template <class Visit>
    void settings(Visit&& visit) {
        visit("by", by), visit("time", time);
    }
    void check_settings() const { require_factor("exponential_decay", "by", by); }
};

}  // namespace strata
