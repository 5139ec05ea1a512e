// SPDX-License-Identifier: MIT
#pragma once
/// Dense products.
///
///     forward     y[n, o] = b[o] + sum_i x[n, i] w[i, o]        x: [N, I]   w: [I, O]   y: [N, O]
///     data        dx[n, i] = sum_o dy[n, o] w[i, o]
///     weights     dw[i, o] = sum_n x[n, i] dy[n, o]
///
/// All three are c[r, j] = sum_d a(r, d) b[d, j], cut into blocks whose operands stay in the cache. Buffers
/// are `slack_elements` longer than their contents: the last vector of a row of b is read whole.
#include <algorithm>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/products/panel_product.hpp>
#include <strata/kernels/products/shallow_product.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Rows and columns of a block at most, and terms of its sums that are taken at once.
inline constexpr int product_rows = 288, product_columns = 128;
constexpr int product_depth(bool rows_side_by_side) { return rows_side_by_side ? 128 : 256; }

/// Whether a block takes its columns of b in panels, or its rows of a side by side, rather than where they
/// lie, with rows of b and terms of a so many elements apart. Those far apart fall together in the cache, and
/// the larger the block, the more often they are read.
template <class T>
constexpr bool product_packs_columns(int rows, int64 apart) {
    return rows * apart >= int64{4096} * tile_columns<T>;
}
template <class T>
constexpr bool product_copies_rows(int columns, int64 apart) {
    return panel_count<T>(columns) * apart > 4096;
}

/// How a sum of so many terms is cut, as `long_sums` has it. One that is no longer than a layer is wide has
/// the portions of the product as blocks, and a single run, which costs nothing.
struct product_sums {
    int block, run;  ///< terms

    constexpr product_sums(int depth, bool rows_side_by_side)
        : block(terms_of_block), run(terms_of_block * blocks_of_run) {
        if (depth > 4 * run) return;
        block = product_depth(rows_side_by_side);
        run *= 4;
    }
};
/// Stands for sums whose length is known when they run alone: enough for all of the scratch.
inline constexpr int any_depth = 1 << 20;

/// Into how many blocks so many rows are cut at least, and how high they are then, in whole tiles.
constexpr int product_blocks(int rows) { return (rows + product_rows - 1) / product_rows; }
constexpr int product_height(int rows, int blocks) {
    return (rows + 2 * tile_rows * blocks - 1) / (2 * tile_rows * blocks) * 2 * tile_rows;
}

/// Elements that a product of so many columns and terms wants for each thread: a block of b in panels, and of
/// a where its rows lie side by side; behind them the sums of a block in double where they are of several
/// runs.
template <class T>
constexpr int64 product_operands(int columns, int depth, bool rows_side_by_side) {
    const int portion = product_depth(rows_side_by_side), terms = depth < portion ? depth : portion;
    return rounded(panel_elements<T>(terms, columns < product_columns ? columns : product_columns) +
                   (rows_side_by_side ? int64(terms) * product_rows : 0));
}
template <class T>
constexpr int64 product_scratch(int columns, int depth, bool rows_side_by_side, int rows = product_rows) {
    const int64 sums = int64{product_height(rows, product_blocks(rows))} *
                       (columns < product_columns ? columns : product_columns);
    return product_operands<T>(columns, depth, rows_side_by_side) +
           (depth > product_sums(depth, rows_side_by_side).run ? room_for_doubles<T>(sums) : 0);
}

/// So many elements from an address on.
template <class T>
struct run_of_memory {
    const T* from;
    int64 elements;
};

/// c [rows, columns] = start + a b, cut into tasks. How it is cut changes no bit: each sum is added in the
/// order of d, in blocks and runs that follow from the depth.
template <class T>
struct matrix_product {
    const T* a;
    int64 row, step;  ///< a(r, d) = a[r row + d step], where one of the two is 1
    const T* b;
    int64 ldb;  ///< from one row to the next, or `in_panels`
    T* c;
    int64 ldc;
    int rows, columns, depth;
    const T* bias = nullptr;  ///< added to every row where it is given
    bool add = false;         ///< adds to c, where there is no bias
    bool turned = false;      ///< b[d, j] = b[j ldb + d] instead of b[d ldb + j]
    T* scratch = nullptr;  ///< `product_scratch` elements for each thread; without it operands are read where
                           ///< they lie, none is `turned`, and sums have one run
    run_of_memory<T> soon{};  ///< what the next product reads, fetched meanwhile

