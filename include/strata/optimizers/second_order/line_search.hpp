// SPDX-License-Identifier: MIT
#pragma once
/// How far to go along a direction d that leads down: a length t that keeps the strong conditions of Wolfe.
///
///     phi(t) = f(x + t d)      phi(t) <= phi(0) + decrease t phi'(0)      |phi'(t)| <= curvature |phi'(0)|
///
/// (Wolfe, 1969; Nocedal and Wright: "Numerical optimization", 2006, algorithms 3.5 and 3.6, with the cubic
/// of equation 3.59.) A length is looked for outwards, at most ten times as far each time, until two enclose
/// a good one, and then between these. Where the cubic twice lies within a tenth of the distance from one of
/// the two, or beyond it, a tenth is taken (Schmidt's minFunc, 2005, and PyTorch's LBFGS, whose lengths these
/// are). Where values are no finite numbers, it goes back to a tenth of the way.
#include <algorithm>
#include <cmath>
#include <limits>
#include <strata/error.hpp>
#include <strata/exact_number.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The conditions, and how many evaluations may be spent on one length.
struct strong_wolfe {
    double decrease = 1e-4, curvature = 0.9;
    int most = 25;

    void check_settings() const {
        if (!is_finite(decrease) || !is_finite(curvature) || decrease <= 0 || curvature <= decrease ||
            curvature >= 1)
            throw_error({.problem = "a line search cannot have these conditions",
                         .expected = "0 < decrease < curvature < 1",
                         .found = exact_text(decrease) + " and " + exact_text(curvature)});
        if (most < 1)
            throw_error(
                {.problem = "a line search makes one evaluation at least", .found = std::to_string(most)});
    }
};

/// phi at a length.
struct point_of_line {
    double length = 0, value = 0, slope = 0;

    [[nodiscard]] bool finite() const { return is_finite(value) && is_finite(slope); }
};

/// What was found: the best length so far, 0 where none made phi smaller.
struct found_length {
    point_of_line at;
    bool saw_not_finite = false;
};

/// The length in [from, to] at which the cubic through two points has its minimum; the middle where it has
/// none.
[[nodiscard]] inline double cubic_minimum(point_of_line a, point_of_line b, double from, double to) {
    if (a.length > b.length) std::swap(a, b);
    const double middle = from + (to - from) / 2;
    if (!a.finite() || !b.finite()) return middle;
    const double u = a.slope + b.slope - 3 * (a.value - b.value) / (a.length - b.length),
                 square = u * u - a.slope * b.slope;
    if (!(square >= 0)) return middle;
    const double v = std::sqrt(square),
                 t = b.length - (b.length - a.length) * ((b.slope + v - u) / (b.slope - a.slope + 2 * v));
    return is_finite(t) ? std::clamp(t, from, to) : middle;
}

/// `at(t, g)` is phi at t and leaves the gradient of f there. `best` is that at the start, and then at the
/// length that is returned; `trial` is overwritten. `first`: the length that is tried first.
template <class T, class At>
[[nodiscard]] found_length search_line(const strong_wolfe& wanted, const point_of_line& start, double first,
                                       std::vector<T>& best, std::vector<T>& trial, At&& at) {
    const auto too_high = [&](const point_of_line& p) {
        return !p.finite() || p.value > start.value + wanted.decrease * p.length * start.slope;
    };
    const auto flat = [&](const point_of_line& p) {
        return std::abs(p.slope) <= -wanted.curvature * start.slope;
    };
    found_length found{start};
    point_of_line low = start, high;
    const auto goes_to = [&](const point_of_line& p) {
        low = p;
        best.swap(trial);
    };

    int made = 0;
    bool enclosed = false;
    double t = first, edge = std::numeric_limits<double>::max();
    while (!enclosed && made < wanted.most) {
        const point_of_line now = at(t, trial);
        ++made;
        if (!now.finite()) {
            found.saw_not_finite = true;
            edge = t;
            t = low.length + (t - low.length) / 10;
        } else if (too_high(now) || (made > 1 && now.value >= low.value)) {
            high = now;
            enclosed = true;
        } else if (flat(now)) {
            goes_to(now);
            return {low, found.saw_not_finite};
        } else if (now.slope >= 0) {
            high = low;
            goes_to(now);
            enclosed = true;
        } else {
            const double next =
                cubic_minimum(low, now, now.length + 0.01 * (now.length - low.length), 10 * now.length);
            goes_to(now);
            t = next < edge ? next : now.length + (edge - now.length) / 2;
        }
    }
    bool near_an_end = false;
    while (enclosed && made < wanted.most) {
        const double from = std::min(low.length, high.length), to = std::max(low.length, high.length),
                     tenth = 0.1 * (to - from);
        if (to - from <= std::numeric_limits<T>::epsilon() * to) break;
        t = cubic_minimum(low, high, from, to);
        if (std::min(to - t, t - from) >= tenth) {
            near_an_end = false;
        } else if (near_an_end || t >= to || t <= from) {
            t = to - t < t - from ? to - tenth : from + tenth;
            near_an_end = false;
        } else {
            near_an_end = true;
        }
        const point_of_line now = at(t, trial);
        ++made;
        found.saw_not_finite = found.saw_not_finite || !now.finite();
        if (too_high(now) || now.value >= low.value) {
            high = now;
            continue;
        }
        const bool done = flat(now);
        if (now.slope * (high.length - low.length) >= 0) high = low;
        goes_to(now);
        if (done) break;
    }
    found.at = low;
    return found;
}

}  // namespace strata::inline STRATA_TARGET
