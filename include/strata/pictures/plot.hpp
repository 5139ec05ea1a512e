// SPDX-License-Identifier: MIT
#pragma once
/// Line plots as pixels: a loss over the steps, an accuracy over the epochs.
#include <strata/pictures/plot_drawing.hpp>
#include <strata/pictures/rendered.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// `plot_drawing`, painted; of the same errors.
[[nodiscard]] inline picture plot(const std::string& title, const std::string& x_label,
                                  const std::string& y_label, const std::vector<curve>& curves,
                                  plot_options options = {}) {
    return rendered(plot_drawing(title, x_label, y_label, curves, options));
}

}  // namespace strata::inline STRATA_TARGET
