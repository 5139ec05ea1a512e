// SPDX-License-Identifier: MIT
#pragma once
/// A function of many numbers that is made small, all of it at once: what is asked for, and what is found.
///
///     double f(std::span<const T> w, std::span<T> gradient)      its value at w; leaves its gradient there
///
/// `lbfgs`, `bfgs` and `newton` go down such a function: `lbfgs{.memory = 10}.minimize(f, w)`. They compute
/// in one order, so that a function whose bits do not depend on threads has a minimum whose bits do not.
#include <concepts>
#include <ostream>
#include <span>
#include <strata/int64.hpp>
#include <strata/target.hpp>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Tells its value and its gradient at w.
template <class F, class T>
concept Differentiable = requires(F& f, std::span<const T> w, std::span<T> gradient) {
    { f(w, gradient) } -> std::convertible_to<double>;
};

/// When a descent ends.
struct descent_limits {
    int iterations = 100;    ///< at most
    int evaluations = 1000;  ///< of the function; looked at after each iteration
    double slope = 1e-6;     ///< enough: no element of the gradient is larger
    double change = 1e-10;   ///< enough: the value falls by less than this share of max(1, |f|)
};

/// Why it ended.
enum class descent_end {
    slope,        ///< the gradient is as small as was asked for
    change,       ///< the value hardly falls any more
    iterations,   ///< there were as many as there may be
    evaluations,  ///< likewise
    no_step,      ///< no step along the last direction made the value small enough
    not_finite,   ///< and the values or gradients that were tried were no finite numbers
    stopped,      ///< the caller's progress said so
};

/// Where a descent is after an iteration; after none it is where it begins.
struct descent_step {
    int iteration = 0;
    int evaluations = 0;  ///< so far
    double value = 0;
    double slope = 0;   ///< the largest element of the gradient
    double length = 0;  ///< how many times the direction the step was long
};

/// What became of it. The numbers are those of the last step that made the value smaller.
struct descent_report {
    descent_end end = descent_end::iterations;
    std::vector<descent_step> trace;  ///< the beginning, and each iteration

    [[nodiscard]] const descent_step& last() const { return trace.back(); }
    [[nodiscard]] double value() const { return last().value; }
    [[nodiscard]] int iterations() const { return last().iteration; }
    /// All that were made, those of a last step that failed as well.
    int evaluations = 0;
    /// Whether it ended since there is little left to gain.
    [[nodiscard]] bool converged() const { return end == descent_end::slope || end == descent_end::change; }
};

[[nodiscard]] inline const char* reason_of(descent_end end) {
    switch (end) {
        case descent_end::slope:
            return "the gradient is as small as was asked for";
        case descent_end::change:
            return "the value hardly falls any more";
        case descent_end::iterations:
            return "there may be no more iterations";
        case descent_end::evaluations:
            return "there may be no more evaluations";
        case descent_end::no_step:
            return "no step along the last direction makes the value small enough: it is rounding that is "
                   "left, or the gradient is not that of the value";
        case descent_end::not_finite:
            return "the function has no finite values along the last direction";
        case descent_end::stopped:
            return "it was stopped";
    }
    return "";
}

inline std::ostream& operator<<(std::ostream& out, const descent_report& r) {
    return out << "from " << r.trace.front().value << " to " << r.value() << " in " << r.iterations()
               << " iterations and " << r.evaluations << " evaluations, largest slope " << r.last().slope
               << ": " << reason_of(r.end);
}

/// Progress that says nothing.
struct no_progress {
    void operator()(const descent_step&) const {}
};

}  // namespace strata::inline STRATA_TARGET
