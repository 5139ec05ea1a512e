// SPDX-License-Identifier: MIT
#pragma once
#include <limits>
#include <strata/target.hpp>
#include <strata/training/callback.hpp>
#include <string>

namespace strata {

/// Stops training when a figure has not become better by more than `least_change` for `patience` epochs in a
/// row.
///
///     t.fit(train, {.validation = held_out, .callbacks = {early_stopping{.watched = "validation loss", .patience = 3}}});
///
/// (Prechelt, 1998, "Early stopping - but when?", the criterion UP.) The figure is one of `epoch_record`;
/// `larger_is_better` for an accuracy. A run that it has stopped stays stopped where it is resumed. Throws
/// where there is no such figure.
struct STRATA_TAGGED early_stopping {
    std::string watched = "validation loss";
    int patience = 5;
    double least_change = 0;
    bool larger_is_better = false;

    double best = std::numeric_limits<double>::max();  ///< of the figure, turned round where larger is better
    int64 waited = 0;                                  ///< epochs since it was reached

    void operator()(training_moment& now) {
        if (now.event == training_event::begin && waited > 0 && waited >= patience) now.stop();
        if (now.event != training_event::after_epoch) return;
        const double value = now.history.back()[watched] * (larger_is_better ? -1 : 1);
        if (value < best - least_change) {
            best = value;
            waited = 0;
        } else if (++waited >= patience) {
            now.stop();
        }
    }
    template <class Visit>
    void settings(Visit&& visit) {
        visit("patience", patience), visit("least_change", least_change),
            visit("larger_is_better", larger_is_better);
    }
    template <class Visit>
    void state(Visit&& visit) {
        visit("best", best), visit("waited", waited);
    }
};

}  // namespace strata
