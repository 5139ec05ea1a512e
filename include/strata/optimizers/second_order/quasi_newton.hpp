// SPDX-License-Identifier: MIT
#pragma once
/// The descent of `lbfgs` and `bfgs`: directions from what gradients have told of curvature, and a line
/// search along each.
///
///     d = -H g      x' = x + t d      s = x' - x      y = g' - g      H' from H, s and y
///
/// `Directions` has `direct(g, d)`, `learn(s, y)`, `forget()`, and `knows()`: whether it has learned
/// anything. Where it has not, d = -g, and the first length is min(1, 1 / |g|_1). Where no step along a
/// direction makes the value smaller, it is forgotten, and -g is tried once.
#include <cmath>
#include <strata/optimizers/second_order/descent.hpp>
#include <strata/optimizers/second_order/line_search.hpp>
#include <strata/target.hpp>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// s . y, or 0 where it tells too little of the curvature to be used.
template <class T>
[[nodiscard]] double told_curvature(int64 n, const std::vector<T>& s, const std::vector<T>& y) {
    const double sy = dot_product(n, s, y), all = std::sqrt(dot_product(n, s, s) * dot_product(n, y, y));
    return sy > 1e-10 * all ? sy : 0;
}

/// Goes down f from w on; w is where it ends.
template <class T, class F, class Directions, class Progress>
descent_report descend(F& f, std::span<T> w, Directions& directions, const strong_wolfe& search,
                       const descent_limits& until, Progress& progress) {
    search.check_settings();
    descent<T, F, Progress> way(f, w, until, progress);
    const int64 n = way.size();
    std::vector<T> d = numbers_with_slack<T>(n), to = d, trial = d, s = d, y = d;
    while (!way.over()) {
        directions.direct(way.gradient, d);
        double slope = dot_product(n, way.gradient, d);
        if (!(slope < 0) || !is_finite(slope)) {
            directions.forget();
            directions.direct(way.gradient, d);
            slope = dot_product(n, way.gradient, d);
        }
        double first = 1;
        if (!directions.knows()) {
            double size = 0;
            for (int64 i = 0; i < n; ++i)
                size += std::abs(static_cast<double>(way.gradient[static_cast<std::size_t>(i)]));
            first = std::min(1.0, 1 / size);
        }
        y = way.gradient;
        const auto place_of = [&](double t) {
            to = way.x;
            add_multiple(n, t, d, to);
        };
        const found_length found = search_line(search, {0, way.value, slope}, first, way.gradient, trial,
                                               [&](double t, std::vector<T>& g) {
                                                   place_of(t);
                                                   const double value = way.evaluate(to, g);
                                                   return point_of_line{t, value, dot_product(n, g, d)};
                                               });
        if (!(found.at.length > 0 && found.at.value < way.value)) {
            way.gradient = y;
            if (directions.knows())
                directions.forget();
            else
                way.finish(found.saw_not_finite ? descent_end::not_finite : descent_end::no_step);
            continue;
        }
        place_of(found.at.length);
        for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
            s[i] = to[i] - way.x[i];
            y[i] = way.gradient[i] - y[i];
        }
        directions.learn(s, y);
        way.x.swap(to);
        way.accept(found.at.value, found.at.length);
    }
    return std::move(way.report);
}

}  // namespace strata::inline STRATA_TARGET
