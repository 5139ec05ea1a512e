// SPDX-License-Identifier: MIT
#pragma once
/// Derivatives against centred differences, in double.
///
///     numeric    (L(v + h) - L(v - h)) / 2h
///     error      (|analytic - numeric| - 4 eps |L| / h) / max(|analytic|, |numeric|, 1e-3)
///
/// What the rounding of L adds to a difference is no error of a derivative.
///
/// Where the slopes to the left and to the right differ, v sits at a kink (of a rectifier, of a maximum) and
/// has no derivative: such places are counted apart.
#include <algorithm>
#include <cmath>
#include <limits>
#include <ostream>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

/// What a gradient check found.
struct gradient_report {
    double largest_error = 0;          ///< the largest relative error
    std::string where;                 ///< where that is: "0.weight[12]" or "input[3]"
    double analytic = 0, numeric = 0;  ///< the two values there
    int64 checked = 0, kinks = 0;

    /// Whether every derivative agrees, and there was one.
    [[nodiscard]] bool passed(double tolerance = 1e-5) const {
        return checked > kinks && largest_error < tolerance;
    }

    /// The worse of both, and the counts of both.
    void add(const gradient_report& more) {
        const int64 all = checked + more.checked, at_kinks = kinks + more.kinks;
        if (checked == 0 || more.largest_error > largest_error) *this = more;
        checked = all;
        kinks = at_kinks;
    }
};

inline std::ostream& operator<<(std::ostream& out, const gradient_report& r) {
    out << r.checked << " derivatives checked, " << r.kinks << " at kinks, largest relative error "
        << r.largest_error;
    if (!r.where.empty())
        out << " at " << r.where << ": backward says " << r.analytic << ", differences say " << r.numeric;
    return out;
}

/// Compares `most` of so many derivatives of loss() by v, spread evenly.
template <class Loss>
void compare_with_differences(gradient_report& r, const std::string& name, double* v, const double* analytic,
                              int64 size, int64 most, double h, Loss&& loss) {
    const int64 stride = (size + most - 1) / most;
    const double middle = loss();
    for (int64 i = 0; i < size; i += stride) {
        const double kept = v[i];
        v[i] = kept + h;
        const double above = loss();
        v[i] = kept - h;
        const double below = loss();
        v[i] = kept;
        const double numeric = (above - below) / (2 * h), right = (above - middle) / h,
                     left = (middle - below) / h;
        const double scale = std::max({std::abs(analytic[i]), std::abs(numeric), 1e-3});
        ++r.checked;
        const bool finite = is_finite(analytic[i]) && is_finite(numeric);
        if (finite && std::abs(right - left) > 1e-3 * std::max({std::abs(right), std::abs(left), 1e-1})) {
            ++r.kinks;
            continue;
        }
        const double rounding = 4 * std::numeric_limits<double>::epsilon() * std::abs(middle) / h;
        const double error =
            finite ? std::max(std::abs(analytic[i] - numeric) - rounding, 0.0) / scale : 1e300;
        if (error > r.largest_error) {
            r.largest_error = error;
            r.where = name + "[" + std::to_string(i) + "]";
            r.analytic = analytic[i];
            r.numeric = numeric;
        }
    }
}

}  // namespace strata::inline STRATA_TARGET
