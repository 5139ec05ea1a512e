// SPDX-License-Identifier: MIT
#pragma once
/// Winograd's convolution over a batch, and its forward pass.
///
/// Tiles are taken by blocks, across the ends of rows and samples, so that what is between the transforms
/// stays in the cache and each of the 36 products has rows enough to fill its registers. How tiles are
/// grouped changes no bit of y or dx, so that the groups may follow the number of threads.
#include <algorithm>
#include <strata/kernels/convolution/convolution_batch.hpp>
#include <strata/kernels/convolution/winograd.hpp>
#include <strata/kernels/products/panel_product.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Elements of U, and of the transformed sums of its gradient.
constexpr int64 winograd_weights(const winograd_extents& e) { return int64(winograd_places) * e.C * e.K; }

/// Whether U leaves the nearer caches between two products that read the same of it.
constexpr bool winograd_is_wide(const winograd_extents& e) { return winograd_weights(e) > int64{1} << 22; }

/// Tiles in a block.
constexpr int winograd_block(const winograd_extents& e) {
    const int64 fit = (int64{1} << 16) / (winograd_places * (e.C + e.K)) / 12 * 12;
    return winograd_is_wide(e) || fit > 96 ? 96 : fit < 12 ? 12 : static_cast<int>(fit);
}
/// Whole samples in a block.
constexpr int winograd_together(const winograd_extents& e) {
    return winograd_block(e) < e.tiles() ? 1 : winograd_block(e) / e.tiles();
}

template <class T>
constexpr int64 winograd_planes(int64 rows, int64 columns) {
    return winograd_places * winograd_plane<T>(rows, columns) + slack_elements;
}
/// Whether a pass over n samples makes U where it reads it: all tiles are one block.
constexpr bool winograd_goes_by_columns(const winograd_extents& e, int n) {
    return winograd_is_wide(e) && int64(n) * e.tiles() <= winograd_block(e);
}
/// Zeros, V and M of a block; by columns zeros, V, and M and U of a panel.
template <class T>
constexpr int64 winograd_scratch(const winograd_extents& e) {
    const int64 block = winograd_block(e),
                panel = winograd_planes<T>(block, tile_columns<T>) + winograd_planes<T>(e.C, tile_columns<T>);
    return winograd_zeros(e) + winograd_planes<T>(block, e.C) +
           std::max(winograd_planes<T>(block, e.K), winograd_is_wide(e) ? panel : 0);
}

/// Whether Winograd's form serves a convolution better than the definition: the channels fill vectors and pay
/// for the transforms, and the tiles do not stick out of the image by more than they cover.
constexpr bool serves_winograd(const convolution_extents& e) {
    const winograd_extents w = winograd_forward(e);
    return e.y.F == 3 && e.x.F == 3 && e.y.S == 1 && e.x.S == 1 && e.y.D == 1 && e.x.D == 1 && e.G == 1 &&
           e.y.symmetric() && e.x.symmetric() && e.y.before == e.x.before && e.y.before <= 2 && e.C >= 16 &&
           e.K >= 16 && 2 * e.OH() * e.OW() >= 16 * w.tiles();
}

/// For each thread: a block and, with a pooling behind it, z of the samples in it.
template <class T>
constexpr int64 winograd_forward_scratch(const convolution_extents& e, bool pooled) {
    const winograd_extents w = winograd_forward(e);
    return winograd_scratch<T>(w) +
           (pooled ? rounded(winograd_together(w) * w.y_size()) + slack_elements : 0);
}

/// U on several threads.
template <class T>
void transform_weights(const T* w, int rows, int columns, T* u, int threads) {
    const int tasks = (rows + 7) / 8;
    parallel_for(tasks, int64(rows) * columns <= 4096 ? 1 : threads, [&](int task, int) {
        transform_weights(w, columns, rows, columns, 8 * task, 8 * task + 8 < rows ? 8 * task + 8 : rows, u);
    });
}