    /// Computes, and hands each finished run of a row to `finish(pointer, columns)` while it is in the cache.
    template <class Finish>
    void run(int threads, Finish&& finish) const {
        if (double(rows) * columns * depth < int64{1} << 19) threads = 1;
        if (is_shallow()) return run_by_rows(threads, finish);
        // blocks of one height, in whole tiles: threads get as much, and none packs its columns for a few
        // rows
        int down = product_blocks(rows), high = product_height(rows, down), wide = product_columns;
        const auto tasks = [&] { return ((rows + high - 1) / high) * ((columns + wide - 1) / wide); };
        while (threads > 1 && wide > tile_columns<T> && tasks() < 4 * threads) wide /= 2;
        while (threads > 1 && high > 48 && tasks() < 2 * threads) high = product_height(rows, down *= 2);
        const int across = (columns + wide - 1) / wide;
        parallel_for(tasks(), threads, [&](int task, int thread) {
            const int top = task / across * high, left = task % across * wide;
            const block here{top, left, rows - top < high ? rows - top : high,
                             columns - left < wide ? columns - left : wide};
            run_block(
                here, fetched_by(here, slice_of(soon.elements, tasks(), task)),
                scratch ? scratch + thread * product_scratch<T>(columns, depth, step != 1, rows) : nullptr);
            for (int r = top; r < top + here.rows; ++r) finish(c + r * ldc + left, here.columns);
        });
    }
    void run(int threads) const {
        run(threads, [](T*, int) {});
    }

private:
    /// Whether c is so much of what is read and written that its rows are better written whole.
    [[nodiscard]] bool is_shallow() const {
        return step != 1 && depth <= most_shallow_terms && columns >= 4 * tile_columns<T> && !turned &&
               ldb != in_panels;
    }
    template <class Finish>
    void run_by_rows(int threads, Finish&& finish) const {
        const int64 high = std::max<int64>(4, (1 << 14) / columns / 4 * 4);
        const int tasks = static_cast<int>((rows + high - 1) / high);
        parallel_for(tasks, threads_for(int64(rows) * columns, threads), [&](int task, int) {
            const int64 top = task * high, count = rows - top < high ? rows - top : high;
            run_shallow(panel_product<T>{a + top, step, b, ldb, c + top * ldc, ldc, static_cast<int>(count),
                                         columns, depth,
                                         add    ? tile_start::output
                                         : bias ? tile_start::bias
                                                : tile_start::zero,
                                         bias});
            for (int64 r = top; r < top + count; ++r) finish(c + r * ldc, columns);
        });
    }

    struct block {
        int top, left, rows, columns;

        [[nodiscard]] int64 groups() const { return (rows + tile_rows - 1) / tile_rows; }
    };

    /// What a block fetches: the rows of a behind its own, the first of the blocks that share them for all;
    /// behind the last rows its part of `soon`.
    [[nodiscard]] run_of_memory<T> fetched_by(const block& at, slice part) const {
        const int64 behind = at.top + at.rows, high = behind + at.rows < rows ? at.rows : rows - behind;
        if (step != 1 || row != depth || high == 0) return {soon.from + part.begin, part.end - part.begin};
        return {a + behind * row, at.left == 0 ? high * row : 0};
    }

    /// The terms [from, from + count) of a block's sums: its rows of a, and its columns of b from row `first`
    /// on.
    struct terms {
        int from, count;
        const T* a;
        int64 lda;
        const T* b;
        int64 ldb;
        int depth_of_b, first;
        const char* soon;
        int64 pace;
        int block;
        tile_start start;
    };

