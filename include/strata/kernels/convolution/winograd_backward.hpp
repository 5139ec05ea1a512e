// SPDX-License-Identifier: MIT
#pragma once
/// The backward pass of Winograd's convolution over a batch.
///
/// The gradient of the weights is summed chunk by chunk of the batch. Unless the weights are many, fixed
/// slices of the batch have sums of their own, so that a thread takes a slice through all of it, in its own
/// caches; otherwise all threads share a chunk, and each of the 36 products is one thread's. Slices and
/// chunks are as long as the sizes alone have it.
#include <algorithm>
#include <strata/kernels/convolution/weight_slices.hpp>
#include <strata/kernels/convolution/winograd_pass.hpp>
#include <strata/kernels/products/transpose.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Slices of the batch whose gradients of the weights are summed apart.
constexpr int winograd_slices(const winograd_extents& e) {
    return winograd_weights(e) <= int64{1} << 18 ? 4 : winograd_weights(e) <= int64{1} << 20 ? 2 : 1;
}

/// Samples in a chunk of the weights' gradient; at least two where the sums leave the cache between chunks,
/// and many where threads share a chunk and its sums.
constexpr int winograd_chunk(const winograd_extents& e) {
    const bool shared = winograd_slices(e) == 1 && !winograd_is_wide(e);
    const int64 fit = (int64{1} << 17) / (winograd_places * (e.C + e.K)), enough = shared ? 256 : 64,
                tiles = fit < enough ? enough : fit;
    const int least = winograd_weights(e) <= int64{1} << 18 ? 1 : 2;
    return tiles < least * e.tiles() ? least : static_cast<int>(tiles / e.tiles());
}

/// Whether dx of n samples is made by columns: they are one chunk, so that no U is made twice.
constexpr bool winograd_dx_by_columns(const convolution_extents& e, int n) {
    return winograd_goes_by_columns(winograd_gradient(e), n) && n <= winograd_chunk(winograd_forward(e));
}

/// Tiles whose transformed products are summed before dw is made of them, which is then summed in double.
inline constexpr int tiles_of_run = 2 * terms_of_block * blocks_of_run;

/// The turned weights and their transform; for each slice its transformed sums, its dw and its db; for each
/// that is worked on at a time V and A dz A^T of a chunk, its dz, and the sums for db of its samples.
template <class T>
struct winograd_backward_layout {
    int64 turned, u, slices, sums, dw, totals, db, slice, chunks, v, m, dz, sample_db, chunk, end;

    explicit constexpr winograd_backward_layout(const convolution_extents& e)
        : turned(0),
          u(turned + rounded(e.weights()) + slack_elements),
          slices(u + winograd_planes<T>(e.K, e.C)),
          sums(0),
          dw(sums + winograd_planes<T>(e.C, e.K)),
          totals(dw + (winograd_slices(winograd_forward(e)) > 1 ? rounded(e.weights()) + slack_elements : 0)),
          db(totals + room_for_doubles<T>(e.weights())),
          slice(db + long_sums<T>::elements(e.K) + slack_elements),
          chunks(slices + winograd_slices(winograd_forward(e)) * slice),
          v(0),
          m(v + winograd_planes<T>(tiles(e), e.C)),
          dz(m + winograd_planes<T>(tiles(e), e.K)),
          sample_db(dz + rounded(samples(e) * winograd_forward(e).y_size()) + slack_elements),
          chunk(sample_db + samples(e) * long_sums<T>::elements(e.K) + slack_elements),
          end(chunks + winograd_slices(winograd_forward(e)) * chunk) {}

    static constexpr int64 samples(const convolution_extents& e) {
        return winograd_chunk(winograd_forward(e));
    }
    static constexpr int64 tiles(const convolution_extents& e) {
        return samples(e) * winograd_forward(e).tiles();
    }
};

template <class T>
constexpr int64 winograd_backward_scratch(const convolution_extents& e) {
    return std::max(winograd_zeros(winograd_forward(e)), winograd_scratch<T>(winograd_gradient(e)));
}