/// y of a range of tiles from x and U, as `transform_outputs` has it. scratch: `winograd_scratch` elements.
template <class Act, class T>
void winograd_convolve(const winograd_extents& e, const T* x, const T* u, const T* bias, const T* shortcut,
                       T* y, bool add, slice range, T* scratch) {
    const int block = winograd_block(e);
    const int64 from_v = winograd_plane<T>(block, e.C), from_m = winograd_plane<T>(block, e.K),
                from_u = winograd_plane<T>(e.C, e.K);
    const int64 lda = whole_vectors<T>(e.C), ldc = whole_vectors<T>(e.K);
    T *zeros = scratch, *v = zeros + winograd_zeros(e), *m = v + winograd_planes<T>(block, e.C);
    std::fill_n(zeros, winograd_zeros(e), T(0));
    for (int64 t = range.begin; t < range.end; t += block) {
        const tile_run tiles{t, static_cast<int>(range.end - t < block ? range.end - t : block)};
        transform_inputs(e, x, tiles, zeros, v, from_v);
        for (int i = 0; i < winograd_places; ++i)
            run_panels(panel_product<T>{v + i * from_v, lda, u + i * from_u, in_panels, m + i * from_m, ldc,
                                        tiles.count, static_cast<int>(ldc), e.C},
                       tile_layout::by_row);
        transform_outputs<Act>(e, e.K, m, from_m, tiles, bias, shortcut, y, add);
    }
}

/// The same of the first tiles, no more than a block, by all threads: V first, then one panel of columns
/// after the other, so that U is made where it is read, and by one thread alone. u: what is there of U, or
/// null: it is made from w. scratch: for each thread, `of_thread` elements.
template <class Act, class T>
void winograd_convolve_by_columns(const winograd_extents& e, const T* x, const T* w, const T* u,
                                  const T* bias, const T* shortcut, T* y, bool add, int tiles, T* scratch,
                                  int64 of_thread, int threads) {
    const int block = winograd_block(e);
    const int64 from_v = winograd_plane<T>(block, e.C), lda = whole_vectors<T>(e.C);
    T *const zeros = scratch, *const v = zeros + winograd_zeros(e);
    std::fill_n(zeros, winograd_zeros(e), T(0));
    parallel_for(threads, threads, [&](int task, int) {
        const slice mine = slice_of(tiles, threads, task);
        transform_inputs(e, x, {mine.begin, static_cast<int>(mine.end - mine.begin)}, zeros,
                         v + mine.begin * lda, from_v);
    });
    parallel_for(panel_count<T>(e.K), threads, [&](int i, int thread) {
        const panel_columns at = panel_at<T>(e.K, i);
        const int64 from_m = winograd_plane<T>(block, at.count),
                    from_u = winograd_plane<T>(e.C, u ? e.K : at.count);
        T *const m = v + thread * of_thread + winograd_planes<T>(block, e.C), *const own =
                                                                                  m + winograd_planes<T>(
                                                                                          block, at.count);
        const T* const panel = u ? u + int64(at.left) * e.C : own;
        if (!u) transform_weights(w + at.left, e.K, e.C, at.count, 0, e.C, own);
        for (int place = 0; place < winograd_places; ++place)
            run_panel(panel_product<T>{v + place * from_v, lda, panel + place * from_u, at.width,
                                       m + place * from_m, at.width, tiles, static_cast<int>(at.width), e.C},
                      tile_layout::by_row);
        transform_outputs<Act>(e, at.count, m, from_m, {0, tiles}, bias ? bias + at.left : nullptr,
                               shortcut ? shortcut + at.left : nullptr, y + at.left, add);
    });
}

