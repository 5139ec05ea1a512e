// SPDX-License-Identifier: MIT
#pragma once
/// How similar samples are to one another, as probabilities: what t-SNE wants to see again in the plane.
///
///     p(j | i) = exp(-b[i] |x[i] - x[j]|^2) / sum_k exp(-b[i] |x[i] - x[k]|^2)        k: the neighbours of i
///     p(i, j) = (p(j | i) + p(i | j)) / (2 N)                                          they sum to 1
///
/// b[i] is such that the entropy of p(. | i) is the logarithm of the perplexity, by bisection (van der
/// Maaten, Hinton, 2008, equations 1 and section 3.1; of the nearest 3 perplexity + 1 samples alone: van der
/// Maaten, 2014, section 3).
#include <strata/classic/neighbour_search.hpp>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET::detail {

/// p(i, j) of those that are not 0, row by row; rows are filled up to whole vectors with zeros.
template <class T>
struct similarities {
    using integer = bits_of<T>;

    std::vector<int64> begins;     ///< [N + 1]: where rows begin
    std::vector<integer> columns;  ///< j
    std::vector<T> values;

    [[nodiscard]] int64 count() const { return static_cast<int64>(begins.size()) - 1; }
};

/// Writes p(j | i) for neighbours at these squared distances. The entropy is within 1e-5 of log(perplexity),
/// or as near as 100 halvings come; equal distances have equal shares, and no other entropy.
inline void spread_by_perplexity(const double* squared, double* p, std::size_t k, double perplexity) {
    const double wanted = std::log(perplexity), least = *std::min_element(squared, squared + k);
    // in units of the mean distance behind the nearest, so that the search begins near its end for any scale
    double mean = 0;
    for (std::size_t j = 0; j < k; ++j) mean += (squared[j] - least) / static_cast<double>(k);
    double b = mean > 0 ? 1 / mean : 1, low = 0, high = std::numeric_limits<double>::max();
    for (int step = 0; step < 100; ++step) {
        double sum = 0, moment = 0;
        for (std::size_t j = 0; j < k; ++j) {
            const double d = squared[j] - least;
            p[j] = std::exp(-b * d);
            sum += p[j];
            moment += p[j] * d;
        }
        const double entropy = std::log(sum) + b * moment / sum;
        for (std::size_t j = 0; j < k; ++j) p[j] /= sum;
        if (std::abs(entropy - wanted) < 1e-5 || !(mean > 0)) return;
        (entropy > wanted ? low : high) = b;
        b = high < std::numeric_limits<double>::max() ? (low + high) / 2 : 2 * b;
    }
}

/// Throws where so many samples have no such perplexity.
inline void check_perplexity(double perplexity, int64 n) {
    if (!is_finite(perplexity) || perplexity < 1 || 3 * perplexity > static_cast<double>(n))
        throw_error(
            {.problem =
                 "the perplexity does not fit the samples: it is about how many neighbours of each count",
             .name = "perplexity",
             .expected = "1 to " + std::to_string(n / 3) + ", a third of the samples",
             .found = std::to_string(perplexity)});
}

/// p(i, j) of rows; each has min(N - 1, 3 perplexity + 1) neighbours, or all others where `all` is wanted.
/// Errors: the perplexity is below 1 or above N / 3; a number is not finite.
template <class T>
[[nodiscard]] similarities<T> similarities_of(const sample_rows& rows, double perplexity, bool all,
                                              int threads) {
    const int64 n = rows.count();
    check_perplexity(perplexity, n);
    const int k =
        static_cast<int>(all ? n - 1 : std::min<int64>(n - 1, static_cast<int64>(3 * perplexity + 1)));
    struct neighbour {
        int64 number;
        double p;
    };
    std::vector<std::vector<neighbour>> near_ones(static_cast<std::size_t>(n));
    const neighbour_search search(rows, distance::l2, threads);
    const neighbour_table table = all ? neighbour_table{} : search.nearest(rows, k + 1);
    const int tasks = static_cast<int>(std::min<int64>(n, 256));
    parallel_for(tasks, threads, [&](int task, int) {
        std::vector<double> squared(static_cast<std::size_t>(k)), p(squared.size());
        const slice some = slice_of(n, tasks, task);
        for (int64 i = some.begin; i < some.end; ++i) {
            auto& found = near_ones[static_cast<std::size_t>(i)];
            for (int64 c = 0; c < (all ? n : k + 1) && found.size() < squared.size(); ++c) {
                const auto row = static_cast<std::size_t>(i), place = static_cast<std::size_t>(c);
                const int64 j = all ? c : table.numbers(row, place);
                if (j == i) continue;
                squared[found.size()] =
                    all ? distance_order(distance::l2, rows.row(i), rows.row(j), rows.width())
                        : table.distances(row, place) * table.distances(row, place);
                found.push_back({j, 0});
            }
            spread_by_perplexity(squared.data(), p.data(), squared.size(), perplexity);
            for (std::size_t c = 0; c < found.size(); ++c) found[c].p = p[c];
        }
    });
    // each row: its own neighbours, and those that it is a neighbour of
    std::vector<std::vector<neighbour>> both = near_ones;
    for (int64 i = 0; i < n; ++i)
        for (const neighbour& of : near_ones[static_cast<std::size_t>(i)])
            both[static_cast<std::size_t>(of.number)].push_back({i, of.p});
    similarities<T> s;
    s.begins.push_back(0);
    for (int64 i = 0; i < n; ++i) {
        auto& row = both[static_cast<std::size_t>(i)];
        std::sort(row.begin(), row.end(), [](const neighbour& a, const neighbour& b) {
            return a.number < b.number || (a.number == b.number && a.p < b.p);
        });
        for (std::size_t c = 0; c < row.size(); ++c) {
            const bool twice = c + 1 < row.size() && row[c + 1].number == row[c].number;
            const double p = row[c].p + (twice ? row[c + 1].p : 0);
            s.columns.push_back(static_cast<bits_of<T>>(row[c].number));
            s.values.push_back(static_cast<T>(p / (2 * static_cast<double>(n))));
            c += twice;
        }
        while (s.values.size() % static_cast<std::size_t>(simd_width<T>) != 0)
            s.columns.push_back(static_cast<bits_of<T>>(i)), s.values.push_back(T(0));
        s.begins.push_back(static_cast<int64>(s.values.size()));
    }
    return s;
}

}  // namespace strata::inline STRATA_TARGET::detail
