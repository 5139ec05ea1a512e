// SPDX-License-Identifier: MIT
#pragma once
/// Distances of a block of queries from a block of rows in float, for a first choice among the rows.
///
///     l1        v[q, j] = sum_d |a[q, d] - b[j, d]|
///     l2        v[q, j] = |b[j] - m|^2 - 2 (a[q] - m) (b[j] - m), which is |a[q] - b[j]|^2 - |a[q] - m|^2
///     cosine    v[q, j] = - a[q] b[j] / (|a[q]| |b[j]|), which is the distance - 1
///
///     a: [Q, D] queries   b: [J, D] rows   m: [D] the mean of all rows, so that nothing cancels that they share
///
/// The products are a matrix product of the two blocks. Each number has an error below `error_of`, from which
/// follows whether a row that was left out could have been nearer.
#include <strata/classic/distance.hpp>
#include <strata/classic/sample_rows.hpp>
#include <strata/kernels/products/matrix_product.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Queries and rows of a block at most: those of a block of a product.
inline constexpr int block_queries = product_rows, block_rows = product_columns;

/// The rows of a training set as blocks of distances read them.
class rows_for_distances {
public:
    rows_for_distances() = default;
    /// Throws where a number is not finite.
    rows_for_distances(sample_rows rows, distance measure, int threads)
        : rows_(std::move(rows)), measure_(measure), mean_(static_cast<std::size_t>(rows_.width()), 0.0f) {
        if (measure == distance::l2) find_mean();
        lengths_.resize(static_cast<std::size_t>(rows_.count() + slack_elements));
        const int tasks = static_cast<int>((rows_.count() + block_rows - 1) / block_rows);
        parallel_for(tasks, threads_for(rows_.count() * rows_.width(), threads), [&](int task, int) {
            const int64 end = std::min(rows_.count(), (int64{task} + 1) * block_rows);
            for (int64 j = int64{task} * block_rows; j < end; ++j)
                lengths_[static_cast<std::size_t>(j)] = static_cast<float>(length(rows_, j, "the samples"));
        });
        for (int64 j = 0; j < rows_.count(); ++j)
            longest_ = std::max(longest_, double(lengths_[static_cast<std::size_t>(j)]));
    }

    [[nodiscard]] const sample_rows& rows() const { return rows_; }
    [[nodiscard]] distance measure() const { return measure_; }

    /// Of row i of x: the square of its length behind the mean for l2, its length for cosine, and the sum of
    /// its magnitudes for l1. Throws where a number is not finite.
    [[nodiscard]] double length(const sample_rows& x, int64 i, const char* name) const {
        const float* const a = x.row(i);
        const float* const m = mean_.data();
        const double found =
            measure_ == distance::l2 ? squared_behind(a, m, x.width())
            : measure_ == distance::l1
                ? detail::sum_in_double(x.width(), [=](int64 d) { return std::abs(double(a[d])); })
                : std::sqrt(squared_length(a, x.width()));
        if (!is_finite(found))
            throw_error({.problem = "a value is not finite",
                         .name = std::string(name) + ", " + with_number("sample", i)});
        return found;
    }

    /// How far the numbers of a block may be from what they stand for, for a query of this length; below 0
    /// where nothing is known, since float has no such numbers. Half a unit in the last place is u = 2^-24; a
    /// term of a product is rounded 272 times at most, one of l1 once for each of a lane's.
    [[nodiscard]] double error_of(double length) const {
        constexpr double u = 0x1p-24;
        if (measure_ == distance::cosine) return 300 * u;
        if (measure_ == distance::l1) {
            const double all = length + longest_;
            const double additions = double(rows_.width()) / simd_width<float> + simd_width<float> + 4;
            return all > 1e-20 && all < 1e37 ? additions * u * all : -1;
        }
        const double both = std::sqrt(length) + std::sqrt(longest_);
        return both > 1e-12 && both < 1e18 ? 200 * u * both * both : -1;
    }

    /// From one row of a block to the next.
    [[nodiscard]] int64 pitch() const { return whole_vectors<float>(rows_.width()); }

    /// Rows [from, from + count) of x: without the mean for l2, of length 1 for cosine; zeros behind each.
    void copy(const sample_rows& x, int64 from, int count, float* to) const {
        const int64 n = x.width();
        for (int64 i = from; i < from + count; ++i, to += pitch()) {
            const float* const a = x.row(i);
            const float* const m = mean_.data();
            if (measure_ == distance::l1)
                std::copy_n(a, n, to);
            else if (measure_ == distance::l2)
                for (int64 d = 0; d < n; ++d) to[d] = a[d] - m[d];
            else
                copy_of_length_1(a, n, to);
            std::fill(to + n, to + pitch(), 0.0f);
        }
    }

