// SPDX-License-Identifier: MIT
#pragma once
/// What all descents do: evaluate, note where they are, and know when to end.
#include <algorithm>
#include <cmath>
#include <strata/error.hpp>
#include <strata/exact_number.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/long_sums.hpp>
#include <strata/optimizers/second_order/minimum.hpp>
#include <strata/target.hpp>
#include <string>
#include <type_traits>

namespace strata::inline STRATA_TARGET {

/// n numbers with room for what kernels read behind them.
template <class T>
[[nodiscard]] std::vector<T> numbers_with_slack(int64 n) {
    return std::vector<T>(static_cast<std::size_t>(n + slack_elements));
}

/// sum_i a[i] b[i] over n elements, as `long_sum` adds.
template <class T>
[[nodiscard]] double dot_product(int64 n, const std::vector<T>& a, const std::vector<T>& b) {
    return long_sum<T>(
        n, [&](int64 i, auto lanes) { return lanes.load(a.data() + i) * lanes.load(b.data() + i); });
}
/// to[i] += s a[i]
template <class T>
void add_multiple(int64 n, double s, const std::vector<T>& a, std::vector<T>& to) {
    const simd<T> factor(static_cast<T>(s));
    sweep<T>(n, [&](int64 i, auto lanes) {
        lanes.store(to.data() + i, lanes.load(to.data() + i) + factor * lanes.load(a.data() + i));
    });
}
/// max_i |a[i]|
template <class T>
[[nodiscard]] double largest_size(int64 n, const std::vector<T>& a) {
    double most = 0;
    for (int64 i = 0; i < n; ++i)
        most = std::max(most, std::abs(static_cast<double>(a[static_cast<std::size_t>(i)])));
    return most;
}

/// A function that is gone down from w on, with what is known of it: the place, the value and the gradient
/// there. `w` follows each accepted step, so that it is a good one whenever the function throws.
template <class T, class F, class Progress>
class descent {
public:
    /// Throws where w is empty or the function is no finite number there, before anything has changed.
    descent(F& f, std::span<T> w, const descent_limits& until, Progress& progress)
        : n_(static_cast<int64>(w.size())),
          x(numbers_with_slack<T>(n_)),
          gradient(numbers_with_slack<T>(n_)),
          f_(f),
          w_(w),
          until_(until),
          progress_(progress) {
        check(until);
        if (n_ == 0) throw_error({.problem = "there are no numbers to change"});
        std::copy(w.begin(), w.end(), x.begin());
        value = evaluate(x, gradient);
        const double slope = largest_size(n_, gradient);
        if (!is_finite(value) || !all_finite(gradient))
            throw_error({.problem = "the function is no finite number where the descent begins",
                         .expected = "a finite value and gradient",
                         .found = is_finite(value) ? "a gradient that is not" : std::to_string(value)});
        report.trace.push_back({0, report.evaluations, value, slope, 0});
        tell();
        if (!over_ && slope <= until.slope) finish(descent_end::slope);
    }

    [[nodiscard]] int64 size() const { return n_; }
    [[nodiscard]] bool over() const { return over_; }

    /// f at a place, which has slack; counted.
    double evaluate(const std::vector<T>& at, std::vector<T>& g) {
        ++report.evaluations;
        return static_cast<double>(f_(std::span<const T>(at.data(), static_cast<std::size_t>(n_)),
                                      std::span<T>(g.data(), static_cast<std::size_t>(n_))));
    }
    [[nodiscard]] bool all_finite(const std::vector<T>& v) const {
        return std::all_of(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(n_),
                           [](T number) { return is_finite(number); });
    }

    /// `x`, `gradient` and `value` are those after an iteration.
    void accept(double new_value, double length) {
        const double before = value, slope = largest_size(n_, gradient);
        value = new_value;
        std::copy_n(x.begin(), n_, w_.begin());
        report.trace.push_back({report.iterations() + 1, report.evaluations, value, slope, length});
        tell();
        if (over_) return;
        if (slope <= until_.slope)
            finish(descent_end::slope);
        else if (before - value <= until_.change * std::max({1.0, std::abs(value), std::abs(before)}))
            finish(descent_end::change);
        else if (report.iterations() >= until_.iterations)
            finish(descent_end::iterations);
        else if (report.evaluations >= until_.evaluations)
            finish(descent_end::evaluations);
    }
    void finish(descent_end end) {
        report.end = end;
        over_ = true;
    }

private:
    static void check(const descent_limits& until) {
        const auto refuse = [](const char* name, const std::string& found) {
            throw_error({.problem = "a descent cannot have this limit",
                         .name = name,
                         .expected = "0 or more",
                         .found = found});
        };
        if (until.iterations < 0) refuse("iterations", std::to_string(until.iterations));
        if (until.evaluations < 0) refuse("evaluations", std::to_string(until.evaluations));
        if (!is_finite(until.slope) || until.slope < 0) refuse("slope", exact_text(until.slope));
        if (!is_finite(until.change) || until.change < 0) refuse("change", exact_text(until.change));
    }
    void tell() {
        if constexpr (std::is_convertible_v<decltype(progress_(report.last())), bool>) {
            if (!progress_(report.last())) finish(descent_end::stopped);
        } else {
            progress_(report.last());
        }
        if (!over_ && report.trace.size() == 1 && until_.iterations == 0) finish(descent_end::iterations);
    }

    int64 n_;

public:
    std::vector<T> x, gradient;
    double value = 0;
    descent_report report;

private:
    F& f_;
    std::span<T> w_;
    descent_limits until_;
    Progress& progress_;
    bool over_ = false;
};

}  // namespace strata::inline STRATA_TARGET
