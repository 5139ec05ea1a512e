// SPDX-License-Identifier: MIT
#pragma once
/// What preprocessings measure of a set that is read sample by sample: one pass over it, a portion of the
/// samples in memory at a time.
///
///     of a portion of m samples     mean' = 1/m sum_n x[n]     squares' = sum_n (x[n] - mean')^2
///     of those before it and it     mean + m/(n + m) d         squares + squares' + n m/(n + m) d^2        d = mean' - mean
///
/// (Chan, Golub, LeVeque, 1983, equations 2.1.) The portions are of one size, and each number of a sample is
/// added up by one thread in the order of the samples, so that the bits are the same for any number of them.
#include <strata/data/any_set.hpp>
#include <strata/data/loader.hpp>
#include <strata/data/preprocessing/preprocessing.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// How a set is measured: by so many threads; what is random in its samples is that of epoch 0 of a seed.
struct measuring {
    int threads = default_threads();
    seed random = {};
};

/// A set of samples that need not lie in memory.
template <class Set>
concept MeasuredSet = DataSet<Set> && !Array<Set>;

namespace detail {

/// So many samples are in memory at once.
inline constexpr int samples_a_portion = 256;

/// Calls `visit(samples)` for input 0 of each portion of a set, in order; returns the extents of a sample.
/// Errors: fewer than `least` samples; a value that is not finite; samples of several extents; fewer than one
/// thread.
template <class Visit>
std::vector<std::size_t> for_portions(const any_set& set, const measuring& how, int64 least, Visit visit) {
    if (how.threads < 1)
        throw_error({.problem = "a set cannot be measured by fewer threads than one",
                     .name = "measuring::threads",
                     .found = std::to_string(how.threads)});
    if (set.size() < least)
        throw_error(
            {.problem = "there are no samples to measure",
             .expected = std::to_string(least) + (least == 1 ? " sample at least" : " samples at least"),
             .found = std::to_string(set.size())});
    const sample_layout layout{.inputs = layout_of(set).inputs};
    const int portion = static_cast<int>(std::min<int64>(samples_a_portion, set.size()));
    loader<double> portions(set, layout, portion, {.random = how.random, .workers = how.threads});
    portions.begin_epoch(in_order{}, 0);
    samples_of<const double> s{.data = nullptr,
                               .n = 0,
                               .features = static_cast<std::size_t>(elements_of(layout.inputs.at(0))),
                               .extents = {}};
    for (const int extent : layout.inputs.at(0)) s.extents.push_back(static_cast<std::size_t>(extent));
    while (portions.left() > 0) {
        const auto& batch = portions.next(static_cast<int>(std::min<int64>(portion, portions.left())));
        s.data = batch.input();
        s.n = static_cast<std::size_t>(batch.count());
        for (std::size_t i = 0; i < s.n * s.features; ++i)
            if (!is_finite(s.data[i]))
                throw_error({.problem = "a value is not a finite number",
                             .name = with_number("sample", batch.number(static_cast<int>(i / s.features))) +
                                     ", feature " + std::to_string(i % s.features),
                             .found = std::to_string(s.data[i])});
        visit(s);
    }
    return s.extents;
}

/// Of each number of a sample over a set: mean, sum of squared distances from it, least and largest value.
struct set_moments {
    fitted_array mean, squares, least, largest;  ///< of the extents of a sample
    double count = 0;                            ///< N

    set_moments(const any_set& set, const measuring& how) {
        const auto extents = for_portions(set, how, 1, [&](const auto& s) {
            if (count == 0) begin(s);
            const int tasks = static_cast<int>((s.features + 255) / 256);
            parallel_for(tasks, threads_for(static_cast<int64>(s.n * s.features), how.threads),
                         [&](int task, int) {
                             const slice some = slice_of(static_cast<int64>(s.features), tasks, task);
                             add(s, static_cast<std::size_t>(some.begin), static_cast<std::size_t>(some.end));
                         });
            count += static_cast<double>(s.n);
        });
        for (fitted_array* a : {&mean, &squares, &least, &largest}) {
            fitted_array shaped(extents);
            std::copy(a->begin(), a->end(), shaped.begin());
            *a = shaped;
        }
    }

private:
    void begin(const samples_of<const double>& s) {
        mean = squares = fitted_array({s.features});
        least = fitted_array({s.features}, std::numeric_limits<double>::max());
        largest = fitted_array({s.features}, std::numeric_limits<double>::lowest());
    }
    /// Numbers [from, to) of a portion.
    void add(const samples_of<const double>& s, std::size_t from, std::size_t to) {
        const std::size_t width = to - from;
        const double m = static_cast<double>(s.n);
        std::vector<double> means(width), distances(width);
        for (std::size_t i = 0; i < s.n; ++i)
            for (std::size_t j = 0; j < width; ++j) {
                const double x = s[i][from + j];
                means[j] += x;
                least[from + j] = std::min(least[from + j], x);
                largest[from + j] = std::max(largest[from + j], x);
            }
        for (double& v : means) v /= m;
        for (std::size_t i = 0; i < s.n; ++i)
            for (std::size_t j = 0; j < width; ++j) {
                const double x = s[i][from + j] - means[j];
                distances[j] += x * x;
            }
        for (std::size_t j = 0; j < width; ++j) {
            const double d = means[j] - mean[from + j];
            mean[from + j] += d * (m / (count + m));
            squares[from + j] += distances[j] + d * d * (count * m / (count + m));
        }
    }
};

}  // namespace detail

}  // namespace strata::inline STRATA_TARGET
