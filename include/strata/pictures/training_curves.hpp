// SPDX-License-Identifier: MIT
#pragma once
/// How a run went, as pixels: the loss and a metric over the epochs.
#include <strata/pictures/rendered.hpp>
#include <strata/pictures/training_curves_drawing.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// `training_curves_drawing`, painted; of the same errors.
[[nodiscard]] inline picture training_curves(const std::vector<epoch_record>& history,
                                             const std::string& answers = "right answers, %",
                                             const std::string& metric = "accuracy") {
    return rendered(training_curves_drawing(history, answers, metric));
}

}  // namespace strata::inline STRATA_TARGET
