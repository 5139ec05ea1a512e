// SPDX-License-Identifier: MIT
#pragma once
/// A gradient that would make parameters of no value is refused before it moves them.
#include <span>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/sum_of_squares.hpp>
#include <strata/optimizers/segment.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

namespace detail {
[[noreturn, gnu::cold]] inline void refuse_gradient_of(const segment& of, int64 update, double found,
                                                       bool others_moved) {
    throw_error({.problem = "the gradient is not a finite number at update " + std::to_string(update),
                 .name = of.name,
                 .found = std::to_string(found),
                 .advice = std::string("Lower the learning rate, clip the gradient, or look at the data; ") +
                           (others_moved ? "the layers behind it have moved: go on from a checkpoint."
                                         : "the parameters are those before this step.")});
}
}  // namespace detail

/// Throws where a gradient g of n numbers has one that is not finite, and names the parameter: the deepest of
/// them, since backward comes to it first. Frozen ones are not looked at. others_moved: whether parameters
/// that are not among these have moved in the same step.
template <class T>
void require_finite_gradient(const T* g, int64 n, std::span<const segment> segments, int threads,
                             int64 update, bool others_moved = false) {
    if (is_finite(sum_of_squares(g, n, threads))) return;
    const segment* wrong = nullptr;
    double found = 0;
    for (const segment& s : segments) {
        if (s.frozen) continue;
        for (int64 i = s.offset; i < s.offset + s.size; ++i)
            if (!is_finite(g[i])) {
                wrong = &s, found = static_cast<double>(g[i]);
                break;
            }
    }
    if (wrong)
        detail::refuse_gradient_of(*wrong, update, found,
                                   others_moved);  // else only the squares are too large
}

}  // namespace strata::inline STRATA_TARGET
