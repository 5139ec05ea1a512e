// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <limits>
#include <strata/target.hpp>
#include <strata/training/callback.hpp>
#include <strata/training/schedules/schedule.hpp>
#include <string>

namespace strata {

/// Multiplies the rate by `by` when a figure has not become better for more than `patience` epochs in a row.
///
///     t.fit(train, {.validation = held_out, .callbacks = {plateau{.patience = 3}}});
///
/// Better: by more than `least_change`, which is a share of the best figure so far, or an amount where
/// `relative` is false. After a fall `cool_down` epochs are not counted; below `least` of the rule's rate it
/// does not fall. PyTorch's ReduceLROnPlateau. The figure is one of `epoch_record`; `larger_is_better` for an
/// accuracy. A checkpoint keeps where it stands. Throws, before the first step, where a number cannot be, and
/// after an epoch where there is no such figure.
struct STRATA_TAGGED plateau {
    std::string watched = "validation loss";
    double by = double(0.1L);  // as they are with -fsingle-precision-constant too
    int patience = 10;
    double least_change = double(1e-4L);
    bool relative = true;
    bool larger_is_better = false;
    int cool_down = 0;
    double least = 0;

    double share = 1;                                  ///< of the rule's rate
    double best = std::numeric_limits<double>::max();  ///< of the figure, turned round where larger is better
    int64 waited = 0, cooling = 0;                     ///< epochs since it was reached, and that do not count

    void operator()(training_moment& now) {
        if (now.event == training_event::begin) check_settings();
        if (now.event == training_event::before_step) now.rate_factor *= share;
        if (now.event != training_event::after_epoch) return;
        const double value = now.history.back()[watched] * (larger_is_better ? -1 : 1);
        const bool first = best == std::numeric_limits<double>::max();
        const double change = relative ? least_change * std::max(best, -best) : least_change;
        if (first || value < best - change)
            best = value, waited = 0;
        else
            ++waited;
        if (cooling > 0) --cooling, waited = 0;
        if (waited <= patience) return;
        share = std::max(share * by, std::min(least, share));
        cooling = cool_down;
        waited = 0;
    }
    template <class Visit>
    void settings(Visit&& visit) {
        visit("by", by), visit("patience", patience), visit("least_change", least_change),
            visit("relative", relative), visit("larger_is_better", larger_is_better),
            visit("cool_down", cool_down), visit("least", least);
    }
    template <class Visit>
    void state(Visit&& visit) {
        visit("share", share), visit("best", best), visit("waited", waited), visit("cooling", cooling);
    }
    void check_settings() const {
        require_factor("plateau", "by", by);
        require_factor("plateau", "least_change", least_change);
        require_factor("plateau", "least", least);
        if (by >= 1) refuse_schedule("plateau", "by", "less than 1", by);
        if (patience < 0) refuse_schedule("plateau", "patience", "0 or more", patience);
        if (cool_down < 0) refuse_schedule("plateau", "cool_down", "0 or more", cool_down);
    }
};

}  // namespace strata