/// Into how many tasks `items` are cut that fit `together` to a task: a multiple of the threads, so that all
/// have as much.
constexpr int balanced_tasks(int64 items, int64 together, int threads) {
    const int64 least = (items + together - 1) / together,
                balanced = (least + threads - 1) / threads * threads;
    return static_cast<int>(balanced < items ? balanced : items);
}
/// The tiles of a task: whole groups of rows of the products, unless each thread has a single task.
constexpr slice tiles_of_task(int64 tiles, int tasks, int task, int threads) {
    const int64 unit = tasks > threads ? 12 : 1;
    const slice units = slice_of((tiles + unit - 1) / unit, tasks, task);
    return {units.begin * unit, units.end * unit < tiles ? units.end * unit : tiles};
}
/// Threads that a pass over so many tiles is worth.
constexpr int winograd_threads(const winograd_extents& e, int64 tiles, int threads) {
    return tiles * e.C * e.K < int64{1} << 15 ? 1 : threads;
}

/// The forward pass with a max pooling behind it: whole samples, or bands of one where there are fewer than
/// threads.
template <class Act, class T>
void winograd_forward_pooled(const convolution_pass<T>& p, const T* u) {
    const winograd_extents e = winograd_forward(p.e);
    const pooling_extents& pool = *p.pool;
    const int together = winograd_together(e);
    const int64 y_row = int64(pool.OW()) * e.K, y_size = pool.OH() * y_row;
    const int threads = winograd_threads(e, int64(p.n) * e.tiles(), p.threads);
    const bool by_bands = p.n < threads && has_bands(pool) && pool.OH() >= threads;
    const int bands = by_bands ? threads : 1,
              tasks = by_bands ? p.n * bands : balanced_tasks(p.n, together, threads);
    parallel_for(tasks, threads, [&](int task, int thread) {
        T* scratch = p.scratch + thread * winograd_forward_scratch<T>(p.e, true);
        T* z = scratch + winograd_scratch<T>(e);
        const slice samples = by_bands ? slice{task / bands, task / bands + 1} : slice_of(p.n, tasks, task);
        const slice rows = by_bands ? slice_of(pool.OH(), bands, task % bands) : slice{0, pool.OH()};
        for (int64 s = samples.begin; s < samples.end; s += together) {
            const int64 count = samples.end - s < together ? samples.end - s : together;
            slice tiles{0, count * e.tiles()};
            const pooling_extents part = by_bands ? rows_of(pool, rows) : pool;
            if (by_bands)
                tiles = {rows.begin * pool.y.S / 4 * e.across(),
                         (rows.begin * pool.y.S + part.y.W + 3) / 4 * e.across()};
            winograd_convolve<Act, T>(e, p.x + s * e.x_size(), u, p.bias, nullptr, z, false, tiles, scratch);
            for (int64 i = 0; i < count; ++i) {
                const int64 to = (s + i) * y_size + rows.begin * y_row;
                max_pool_forward(part, z + i * e.y_size() + rows.begin * pool.y.S * e.OW() * e.K, p.y + to,
                                 p.argmax ? p.argmax + to : static_cast<std::uint8_t*>(nullptr));
            }
        }
    });
}

template <class Act, class T>
void winograd_forward_pass(const convolution_pass<T>& p) {
    const winograd_extents e = winograd_forward(p.e);
    const int64 tiles = int64(p.n) * e.tiles();
    const int threads = winograd_threads(e, tiles, p.threads);
    const T* u = p.prepared;
    if (!p.pool && winograd_goes_by_columns(e, p.n))
        return winograd_convolve_by_columns<Act>(e, p.x, p.w, u, p.bias, p.shortcut, p.y, false,
                                                 static_cast<int>(tiles), p.scratch,
                                                 winograd_forward_scratch<T>(p.e, false), threads);
    if (!u) {
        transform_weights(p.w, e.C, e.K, p.shared, p.threads);
        u = p.shared;
    }
    if (p.pool) return winograd_forward_pooled<Act>(p, u);
    const int tasks = balanced_tasks(tiles, winograd_block(e), threads);
    parallel_for(tasks, threads, [&](int task, int thread) {
        winograd_convolve<Act>(e, p.x, u, p.bias, p.shortcut, p.y, false,
                               tiles_of_task(tiles, tasks, task, threads),
                               p.scratch + thread * winograd_forward_scratch<T>(p.e, false));
    });
}

}  // namespace strata::inline STRATA_TARGET
