// SPDX-License-Identifier: MIT
#pragma once
/// Samples of many numbers as points of the plane, so that neighbours stay neighbours: t-SNE. A program that
/// includes it links xtensor-blas, BLAS and LAPACK, for the components that it begins with.
///
///     const tsne_map map = tsne(features, {.perplexity = 30});         features: [N, ...]   map.points: [N, 2]
///
/// (van der Maaten, Hinton, 2008; van der Maaten, 2014.) Distances between clusters, and how wide they are,
/// say little: what a map shows is who is near whom.
#include <strata/data/preprocessing/randomized_components.hpp>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <strata/understanding/plane_forces.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// How a map is made; the defaults are scikit-learn's.
struct tsne_options {
    double perplexity = 30;               ///< about how many neighbours of each sample count
    double theta = 0.5;                   ///< how wide what is taken for one may look; 0: each pair by itself
    double early_exaggeration = 12;       ///< what similarities are multiplied by in the first steps
    int early_steps = 250, steps = 1000;  ///< the first, and all
    double rate = 0;                      ///< 0: N / early_exaggeration / 4, but 50 at least
    seed random = {};
    int threads = default_threads();
    std::function<void(int step, double divergence)> report = {};  ///< called every 50 steps
};

/// Samples as points of the plane.
struct tsne_map {
    xt::xtensor<float, 2> points;  ///< [N, 2]
    double divergence = 0;         ///< KL(p || q)
    int steps = 0;                 ///< that were taken
};

namespace detail {

inline void check_options(const tsne_options& o) {
    const auto refuse = [](const char* name, const char* expected, double found) {
        throw_error({.problem = "a map cannot be made so",
                     .name = name,
                     .expected = expected,
                     .found = std::to_string(found)});
    };
    if (!is_finite(o.theta) || o.theta < 0 || o.theta > 1) refuse("theta", "0 to 1", o.theta);
    if (!is_finite(o.early_exaggeration) || o.early_exaggeration < 1)
        refuse("early_exaggeration", "1 at least", o.early_exaggeration);
    if (!is_finite(o.rate) || o.rate < 0) refuse("rate", "a number above 0, or 0 for the usual one", o.rate);
    if (o.early_steps < 0 || o.steps < o.early_steps) refuse("steps", "no fewer than early_steps", o.steps);
    if (o.threads < 1) refuse("threads", "1 at least", o.threads);
}

/// Moves points down the gradient, each coordinate with a gain of its own (Jacobs, 1988): larger by 0.2 where
/// it goes on as before, smaller by a fifth where it turns.
template <class T>
class plane_descent {
public:
    plane_descent(const similarities<T>& p, const tsne_options& o, std::vector<T> x, std::vector<T> y)
        : options_(o), forces_(p, o.theta, o.threads), size_(x.size()), at_(std::move(x)) {
        at_.insert(at_.end(), y.begin(), y.end());
        moved_.assign(at_.size(), T(0));
        gradient_.assign(at_.size(), T(0));
        gains_.assign(at_.size(), T(1));
        const double rate = static_cast<double>(size_) / o.early_exaggeration / 4;
        rate_ = static_cast<T>(o.rate > 0 ? o.rate : std::max(rate, 50.0));
    }

    /// All steps; ends where 300 of them have won nothing, or nothing pulls any more.
    void run() {
        phase(options_.early_steps, options_.early_exaggeration, T(0.5L));
        phase(options_.steps, 1, T(0.8L));
    }
    [[nodiscard]] const std::vector<T>& points() const { return at_; }  ///< all x, then all y
    [[nodiscard]] double divergence() const { return divergence_; }
    [[nodiscard]] int steps() const { return step_; }

private:
    void phase(int end, double exaggeration, T momentum) {
        double best = std::numeric_limits<double>::max();
        int best_step = step_;
        std::fill(moved_.begin(), moved_.end(), T(0));
        std::fill(gains_.begin(), gains_.end(), T(1));
        while (step_ < end) {
            ++step_;
            const bool look = step_ % 50 == 0 || step_ == end;
            divergence_ = forces_.run(at_.data(), at_.data() + size_, exaggeration, gradient_.data(),
                                      gradient_.data() + size_, look);
            double squares = 0;
            for (std::size_t i = 0; i < at_.size(); ++i) {
                const T g = gradient_[i];
                gains_[i] =
                    std::max(moved_[i] * g < T(0) ? gains_[i] + T(0.2L) : gains_[i] * T(0.8L), T(0.01L));
                moved_[i] = momentum * moved_[i] - rate_ * gains_[i] * g;
                at_[i] += moved_[i];
                squares += static_cast<double>(g) * static_cast<double>(g);
            }
            if (!look) continue;
            if (!is_finite(divergence_))
                throw_error({.problem = "the points have run away",
                             .name = "rate",
                             .found = std::to_string(rate_),
                             .advice = "Take a smaller rate"});
            if (options_.report) options_.report(step_, divergence_);
            if (divergence_ < best)
                best = divergence_, best_step = step_;
            else if (step_ - best_step > 300)
                return;
            if (std::sqrt(squares) <= 1e-7) return;
        }
    }