    /// A block, portion after portion of its sums: the operands of one stay in the cache while its panels are
    /// computed, and `next` is fetched.
    void run_block(const block& at, const run_of_memory<T>& next, T* packed) const {
        const int portion = product_depth(step != 1);
        const int64 groups = at.groups() * panel_count<T>(at.columns), size = sizeof(T);
        const int64 pace = depth > 0 ? next.elements * size / (groups * depth) : 0;
        const product_sums sums(depth, step != 1);
        double* const totals =
            packed && depth > sums.run
                ? reinterpret_cast<double*>(packed + product_operands<T>(columns, depth, step != 1))
                : nullptr;
        int from = 0;
        do {
            terms t{from,
                    depth - from < portion ? depth - from : portion,
                    a + at.top * row + from * step,
                    step == 1 ? row : step,
                    b + at.left * (ldb == in_panels ? depth : int64{1}),
                    ldb,
                    depth,
                    from,
                    reinterpret_cast<const char*>(next.from) + from * groups * pace,
                    pace,
                    sums.block,
                    totals && from > 0 && from % sums.run == 0 ? tile_start::zero
                    : from > 0 || add                          ? tile_start::output
                    : bias                                     ? tile_start::bias
                                                               : tile_start::zero};
            if (packed && ldb != in_panels && (turned || product_packs_columns<T>(at.rows, ldb))) {
                pack_panels(turned ? b + at.left * ldb + from : t.b + from * ldb, ldb, turned, t.count,
                            at.columns, packed);
                t.b = packed;
                t.ldb = in_panels;
                t.depth_of_b = t.count;
                t.first = 0;
            }
            if (packed && step != 1 && product_copies_rows<T>(at.columns, step)) {
                T* const copy = packed + panel_elements<T>(t.count, at.columns);
                const int64 lda = whole_vectors<T>(at.rows);
                for (int d = 0; d < t.count; ++d)
                    for (int r = 0; r < at.rows; r += simd_width<T>)
                        simd<T>::load_unaligned(t.a + d * step + r).store_unaligned(copy + d * lda + r);
                t.a = copy;
                t.lda = lda;
            }
            run_portion(at, t);
            from += t.count;
            if (totals && (from % sums.run == 0 || from == depth))
                run_done(at, totals, from <= sums.run, from == depth);
        } while (from < depth);
    }
    /// Adds the runs of a block's sums, which are in c, to those before them, and puts the last sums there.
    void run_done(const block& at, double* totals, bool first, bool last) const {
        for (int r = 0; r < at.rows; ++r, totals += at.columns) {
            T* const of_row = c + (at.top + r) * ldc + at.left;
            for (int j = 0; j < at.columns; ++j) {
                const double sum = static_cast<double>(of_row[j]) + (first ? 0 : totals[j]);
                totals[j] = sum;
                if (last) of_row[j] = static_cast<T>(sum);
            }
        }
    }

    void run_portion(const block& at, const terms& t) const {
        for (int i = 0; i < panel_count<T>(at.columns); ++i) {
            const panel_columns columns_of = panel_at<T>(at.columns, i);
            const panel<T> p(t.b, t.ldb, t.depth_of_b, columns_of);
            const int left = at.left + columns_of.left;
            const panel_product<T> part{t.a,
                                        t.lda,
                                        p.b + t.first * p.ldb,
                                        p.ldb,
                                        c + at.top * ldc + left,
                                        ldc,
                                        at.rows,
                                        columns_of.count,
                                        t.count,
                                        t.start,
                                        bias ? bias + left : nullptr,
                                        t.soon + i * at.groups() * t.count * t.pace,
                                        t.pace,
                                        t.block};
            if (rows == 1 && step == 1 &&
                at.columns - columns_of.left >= panels_across<T> * tile_columns<T>) {
                run_across_panels(part, tile_columns<T> * (t.ldb == in_panels ? int64(t.depth_of_b) : 1));
                i += panels_across<T> - 1;
            } else {
                run_panel(part, step == 1 ? tile_layout::by_row : tile_layout::by_column);
            }
        }
    }
};

/// The plain twin of `matrix_product`: three loops.
template <class T>
void reference_matrix_product(const matrix_product<T>& p) {
    for (int r = 0; r < p.rows; ++r)
        for (int j = 0; j < p.columns; ++j) {
            T sum = p.add ? p.c[r * p.ldc + j] : p.bias ? p.bias[j] : T(0);
            for (int d = 0; d < p.depth; ++d)
                sum += p.a[r * p.row + d * p.step] * (p.turned ? p.b[j * p.ldb + d] : p.b[d * p.ldb + j]);
            p.c[r * p.ldc + j] = sum;
        }
}

}  // namespace strata::inline STRATA_TARGET