/// The sums of a slice of the batch.
template <class T>
struct winograd_slice_sums {
    T* transformed;       ///< 36 products over some tiles
    int64 tiles = 0;      ///< how many
    long_sums<T> dw, db;  ///< those before them
};

/// Some samples of a slice of the batch, and who works on them.
template <class T>
struct winograd_chunk_task {
    slice samples;
    winograd_slice_sums<T>* sums;  ///< of the slice
    T* memory;                     ///< of a chunk
    T* scratch;                    ///< for each thread
    int threads;
};

/// What has been summed of the transformed products is added to the slice's dw, as so many blocks.
template <class T>
void winograd_run_done(const convolution_extents& e, winograd_slice_sums<T>& sums, int threads, int blocks) {
    parallel_for((e.C + 7) / 8, threads, [&](int task, int) {
        const int first = 8 * task, last = first + 8 < e.C ? first + 8 : e.C;
        transform_weight_gradient(sums.transformed, e.C, e.K, first, last, sums.dw.some());
    });
    sums.tiles = 0;
    sums.dw.block_done(blocks);
}

/// dx of a chunk, and its part of the slice's sums for dw and db.
template <class Act, class T>
void winograd_backward_chunk(const convolution_pass<T>& p, const winograd_chunk_task<T>& task) {
    const winograd_extents e = winograd_forward(p.e), g = winograd_gradient(p.e);
    const winograd_backward_layout<T> at(p.e);
    T *v = task.memory + at.v, *m = task.memory + at.m, *own_dz = task.memory + at.dz;
    const int begin = static_cast<int>(task.samples.begin),
              count = static_cast<int>(task.samples.end) - begin;
    const T* dz = p.dy + begin * e.y_size();
    if (p.db || p.pool || !std::is_same_v<Act, identity_map>) {
        const auto of_sample = [&](int i) {
            return long_sums<T>(task.memory + at.sample_db + i * long_sums<T>::elements(e.K), e.K);
        };
        parallel_for(count, task.threads, [&](int i, int) {
            long_sums<T> db = of_sample(i);
            gradient_behind_activation<Act>(p, unframed_output(p.e), begin + i, own_dz + i * e.y_size(),
                                            p.db ? &db : nullptr);
            if (p.db) db.finish();
        });
        dz = own_dz;
        for (int i = 0; p.db && i < count; ++i) {
            const T* const from = of_sample(i).some();
            sweep<T>(e.K, [&](int64 k, auto lanes) { task.sums->db.add(k, lanes, lanes.load(from + k)); });
            task.sums->db.block_done();
        }
    }
    const int64 tiles = int64(count) * e.tiles(), dx_tiles = int64(count) * g.tiles();
    const int64 from_v = winograd_plane<T>(at.tiles(p.e), e.C),
                from_m = winograd_plane<T>(at.tiles(p.e), e.K);
    const int64 row_v = whole_vectors<T>(e.C), row_m = whole_vectors<T>(e.K);
    const int threads = winograd_threads(e, tiles, task.threads),
              tasks = balanced_tasks(tiles, winograd_block(g), threads);
    const bool by_columns = winograd_dx_by_columns(p.e, p.n);
    T* const dx = p.dx ? p.dx + begin * e.x_size() : nullptr;
    if (dx && by_columns)
        winograd_convolve_by_columns<identity_map, T>(g, dz, p.shared + at.turned, nullptr, nullptr, nullptr,
                                                      dx, p.add_dx, static_cast<int>(dx_tiles), task.scratch,
                                                      winograd_backward_scratch<T>(p.e), threads);
    parallel_for(tasks, threads, [&](int part, int thread) {
        T* scratch = task.scratch + thread * winograd_backward_scratch<T>(p.e);
        if (dx && !by_columns)
            winograd_convolve<identity_map, T>(g, dz, p.shared + at.u, nullptr, nullptr, dx, p.add_dx,
                                               tiles_of_task(dx_tiles, tasks, part, threads), scratch);
        if (!p.dw) return;
        const slice mine = tiles_of_task(tiles, tasks, part, threads);
        const tile_run range{mine.begin, static_cast<int>(mine.end - mine.begin)};
        std::fill_n(scratch, winograd_zeros(e), T(0));
        transform_inputs(e, p.x + begin * e.x_size(), range, scratch, v + mine.begin * row_v, from_v);
        transform_output_gradients(e, dz, range, m, from_m, tiles);
    });
    if (!p.dw) return;
    winograd_slice_sums<T>& sums = *task.sums;
    for (int64 from = 0; from < tiles;) {
        if (sums.tiles == tiles_of_run) winograd_run_done(p.e, sums, threads, blocks_of_run);
        const int some = static_cast<int>(std::min(tiles - from, tiles_of_run - sums.tiles));
        parallel_for(winograd_places, threads, [&](int i, int) {
            panel_product<T> product{v + i * from_v + from * row_v,
                                     row_v,
                                     m + i * from_m,
                                     in_panels,
                                     sums.transformed + i * winograd_plane<T>(e.C, e.K),
                                     row_m,
                                     e.C,
                                     static_cast<int>(row_m),
                                     some,
                                     sums.tiles > 0 ? tile_start::output : tile_start::zero};
            product.block = terms_of_block;
            run_panels(product, tile_layout::by_column, static_cast<int>(tiles), static_cast<int>(from));
        });
        from += some;
        sums.tiles += some;
    }
}