    const tsne_options& options_;
    plane_forces<T> forces_;
    std::size_t size_;
    std::vector<T> at_, moved_, gradient_, gains_;
    T rate_;
    double divergence_ = 0;
    int step_ = 0;
};

[[nodiscard]] inline tsne_map map_from(const sample_rows& rows, const xt::xtensor<float, 2>& start,
                                       const tsne_options& o) {
    const auto p = similarities_of<float>(rows, o.perplexity, o.theta == 0, o.threads);
    const std::size_t n = start.shape()[0];
    std::vector<float> x(n), y(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = start(i, 0), y[i] = start(i, 1);
    plane_descent<float> descent(p, o, std::move(x), std::move(y));
    descent.run();
    tsne_map map{xt::xtensor<float, 2>({n, 2}), descent.divergence(), descent.steps()};
    for (std::size_t i = 0; i < n; ++i)
        map.points(i, 0) = descent.points()[i], map.points(i, 1) = descent.points()[n + i];
    return map;
}

}  // namespace detail

/// The map of samples [N, ...] that begins with these points, [N, 2], which are best small. Errors: those of
/// `tsne`; not a point for each sample; a point that is not finite.
template <Array X, Array Start>
[[nodiscard]] tsne_map tsne_from(const Start& start, const X& x, const tsne_options& options = {}) {
    detail::check_options(options);
    const auto rows = sample_rows::of(x, "the samples");
    detail::check_perplexity(options.perplexity, rows.count());
    const auto points = array_of_rank<float, 2>(start, "the points to begin with");
    if (static_cast<int64>(points.shape()[0]) != rows.count() || points.shape()[1] != 2)
        throw_error({.problem = "there is not one point for each sample",
                     .expected = "[" + std::to_string(rows.count()) + ", 2]",
                     .found = shape_text(points.shape())});
    for (const float v : points)
        if (!is_finite(v))
            throw_error({.problem = "a point to begin with is not finite", .found = std::to_string(v)});
    return detail::map_from(rows, points, options);
}

/// The map of samples [N, ...], from their two first principal components on. The bits follow from the seed,
/// whatever the number of threads. Errors: a value that is not finite; a perplexity below 1 or above N / 3;
/// an option that is out of its range.
template <Array X>
[[nodiscard]] tsne_map tsne(const X& x, const tsne_options& options = {}) {
    detail::check_options(options);
    const auto rows = sample_rows::of(x, "the samples");
    detail::check_perplexity(options.perplexity, rows.count());
    const auto n = static_cast<std::size_t>(rows.count()), d = static_cast<std::size_t>(rows.width());
    const xt::xtensor<float, 2> flat =
        xt::adapt(rows.row(0), n * d, xt::no_ownership(), std::array<std::size_t, 2>{n, d});
    xt::xtensor<float, 2> start({n, 2}, 0.0F);
    const int found = static_cast<int>(std::min<std::size_t>(2, d));
    const auto y =
        randomized_components(flat, found, {.random = options.random, .threads = options.threads})(flat);
    double squares = 0;  // the mean of each component is 0
    for (std::size_t i = 0; i < n; ++i)
        squares += static_cast<double>(y(i, 0)) * static_cast<double>(y(i, 0));
    const double deviation = std::sqrt(squares / static_cast<double>(n)),
                 scale = deviation > 0 ? 1e-4 / deviation : 0;
    const random_stream random = random_for(drawn_for::projections, options.random);
    for (std::size_t i = 0; i < n; ++i) {
        start(i, 0) = static_cast<float>(scale * static_cast<double>(y(i, 0)));
        start(i, 1) = static_cast<float>(found == 2 ? scale * static_cast<double>(y(i, 1))
                                                    : 1e-4 * random.normal((std::uint64_t{1} << 40) + i));
    }
    return detail::map_from(rows, start, options);
}

}  // namespace strata::inline STRATA_TARGET
