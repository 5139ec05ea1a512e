// SPDX-License-Identifier: MIT
#pragma once
/// The nearest rows of a training set, found by comparing with all of them.
///
/// Blocks of queries meet blocks of rows in float (`distance_block.hpp`), and of each query a few more rows
/// are kept than are asked for. Their distances are then computed in double, and the nearest of them are the
/// answer, unless a row that was left out could be as near within the error of float: then the query is
/// compared with all rows in double. So the answer is that of double, and equally far rows come in the order
/// of their numbers, with any number of threads.
#include <strata/classic/distance_block.hpp>
#include <strata/classic/nearest_few.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The K nearest rows of N queries, the nearest first.
struct neighbour_table {
    xt::xtensor<int, 2> numbers;       ///< [N, K]: which rows of the training set
    xt::xtensor<double, 2> distances;  ///< [N, K]: how far they are
};

/// Finds neighbours among rows. Errors: a value that is not finite; more neighbours than rows.
class neighbour_search {
public:
    neighbour_search() = default;
    neighbour_search(sample_rows rows, distance measure, int threads)
        : rows_(std::move(rows), measure, threads), threads_(threads) {
        if (rows_.rows().count() > std::numeric_limits<int>::max())
            throw_error({.problem = "there are more samples than can be numbered",
                         .found = std::to_string(rows_.rows().count())});
    }

    [[nodiscard]] const sample_rows& rows() const { return rows_.rows(); }

    [[nodiscard]] neighbour_table nearest(const sample_rows& queries, int k) const {
        queries.check_width(rows().width(), "the queries");
        if (k < 1 || k > rows().count())
            throw_error({.problem = "there are not that many neighbours",
                         .expected = "1 to " + std::to_string(rows().count()),
                         .found = std::to_string(k)});
        const std::array<std::size_t, 2> shape{static_cast<std::size_t>(queries.count()),
                                               static_cast<std::size_t>(k)};
        neighbour_table table{xt::xtensor<int, 2>(shape), xt::xtensor<double, 2>(shape)};
        // rounds of equal size, so that what is kept of all queries is bounded
        const int64 blocks = (queries.count() + block_queries - 1) / block_queries;
        const int rounds = static_cast<int>((blocks + blocks_of_round - 1) / blocks_of_round);
        std::vector<float> memory(static_cast<std::size_t>(threads_ * elements_of_thread()));
        query_round r{queries, k, 0, 0, 1, {}, memory};
        for (int i = 0; i < rounds; ++i) {
            const slice part = slice_of(queries.count(), rounds, i);
            r.first = part.begin;
            r.count = part.end - part.begin;
            run(r, table);
        }
        return table;
    }

private:
    static constexpr int blocks_of_round = 16, tasks_of_round = 8, spare = 8;

    /// Some queries; each of `parts` of the rows has a list of its own for each query.
    struct query_round {
        const sample_rows& queries;
        int k;
        int64 first, count;
        int parts;
        std::vector<nearest_few<float>> lists;  ///< [count, parts]
        std::vector<float>& memory;
    };

    [[nodiscard]] int64 elements_of_products() const {
        return product_scratch<float>(block_rows, static_cast<int>(rows_.pitch()), false) + slack_elements;
    }
    [[nodiscard]] int64 elements_of_thread() const {
        return (block_queries + block_rows) * rows_.pitch() + block_queries * block_rows +
               elements_of_products() + 3 * slack_elements;
    }

    void run(query_round& r, neighbour_table& table) const {
        const int blocks = static_cast<int>((r.count + block_queries - 1) / block_queries);
        const int64 all_blocks = (rows().count() + block_rows - 1) / block_rows;
        r.parts = static_cast<int>(std::clamp<int64>(tasks_of_round / blocks, 1, all_blocks));
        r.lists.resize(static_cast<std::size_t>(r.count * r.parts));
        for (auto& list : r.lists)
            list.begin(static_cast<std::size_t>(std::min(rows().count(), int64{r.k} + spare)));
        parallel_for(blocks * r.parts, threads_, [&](int task, int thread) {
            const slice some = slice_of(all_blocks, r.parts, task % r.parts);
            choose(r, slice_of(r.count, blocks, task / r.parts), task % r.parts, some, thread);
        });
        const int tasks = static_cast<int>(std::min<int64>(r.count, 64));
        parallel_for(tasks, threads_, [&](int task, int) {
            const slice some = slice_of(r.count, tasks, task);
            for (int64 q = some.begin; q < some.end; ++q) answer(r, q, table);
        });
    }

