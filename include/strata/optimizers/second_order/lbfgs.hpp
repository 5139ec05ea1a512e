// SPDX-License-Identifier: MIT
#pragma once
#include <deque>
#include <strata/optimizers/second_order/quasi_newton.hpp>

namespace strata::inline STRATA_TARGET {

/// H g from the last pairs (s, y), without H (Nocedal and Wright, algorithm 7.4).
///
///     q = g      from the last pair to the first:   a = s.q / s.y      q -= a y
///     q *= s.y / y.y of the last pair
///     from the first to the last:                   q += (a - y.q / s.y) s
template <class T>
class last_pairs {
public:
    last_pairs(int64 n, int most) : n_(n), most_(static_cast<std::size_t>(most)) {}

    [[nodiscard]] bool knows() const { return !pairs_.empty(); }
    void forget() { pairs_.clear(); }
    void learn(const std::vector<T>& s, const std::vector<T>& y) {
        const double sy = told_curvature(n_, s, y);
        if (sy == 0) return;
        if (pairs_.size() == most_) {
            pairs_.push_back(std::move(pairs_.front()));  // its memory serves again
            pairs_.pop_front();
        } else {
            pairs_.emplace_back();
        }
        pair& last = pairs_.back();
        last.s = s, last.y = y, last.sy = sy;
        scale_ = sy / dot_product(n_, y, y);
    }
    /// d = -H g
    void direct(const std::vector<T>& g, std::vector<T>& d) {
        const auto scale_all = [&](double by) {
            for (int64 i = 0; i < n_; ++i) d[static_cast<std::size_t>(i)] *= static_cast<T>(by);
        };
        d = g;
        scale_all(-1);
        if (pairs_.empty()) return;
        for (auto p = pairs_.rbegin(); p != pairs_.rend(); ++p) {
            p->share = dot_product(n_, p->s, d) / p->sy;
            add_multiple(n_, -p->share, p->y, d);
        }
        scale_all(scale_);
        for (pair& p : pairs_) add_multiple(n_, p.share - dot_product(n_, p.y, d) / p.sy, p.s, d);
    }

private:
    struct pair {
        std::vector<T> s, y;
        double sy = 0, share = 0;
    };
    int64 n_;
    std::size_t most_;
    double scale_ = 1;
    std::deque<pair> pairs_;
};

}  // namespace strata::inline STRATA_TARGET

namespace strata {

/// Goes down a function by the curvature that its last gradients tell: BFGS with a memory of a few steps
/// (Nocedal, 1980; Liu and Nocedal, 1989), with a strong-Wolfe line search.
///
///     std::vector<double> w(1000);
///     const descent_report r = lbfgs{.memory = 10, .until = {.iterations = 200}}.minimize(f, w);
///
///     f: double f(std::span<const T> w, std::span<T> gradient)        memory: 2 memory + 7 arrays as long as w
///
/// The function has to be the same one each time: all samples, no dropout. `progress(step)`, where one is
/// handed over, is told of the beginning and of each iteration, w being there already; where it returns
/// false, that was the last. Steps are PyTorch's LBFGS(history_size, line_search_fn="strong_wolfe"). Throws
/// where a setting cannot be, and where f is no finite number at the start; what f throws comes through, and
/// w is then that of the last iteration. A search that fails is told in the report.
struct STRATA_TAGGED lbfgs {
    int memory = 10;
    strong_wolfe search = {};
    descent_limits until = {};

    template <class W, class F, class Progress = no_progress>
    descent_report minimize(F&& f, W& w, Progress progress = {}) const {
        using T = typename W::value_type;
        static_assert(Differentiable<std::remove_reference_t<F>, T>,
                      "the function is called as double f(std::span<const T> w, std::span<T> gradient)");
        if (memory < 1)
            throw_error({.problem = "a memory has one step at least",
                         .name = "lbfgs, memory",
                         .found = std::to_string(memory)});
        last_pairs<T> pairs(static_cast<int64>(w.size()), memory);
        return descend<T>(f, std::span<T>(w.data(), w.size()), pairs, search, until, progress);
    }
};

}  // namespace strata
