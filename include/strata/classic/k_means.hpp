// SPDX-License-Identifier: MIT
#pragma once
/// K centres, so that samples are near to one of them.
///
///     assign    a[n] = the nearest of the centres c[1], ..., c[K] to x[n]
///     move      c[k] = the mean of the x[n] with a[n] = k
///     cost      sum_n |x[n] - c[a[n]]|^2, which no step makes larger
///
/// again and again until no sample changes its centre (Lloyd, 1957 and 1982). The first centres are samples,
/// each drawn with a probability that is proportional to the square of its distance from those before it
/// (Arthur and Vassilvitskii: "k-means++: the advantages of careful seeding", 2007). A centre that no sample
/// is nearest to moves to the sample that is farthest from its own, of those whose centre has others too; so
/// each has at least one sample where there are as many that differ.
#include <strata/classic/neighbour_search.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/random_streams.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

struct k_means_options {
    int clusters = 8;      ///< K
    int starts = 3;        ///< runs from other first centres, of which the cheapest is kept
    int most_steps = 100;  ///< moves of all centres at most
    seed random = {};
    int threads = default_threads();
};

/// What was found.
struct k_means_result {
    xt::xtensor<float, 2> centres;  ///< [K, D]
    xt::xtensor<int, 1> assigned;   ///< [N]: the centre of each sample
    std::vector<double> costs;      ///< of each assignment, the last one's at the end
    bool settled = false;           ///< whether the last step changed nothing

    [[nodiscard]] double cost() const { return costs.back(); }
};

namespace detail {

/// Which samples the centres begin with.
[[nodiscard]] inline std::vector<int64> first_centres(const sample_rows& x, int count,
                                                      const random_stream& random, int threads) {
    std::vector<double> square(static_cast<std::size_t>(x.count()), 0.0);
    std::vector<int64> chosen;
    for (int k = 0; k < count; ++k) {
        double all = 0;
        for (const double s : square) all += s;
        const auto number = static_cast<std::uint64_t>(2 * k);
        const double at = random.uniform(number) + random.uniform(number + 1) * 0x1p-32;
        int64 next = std::min(static_cast<int64>(at * double(x.count())), x.count() - 1);
        double left = at * all;
        for (int64 n = 0; n < x.count() && all > 0; ++n) {
            const double s = square[static_cast<std::size_t>(n)];
            if (s == 0) continue;
            next = n;
            if (left < s) break;
            left -= s;
        }
        chosen.push_back(next);
        parallel_for(64, threads_for(x.count() * x.width(), threads), [&](int task, int) {
            const slice some = slice_of(x.count(), 64, task);
            for (int64 n = some.begin; n < some.end; ++n) {
                double& s = square[static_cast<std::size_t>(n)];
                const double d = distance_order(distance::l2, x.row(n), x.row(next), x.width());
                s = k == 0 ? d : std::min(s, d);
            }
        });
    }
    return chosen;
}

}  // namespace detail

namespace detail {

/// One run from the first centres that a stream draws.
[[nodiscard]] inline k_means_result k_means_from(const sample_rows& x, const k_means_options& options,
                                                 const random_stream& random) {
    const auto clusters = static_cast<std::size_t>(options.clusters), n = static_cast<std::size_t>(x.count()),
               width = static_cast<std::size_t>(x.width());
    k_means_result r{
        xt::xtensor<float, 2>(std::array{clusters, width}), xt::xtensor<int, 1>(std::array{n}), {}, false};
    const auto first = first_centres(x, options.clusters, random, options.threads);
    for (std::size_t k = 0; k < clusters; ++k)
        std::copy_n(x.row(first[k]), width, r.centres.data() + k * width);
    std::fill(r.assigned.begin(), r.assigned.end(), -1);
    std::vector<double> sums(clusters * width);
    std::vector<int64> counts(clusters);
    for (int step = 0; step <= options.most_steps && !r.settled; ++step) {
        neighbour_table found =
            neighbour_search(sample_rows::of(r.centres, "the centres"), distance::l2, options.threads)
                .nearest(x, 1);
        std::fill(counts.begin(), counts.end(), 0);
        for (std::size_t i = 0; i < n; ++i) ++counts[static_cast<std::size_t>(found.numbers(i, 0))];
        for (std::size_t k = 0; k < clusters; ++k) {
            if (counts[k] > 0) continue;
            std::size_t farthest = n;
            for (std::size_t i = 0; i < n; ++i)
                if (counts[static_cast<std::size_t>(found.numbers(i, 0))] > 1 && found.distances(i, 0) > 0 &&
                    (farthest == n || found.distances(i, 0) > found.distances(farthest, 0)))
                    farthest = i;
            if (farthest == n) continue;  // fewer samples that differ than centres
            --counts[static_cast<std::size_t>(found.numbers(farthest, 0))];
            found.numbers(farthest, 0) = static_cast<int>(k);
            found.distances(farthest, 0) = 0;
            std::copy_n(x.row(static_cast<int64>(farthest)), width, r.centres.data() + k * width);
            ++counts[k];
        }
        double cost = 0;
        r.settled = true;
        for (std::size_t i = 0; i < n; ++i) {
            cost += found.distances(i, 0) * found.distances(i, 0);
            if (r.assigned(i) != found.numbers(i, 0)) r.settled = false;
            r.assigned(i) = found.numbers(i, 0);
        }
        r.costs.push_back(cost);
        if (r.settled || step == options.most_steps) break;
        std::fill(sums.begin(), sums.end(), 0.0);
        for (std::size_t i = 0; i < n; ++i) {
            const float* const row = x.row(static_cast<int64>(i));
            double* const sum = sums.data() + static_cast<std::size_t>(r.assigned(i)) * width;
            for (std::size_t d = 0; d < width; ++d) sum[d] += double(row[d]);
        }
        for (std::size_t k = 0; k < clusters; ++k)
            for (std::size_t d = 0; d < width && counts[k] > 0; ++d)
                r.centres(k, d) = static_cast<float>(sums[k * width + d] / double(counts[k]));
    }
    return r;
}

}  // namespace detail

/// Finds centres of samples [N, ...]. The same seed gives the same bits with any number of threads. Throws
/// where there are fewer samples than centres, and where a value is not finite.
template <Array X>
[[nodiscard]] k_means_result k_means(const X& samples, k_means_options options = {}) {
    const auto x = sample_rows::of(samples, "the samples");
    if (options.clusters < 1 || options.clusters > x.count())
        throw_error({.problem = "samples cannot have so many clusters",
                     .expected = "1 to " + std::to_string(x.count()),
                     .found = std::to_string(options.clusters)});
    if (options.most_steps < 1 || options.starts < 1 || options.threads < 1)
        throw_error({.problem = "steps, starts and threads are counted from 1", .name = "k_means_options"});
    for (int64 i = 0; i < x.count(); ++i)
        if (!is_finite(squared_length(x.row(i), x.width())))
            throw_error({.problem = "a value is not finite", .name = with_number("sample", i)});

    k_means_result best;
    for (int start = 0; start < options.starts; ++start) {
        auto found = detail::k_means_from(
            x, options, random_for(drawn_for::centres, options.random, static_cast<std::uint64_t>(start)));
        if (start == 0 || found.cost() < best.cost()) best = std::move(found);
    }
    return best;
}

}  // namespace strata::inline STRATA_TARGET
