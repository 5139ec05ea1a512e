// SPDX-License-Identifier: MIT
#pragma once
/// A confusion matrix as pixels: what each class was taken for, and how often.
#include <strata/pictures/matrix_drawing.hpp>
#include <strata/pictures/rendered.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// `matrix_drawing`, painted; of the same errors.
template <class Counts>
[[nodiscard]] picture matrix_picture(const Counts& counts, const std::vector<std::string>& names,
                                     const std::string& title = "Confusion matrix") {
    return rendered(matrix_drawing(counts, names, title));
}

}  // namespace strata::inline STRATA_TARGET
