// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <strata/target.hpp>
#include <strata/training/schedules/schedule.hpp>
#include <string>
#include <vector>

namespace strata {

/// Falls by a factor at each of some epochs, in their order.
///
///     by^(how many of the milestones are at x or before it)
///
/// PyTorch's MultiStepLR.
struct multi_step_decay {
    std::vector<double> milestones;
    double by = double(0.1L);  // as it is with -fsingle-precision-constant too
    schedule_time time = schedule_time::epochs;

    [[nodiscard]] double factor(double x) const {
        const auto passed = std::upper_bound(milestones.begin(), milestones.end(), x) - milestones.begin();
        return std::pow(by, static_cast<double>(passed));
    }
    template <class Visit>
    void settings(Visit&& visit) {
        for (std::size_t k = 0; k < milestones.size(); ++k)
            visit("milestone " + std::to_string(k + 1), milestones[k]);
        visit("by", by), visit("time", time);
    }
    void check_settings() const {
        for (std::size_t k = 0; k < milestones.size(); ++k)
            require_end_after_start("multi_step_decay", k == 0 ? 0 : milestones[k - 1], milestones[k]);
        require_factor("multi_step_decay", "by", by);
    }
};

}  // namespace strata