    /// The products, or sums of magnitudes, [queries, block_rows] of `queries` of a and `count` of b, both as
    /// `copy` left them. scratch: `product_scratch`.
    void sums(const float* a, int queries, const float* b, int count, float* v, float* scratch) const {
        if (measure_ == distance::l1) return sums_of_differences(a, queries, b, count, v);
        const int width = static_cast<int>(pitch());
        matrix_product<float>{.a = a,
                              .row = width,
                              .step = 1,
                              .b = b,
                              .ldb = width,
                              .c = v,
                              .ldc = block_rows,
                              .rows = queries,
                              .columns = count,
                              .depth = width,
                              .turned = true,
                              .scratch = scratch}
            .run(1);
    }

    /// v of the rows from `number` on, a vector of them, from what `sums` left of them at p.
    [[nodiscard]] simd<float> distances(const float* p, int64 number) const {
        const simd<float> sums = simd<float>::load_unaligned(p);
        if (measure_ == distance::l1) return sums;
        if (measure_ == distance::cosine) return -sums;
        return xsimd::fnma(simd<float>(2.0f), sums, simd<float>::load_unaligned(lengths_.data() + number));
    }

private:
    void find_mean() {
        std::vector<double> sums(mean_.size(), 0.0);
        for (int64 j = 0; j < rows_.count(); ++j)
            for (std::size_t d = 0; d < sums.size(); ++d) sums[d] += double(rows_.row(j)[d]);
        for (std::size_t d = 0; d < sums.size(); ++d)
            if (is_finite(sums[d])) mean_[d] = static_cast<float>(sums[d] / double(rows_.count()));
    }
    static double squared_behind(const float* a, const float* m, int64 n) {
        return detail::sum_in_double(n, [=](int64 d) {
            const float behind = a[d] - m[d];
            return double(behind) * double(behind);
        });
    }
    static void copy_of_length_1(const float* a, int64 n, float* to) {
        const double length = std::sqrt(squared_length(a, n));
        const double scale = length > 0 ? 1 / length : 0;
        for (int64 d = 0; d < n; ++d) to[d] = static_cast<float>(double(a[d]) * scale);
    }

    void sums_of_differences(const float* a, int queries, const float* b, int count, float* v) const {
        int q = 0;
        for (; q + 4 <= queries; q += 4) {
            int j = 0;
            for (; j + 2 <= count; j += 2) tile_of_differences<4, 2>(a, q, b, j, v);
            for (; j < count; ++j) tile_of_differences<4, 1>(a, q, b, j, v);
        }
        for (; q < queries; ++q)
            for (int j = 0; j < count; ++j) tile_of_differences<1, 1>(a, q, b, j, v);
    }
    /// So many queries and rows at once, for as many sums in registers.
    template <int Queries, int Rows>
    void tile_of_differences(const float* a, int q, const float* b, int j, float* v) const {
        const int64 n = pitch();
        simd<float> sums[Queries][Rows];
#pragma GCC unroll 4
        for (int r = 0; r < Queries; ++r)
#pragma GCC unroll 2
            for (int s = 0; s < Rows; ++s) sums[r][s] = simd<float>(0.0f);
        a += q * n, b += j * n;
        for (int64 d = 0; d < n; d += simd_width<float>) {
            simd<float> row[Rows];
#pragma GCC unroll 2
            for (int s = 0; s < Rows; ++s) row[s] = simd<float>::load_unaligned(b + s * n + d);
#pragma GCC unroll 4
            for (int r = 0; r < Queries; ++r) {
                const simd<float> query = simd<float>::load_unaligned(a + r * n + d);
#pragma GCC unroll 2
                for (int s = 0; s < Rows; ++s) sums[r][s] += xsimd::abs(query - row[s]);
            }
        }
        for (int r = 0; r < Queries; ++r)
            for (int s = 0; s < Rows; ++s) v[(q + r) * block_rows + j + s] = sum_of_lanes(sums[r][s]);
    }

    sample_rows rows_;
    distance measure_ = distance::l2;
    std::vector<float> mean_, lengths_;
    double longest_ = 0;
};

}  // namespace strata::inline STRATA_TARGET