    /// The first choice of a block of queries among some blocks of rows.
    void choose(query_round& r, slice some, int part, slice all_blocks, int thread) const {
        float* const a = r.memory.data() + thread * elements_of_thread();
        float* const b = a + block_queries * rows_.pitch() + slack_elements;
        float* const v = b + block_rows * rows_.pitch() + slack_elements;
        float* const scratch = v + block_queries * block_rows + slack_elements;
        const int queries = static_cast<int>(some.end - some.begin);
        rows_.copy(r.queries, r.first + some.begin, queries, a);
        for (int64 i = all_blocks.begin; i < all_blocks.end; ++i) {
            const int64 first = i * block_rows;
            const int count = static_cast<int>(std::min<int64>(block_rows, rows().count() - first));
            rows_.copy(rows(), first, count, b);
            rows_.sums(a, queries, b, count, v, scratch);
            for (int q = 0; q < queries; ++q)
                offer(v + q * block_rows, count, first,
                      r.lists[static_cast<std::size_t>((some.begin + q) * r.parts + part)]);
        }
    }
    void offer(const float* sums, int count, int64 first, nearest_few<float>& list) const {
        constexpr int W = simd_width<float>;
        alignas(64) float some[static_cast<std::size_t>(W)];
        for (int j = 0; j < count; j += W) {
            const simd<float> v = rows_.distances(sums + j, first + j);
            if (!xsimd::any(v < simd<float>(list.bound()))) continue;
            v.store_aligned(some);
            for (int i = 0; i < W && j + i < count; ++i)
                if (some[i] < list.bound()) list.offer({some[i], static_cast<std::uint32_t>(first + j + i)});
        }
    }

    /// The distances of what was kept of a query in double, or of all rows where that is not enough.
    void answer(const query_round& r, int64 q, neighbour_table& table) const {
        const float* const query = r.queries.row(r.first + q);
        const double length = rows_.length(r.queries, r.first + q, "the queries"),
                     error = rows_.error_of(length);
        nearest_few<double> found;
        found.begin(static_cast<std::size_t>(r.k));
        const auto look_at = [&](std::uint32_t number) {
            found.offer({distance_order(rows_.measure(), query, rows().row(number), rows().width()), number});
        };
        double left_out = std::numeric_limits<double>::max();  // nothing left out is nearer than this
        for (int p = 0; p < r.parts && error >= 0; ++p) {
            const auto& list = r.lists[static_cast<std::size_t>(q * r.parts + p)];
            for (const auto& c : list.kept()) look_at(c.number);
            if (const float bound = list.bound(); bound < std::numeric_limits<float>::max())
                left_out = std::min(left_out, double(bound));
        }
        left_out += rows_.measure() == distance::l2 ? length : rows_.measure() == distance::cosine ? 1 : 0;
        if (error < 0 || !(found.bound() + error < left_out)) {
            found.begin(static_cast<std::size_t>(r.k));
            for (int64 j = 0; j < rows().count(); ++j) look_at(static_cast<std::uint32_t>(j));
        }
        const std::size_t row = static_cast<std::size_t>(r.first + q);
        std::size_t place = 0;
        for (const auto& c : found.sorted()) {
            table.numbers(row, place) = static_cast<int>(c.number);
            table.distances(row, place++) = distance_of_order(rows_.measure(), c.value);
        }
    }

    rows_for_distances rows_;
    int threads_ = 1;
};

}  // namespace strata::inline STRATA_TARGET
