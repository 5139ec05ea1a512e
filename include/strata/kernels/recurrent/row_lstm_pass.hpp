// SPDX-License-Identifier: MIT
#pragma once
/// Cells with a memory that go down an image row after row, all pixels of a row at once.
///
///     forward     a_r = x_r + h_{r-1} * u              i, f, o = sigmoid, g = tanh of their quarters of a_r
///                 c_r = f c_{r-1} + i g                h_r = o tanh(c_r)             h_{-1} = c_{-1} = 0
///     backward    da_r: as of `lstm_cell`, from dy_r + dh_r        dh_{r-1} = da_r * u, turned round
///                 dx = da        du = sum over rows and pixels of h_{r-1} and da_r
///
///     x, a: [R, W, 4H]   u: [F, H, 4H], a window of F pixels in the row above   c, h: [R, W, H]
///
/// Channels of x are cut into as many parts as there are colours, and each part is i, f, g, o of as many
/// cells.
#include <algorithm>
#include <cstring>
#include <strata/kernels/recurrent/lstm_cell.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

struct row_lstm_extents {
    int rows, width, H, F, colours;

    [[nodiscard]] constexpr int64 pixels() const { return int64{rows} * width; }
    [[nodiscard]] constexpr int64 patch() const { return int64{F} * H; }
};

/// Elements of scratch for each thread: a row of patches, and what a product of it wants; backward also the
/// gradients of h and c of a row.
template <class T>
constexpr int64 row_lstm_scratch(const row_lstm_extents& e) {
    const int patch = static_cast<int>(e.patch());
    const int64 product = std::max(product_scratch<T>(4 * e.H, patch, false, e.width),
                                   product_scratch<T>(patch, 4 * e.H, false, e.width));
    return rounded(e.width * e.patch() + slack_elements) +
           2 * rounded(int64{e.width} * e.H + slack_elements) + rounded(product + slack_elements);
}
/// Of the product that gives du, for each thread.
template <class T>
constexpr int64 row_lstm_sum_scratch(const row_lstm_extents& e) {
    const int patch = static_cast<int>(e.patch());
    return std::max(product_scratch<T>(4 * e.H, any_depth, true, patch),
                    product_scratch<T>(4 * e.H, any_depth, false, patch));
}

template <class T>
struct row_lstm_pass {
    row_lstm_extents e;
    int n, threads;
    const T *x, *u;
    T* h;
    T *gates, *c;  ///< [N, R, W, 4H] and [N, R, W, H]
    T* scratch;    ///< the larger of both scratches for each thread
    int64 scratch_of_thread;
    // backward
    const T* dy = nullptr;
    T *dx = nullptr, *du = nullptr;  ///< null where they are not wanted
    bool add_dx = false;
    T *da = nullptr, *patches = nullptr;  ///< [N, R, W, 4H] and [N, R, W, F, H]
};

/// What windows in a row of h see from each pixel of it: [W, F, H].
template <class T>
void copy_row_patches(const row_lstm_extents& e, const T* h, T* patches) {
    const auto bytes = static_cast<std::size_t>(e.H) * sizeof(T);
    for (int j = 0; j < e.width; ++j)
        for (int f = 0; f < e.F; ++f, patches += e.H) {
            const int from = j + f - e.F / 2;
            if (from >= 0 && from < e.width)
                std::memcpy(patches, h + int64{from} * e.H, bytes);
            else
                std::memset(patches, 0, bytes);
        }
}
/// The other way: adds each patch where it was seen.
template <class T>
void add_row_patches(const row_lstm_extents& e, const T* patches, T* h) {
    for (int j = 0; j < e.width; ++j)
        for (int f = 0; f < e.F; ++f, patches += e.H)
            if (const int to = j + f - e.F / 2; to >= 0 && to < e.width)
                sweep<T>(e.H, [=, p = patches, q = h + int64{to} * e.H](int64 k, auto lanes) {
                    lanes.store(q + k, lanes.load(q + k) + lanes.load(p + k));
                });
}

