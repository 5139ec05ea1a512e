// SPDX-License-Identifier: MIT
#pragma once
/// Many small histograms in one picture, a row for each of several runs: how the values of a network's layers
/// spread.
#include <strata/pictures/histogram_grid_drawing.hpp>
#include <strata/pictures/rendered.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// `histogram_grid_drawing`, painted; of the same errors.
[[nodiscard]] inline picture histogram_grid(const std::string& title,
                                            const std::vector<histogram_row>& rows) {
    return rendered(histogram_grid_drawing(title, rows));
}

}  // namespace strata::inline STRATA_TARGET