template <class Act, class T>
void winograd_backward_pass(const convolution_pass<T>& p) {
    const winograd_extents e = winograd_forward(p.e);
    const winograd_backward_layout<T> at(p.e);
    T *turned = p.shared + at.turned, *sums = p.shared + at.slices;
    if (p.dx) {
        const int64 tap = int64(e.C) * e.K;
        parallel_for(9, tap < 4096 ? 1 : p.threads, [&](int i, int) {
            transpose(p.w + i * tap, e.K, turned + (8 - i) * tap, e.C, e.C, e.K);
        });
        if (!winograd_dx_by_columns(p.e, p.n))
            transform_weights(turned, e.K, e.C, p.shared + at.u, p.threads);
    }
    const int slices = std::min(p.n, winograd_slices(e)),
              threads = winograd_threads(e, int64(p.n) * e.tiles(), p.threads);
    const bool apart = slices % threads == 0;  // each slice is one thread's
    parallel_for(slices, apart ? threads : 1, [&](int s, int thread) {
        const slice mine = slice_of(p.n, slices, s);
        const int samples = static_cast<int>(mine.end - mine.begin), most = winograd_chunk(e),
                  chunks = (samples + most - 1) / most;
        T* const own = sums + s * at.slice;
        T* const own_dw = slices > 1 ? own + at.dw : p.dw;
        winograd_slice_sums<T> of_slice{
            own + at.sums, 0, {own_dw, own + at.totals, p.e.weights()}, {own + at.db, e.K}};
        for (int i = 0; i < chunks; ++i) {
            const slice part = slice_of(samples, chunks, i);
            winograd_backward_chunk<Act>(p, {{mine.begin + part.begin, mine.begin + part.end},
                                             &of_slice,
                                             p.shared + at.chunks + thread * at.chunk,
                                             p.scratch + thread * winograd_backward_scratch<T>(p.e),
                                             apart ? 1 : threads});
        }
        if (p.db) of_slice.db.finish();
        if (!p.dw) return;
        winograd_run_done(p.e, of_slice, apart ? 1 : threads, 1);
        of_slice.dw.finish();
    });
    if (p.db) join_slices(p.db, sums + at.db, e.K, at.slice, slices, p.threads);
    if (p.dw && slices > 1) join_slices(p.dw, sums + at.dw, p.e.weights(), at.slice, slices, p.threads);
}

}  // namespace strata::inline STRATA_TARGET