template <class T>
void row_lstm_forward(const row_lstm_pass<T>& p) {
    const row_lstm_extents e = p.e;
    const int part = e.H / e.colours;
    const int64 row_of_x = int64{e.width} * 4 * e.H, row_of_h = int64{e.width} * e.H;
    parallel_for(p.n, p.threads, [&](int sample, int thread) {
        T* const patches = p.scratch + thread * p.scratch_of_thread;
        T* const of_product =
            patches + rounded(e.width * e.patch() + slack_elements) + 2 * rounded(row_of_h + slack_elements);
        for (int r = 0; r < e.rows; ++r) {
            const int64 row = int64{sample} * e.rows + r;
            T *const gates = p.gates + row * row_of_x, *const c = p.c + row * row_of_h,
                     *const h = p.h + row * row_of_h;
            std::copy_n(p.x + row * row_of_x, row_of_x, gates);
            if (r > 0) {
                copy_row_patches(e, h - row_of_h, patches);
                matrix_product<T> product{patches, e.patch(), 1,       p.u,     4 * e.H,
                                          gates,   4 * e.H,   e.width, 4 * e.H, static_cast<int>(e.patch())};
                product.add = true;
                product.scratch = of_product;
                product.run(1);
            }
            for (int64 k = 0; k < row_of_h; k += part)
                lstm_cell::cells(place_of_cells<T>{.H = part,
                                                   .gates = gates + 4 * k,
                                                   .product = nullptr,
                                                   .bias = nullptr,
                                                   .beside = c + k,
                                                   .h_before = nullptr,
                                                   .s_before = r > 0 ? c - row_of_h + k : nullptr,
                                                   .h = h + k});
        }
    });
}

template <class T>
void row_lstm_backward(const row_lstm_pass<T>& p) {
    const row_lstm_extents e = p.e;
    const int part = e.H / e.colours, patch = static_cast<int>(e.patch());
    const int64 row_of_x = int64{e.width} * 4 * e.H, row_of_h = int64{e.width} * e.H;
    parallel_for(p.n, p.threads, [&](int sample, int thread) {
        T* const patches = p.scratch + thread * p.scratch_of_thread;
        T* const dh = patches + rounded(e.width * e.patch() + slack_elements);
        T* const dc = dh + rounded(row_of_h + slack_elements);
        T* const of_product = dc + rounded(row_of_h + slack_elements);
        std::fill_n(dh, row_of_h, T(0));
        std::fill_n(dc, row_of_h, T(0));
        for (int r = e.rows; r-- > 0;) {
            const int64 row = int64{sample} * e.rows + r;
            const T *const gates = p.gates + row * row_of_x, *const c = p.c + row * row_of_h,
                           *const h = p.h + row * row_of_h;
            T* const da = p.da + row * row_of_x;
            for (int64 k = 0; k < row_of_h; k += part)
                lstm_cell::cells_gradient(gradient_of_cells<T>{.H = part,
                                                               .gates = gates + 4 * k,
                                                               .beside = c + k,
                                                               .h_before = nullptr,
                                                               .s_before = r > 0 ? c - row_of_h + k : nullptr,
                                                               .h = h + k,
                                                               .dy = p.dy + row * row_of_h + k,
                                                               .dh = dh + k,
                                                               .ds = dc + k,
                                                               .da = da + 4 * k,
                                                               .dm = nullptr});
            T* const seen = p.patches + row * e.width * e.patch();
            if (r == 0) {
                std::fill_n(seen, e.width * e.patch(), T(0));
                break;
            }
            copy_row_patches(e, h - row_of_h, seen);
            matrix_product<T> product{da, 4 * e.H, 1, p.u, 4 * e.H, patches, patch, e.width, patch, 4 * e.H};
            product.turned = true;
            product.scratch = of_product;
            product.run(1);
            std::fill_n(dh, row_of_h, T(0));
            add_row_patches(e, static_cast<const T*>(patches), dh);
        }
    });
    if (p.dx)
        parallel_sweep<T>(p.n * e.rows * row_of_x, p.threads, [&](int64 i, auto lanes) {
            store_or_add(lanes, p.dx + i, lanes.load(p.da + i), p.add_dx);
        });
    if (p.du) {
        matrix_product<T> du{p.patches, 1,       patch, p.da,    4 * e.H,
                             p.du,      4 * e.H, patch, 4 * e.H, static_cast<int>(p.n * e.pixels())};
        du.scratch = p.scratch;
        du.run(p.threads);
    }
}

}  // namespace strata::inline STRATA_TARGET
