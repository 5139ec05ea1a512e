// SPDX-License-Identifier: MIT
#pragma once
/// What the settings of augmentations can be.
#include <strata/error.hpp>
#include <strata/exact_number.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>

#include <limits>
#include <string>

namespace strata::inline STRATA_TARGET {

/// A setting as errors name it: {"cutout::probability", 1.5}.
struct augmentation_setting {
    const char* name;
    double value;
};

/// Throws unless low <= the setting <= high and it is a finite number. `problem` is said of it in words.
inline void check_between(const augmentation_setting& s, double low, double high, const char* problem) {
    if (is_finite(s.value) && s.value >= low && s.value <= high) return;
    const bool bounded = high < std::numeric_limits<double>::max();
    throw_error({.problem = problem,
                 .name = s.name,
                 .expected = bounded ? exact_text(low) + " to " + exact_text(high)
                                     : "a finite number of at least " + exact_text(low),
                 .found = exact_text(s.value)});
}
inline void check_at_least(const augmentation_setting& s, double low, const char* problem) {
    check_between(s, low, std::numeric_limits<double>::max(), problem);
}
/// Throws unless 0 < the setting <= high and it is a finite number.
inline void check_above_zero(const augmentation_setting& s, double high, const char* problem) {
    if (is_finite(s.value) && s.value > 0 && s.value <= high) return;
    const bool bounded = high < std::numeric_limits<double>::max();
    throw_error({.problem = problem,
                 .name = s.name,
                 .expected = "a finite number above 0" + (bounded ? ", at most " + exact_text(high) : ""),
                 .found = exact_text(s.value)});
}
/// Throws unless the setting is finite.
inline void check_finite(const augmentation_setting& s, const char* problem) {
    if (!is_finite(s.value))
        throw_error({.problem = problem,
                     .name = s.name,
                     .expected = "a finite number",
                     .found = exact_text(s.value)});
}
/// Throws unless black and white are finite and black is below white.
inline void check_range(const char* name, double black, double white) {
    if (is_finite(black) && is_finite(white) && black < white) return;
    throw_error({.problem = "the value of black has to be below that of white",
                 .name = name,
                 .expected = "two finite numbers in order",
                 .found = exact_text(black) + " and " + exact_text(white)});
}
/// Throws unless a setting is a probability.
inline void check_probability(const augmentation_setting& s) {
    check_between(s, 0, 1, "this cannot be a probability");
}

}  // namespace strata::inline STRATA_TARGET
