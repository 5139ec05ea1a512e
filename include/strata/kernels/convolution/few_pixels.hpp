// SPDX-License-Identifier: MIT
#pragma once
/// Convolution of images of few pixels, tap by tap: each tap is a product over the pixels of all samples that
/// it meets, so that the weights are read once for a batch, and no zero of the padding is multiplied.
///
///     forward     z[n, o, k] = act(b[k] + sum_t sum_c x[n, i(o, t), c] w[t, c, k] + shortcut[n, o, k])
///     data        dx[n, i, c] = sum_t sum_k dz[n, o(i, t), k] w[t, c, k]
///     weights     dw[t, c, k] = sum_n sum_o x[n, i(o, t), c] dz[n, o, k]
///
///     x: [N, H W, C]   w: [taps, C, K]   z, dz: [N, OH OW, K]      i(o, t): the pixel that tap t of output o
///     sees, where it is inside of the image; o(i, t) the other way round
///
/// A task is a panel of columns, or for dw some channels of a tap. Each sum is added tap after tap, in the
/// order of its channels, however many samples there are.
#include <algorithm>
#include <strata/kernels/convolution/convolution_batch.hpp>
#include <strata/kernels/convolution/product_convolution.hpp>
#include <strata/kernels/convolution/winograd_pass.hpp>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/products/dense_pass.hpp>
#include <strata/kernels/products/tile_grid.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Whether a convolution is computed so: its weights do not stay in the nearer caches, and its pixels are too
/// few for Winograd's form, or its samples, which make four times as much of the weights as they read here.
/// A constant of the extents, as all that decides about bits.
constexpr bool has_few_pixels(const convolution_extents& e) {
    const bool is_large = e.C >= 128 && e.K >= 128 && e.weights() >= int64{1} << 17;
    const int pixels = e.OH() * e.OW();
    return e.G == 1 && is_large && !is_product(e) &&
           (serves_winograd(e) ? e.small_batch && pixels <= 64 && e.weights() >= 4096 * pixels
                               : pixels <= 16);
}

namespace detail {

/// Channels of dw that are one task, and terms of its sums that are copied side by side at a time.
inline constexpr int channels_of_task = 48, terms_at_a_time = 4 * terms_of_block;

/// Elements of scratch for each thread.
template <class T>
constexpr int64 few_pixels_scratch(const convolution_extents& e) {
    const int64 panel = int64(e.taps()) * std::max(e.C, e.K) * tile_columns<T>,
                sums = int64{terms_at_a_time} * (channels_of_task + tile_columns<T>)+room_for_doubles<T>(
                                                    int64{channels_of_task} * e.K);
    return rounded(std::max(panel, sums)) + slack_elements;
}

/// Calls `body(pixel of x, pixel of y)` for the pixels of n samples, counted through the batch, that a tap
/// joins.
template <class Body>
void for_pixels_of_tap(const convolution_extents& e, int n, int fy, int fx, Body&& body) {
    for (int64 sample = 0; sample < n; ++sample)
        for (int oy = 0; oy < e.OH(); ++oy) {
            const int iy = e.y.begin(oy) + fy * e.y.D;
            if (iy < 0 || iy >= e.H()) continue;
            for (int ox = 0; ox < e.OW(); ++ox) {
                const int ix = e.x.begin(ox) + fx * e.x.D;
                if (ix < 0 || ix >= e.W()) continue;
                body((sample * e.H() + iy) * e.W() + ix, (sample * e.OH() + oy) * e.OW() + ox);
            }
        }
}

/// Some columns of a product over pixels: c[q, left + j] += sum_d a[p, d] b[d, j], for the pairs of pixels
/// (p, q) that a tap joins.
template <class T>
struct pixel_product {
    const T* a;
    int depth;  ///< channels of a pixel of a
    const T* b;
    int64 width;  ///< from one row of b to the next
    T* c;
    int64 channels;  ///< of a pixel of c
    panel_columns at;

    grid_rows<T> rows{};

    void add_pair(int64 p, int64 q) {
        rows.a[rows.count] = a + p * depth;
        rows.c[rows.count] = c + q * channels;
        if (++rows.count == rows.most) flush();
    }
    /// The pairs that are waiting. A portion of the sums at a time, whose b stays in the nearest cache.
    void flush() {
        if (rows.count == 0) return;
        for (int r = rows.count; r < rows.most && r < rows.count + tile_rows; ++r) {
            rows.a[r] = rows.a[rows.count - 1];
            rows.c[r] = rows.c[rows.count - 1];
        }
        const int vectors = (at.count + simd_width<T> - 1) / simd_width<T>;
        for (int from = 0; from < depth; from += terms_of_window) {
            const tile_segment<T> portion{from, b + from * width, std::min(depth - from, terms_of_window)};
            tile_operands<T> o{};
            o.left = at.left;
            o.segments = &portion;
            o.segments_end = &portion + 1;
            o.step = 1;
            o.ldb = width;
            o.columns = at.count;
            o.block = terms_of_window;
            for (int r = 0; r < rows.count;) {
                o.a = rows.a + r;
                o.c = rows.c + r;
                const int left = rows.count - r;
                if (left == 1)
                    run_tile_of<1>(o, vectors, tile_start::output);
                else if (left == 2)
                    run_tile_of<2>(o, vectors, tile_start::output);
                else if (left <= 4)
                    run_tile_of<4>(o, vectors, tile_start::output);
                else
                    run_tile_of<tile_rows>(o, vectors, tile_start::output);
                r += left <= 4 ? left : tile_rows;
            }
        }
        rows.count = 0;
    }
};

/// Columns `at` of c, which has `pixels` rows of `channels`: the bias, or zero.
template <class T>
void begin_sums(T* c, int64 pixels, int64 channels, const panel_columns& at, const T* bias) {
    for (int64 q = 0; q < pixels; ++q) {
        T* const to = c + q * channels + at.left;
        if (bias)
            std::copy_n(bias + at.left, at.count, to);
        else
            std::fill_n(to, at.count, T(0));
    }
}

/// dx of a batch.
template <class T>
void few_pixels_input_gradient(const convolution_pass<T>& p, const T* dz, int64 scratch_of_thread) {
    const convolution_extents e = p.e;
    parallel_for(panel_count<T>(e.C), p.threads, [&](int i, int thread) {
        const panel_columns at = panel_at<T>(e.C, i);
        T* const turned = p.scratch + thread * scratch_of_thread;
        if (!p.add_dx) begin_sums(p.dx, int64(p.n) * e.H() * e.W(), e.C, at, static_cast<const T*>(nullptr));
        pixel_product<T> product{dz, e.K, turned, at.width, p.dx, e.C, at};
        for (int t = 0; t < e.taps(); ++t) {
            pack_panels(p.w + (int64(t) * e.C + at.left) * e.K, e.K, true, e.K, at.count, turned);
            for_pixels_of_tap(e, p.n, t / e.x.F, t % e.x.F,
                              [&](int64 of_x, int64 of_y) { product.add_pair(of_y, of_x); });
            product.flush();
        }
    });
}

/// Some channels of a tap's dw, from pixels of x and dz whose rows are copied side by side.
template <class T>
class tap_gradient {
public:
    tap_gradient(const convolution_pass<T>& p, const T* dz, int channel, int channels, T* dw, T* scratch)
        : p_(p),
          dz_(dz),
          channel_(channel),
          channels_(channels),
          a_(scratch),
          b_(a_ + terms_at_a_time * channels_of_task),
          dw_(dw, b_ + terms_at_a_time * tile_columns<T>, int64(channels) * p.e.K) {}

    void add_pair(int64 of_x, int64 of_y) {
        of_x_[count_] = of_x;
        of_y_[count_] = of_y;
        if (++count_ == terms_at_a_time) flush();
    }
    void finish() {
        if (count_ > 0) flush();
        dw_.finish();
    }

private:
    void flush() {
        const int K = p_.e.K;
        for (int d = 0; d < count_; ++d)
            std::copy_n(p_.x + of_x_[d] * p_.e.C + channel_, channels_, a_ + d * channels_of_task);
        for (int i = 0; i < panel_count<T>(K); ++i) {
            const panel_columns at = panel_at<T>(K, i);
            for (int d = 0; d < count_; ++d)
                for (int64 j = 0; j < at.width; j += simd_width<T>)
                    simd<T>::load_unaligned(dz_ + of_y_[d] * K + at.left + j)
                        .store_unaligned(b_ + d * at.width + j);
            panel_product<T> product{
                a_, channels_of_task, b_,       at.width, dw_.some() + at.left,
                K,  channels_,        at.count, count_,   dw_.adds() ? tile_start::output : tile_start::zero};
            product.block = terms_of_block;
            run_panel(product, tile_layout::by_column);
        }
        dw_.block_done(terms_at_a_time / terms_of_block);
        count_ = 0;
    }

    const convolution_pass<T>& p_;
    const T* dz_;
    int channel_, channels_;
    T *a_, *b_;
    long_sums<T> dw_;
    int64 of_x_[terms_at_a_time], of_y_[terms_at_a_time];
    int count_ = 0;
};

/// dw of a batch.
template <class T>
void few_pixels_weight_gradient(const convolution_pass<T>& p, const T* dz, int64 scratch_of_thread) {
    const convolution_extents e = p.e;
    const int parts = (e.C + channels_of_task - 1) / channels_of_task;
    parallel_for(e.taps() * parts, p.threads, [&](int task, int thread) {
        const int t = task / parts, channel = task % parts * channels_of_task;
        tap_gradient<T> sums(p, dz, channel, std::min(e.C - channel, channels_of_task),
                             p.dw + (int64(t) * e.C + channel) * e.K, p.scratch + thread * scratch_of_thread);
        for_pixels_of_tap(e, p.n, t / e.x.F, t % e.x.F,
                          [&](int64 of_x, int64 of_y) { sums.add_pair(of_x, of_y); });
        sums.finish();
    });
}

}  // namespace detail

/// scratch_of_thread: elements from one thread's scratch to the next.
template <class Act, class T>
void few_pixels_forward(const convolution_pass<T>& p, int64 scratch_of_thread) {
    const convolution_extents e = p.e;
    T* const z = p.pool ? p.z : p.y;
    const int64 pixels = int64(p.n) * e.OH() * e.OW(), depth = int64(e.taps()) * e.C;
    parallel_for(panel_count<T>(e.K), p.threads, [&](int i, int thread) {
        const panel_columns at = panel_at<T>(e.K, i);
        T* const own = p.scratch + thread * scratch_of_thread;
        if (!p.prepared) pack_panels(p.w + at.left, e.K, false, static_cast<int>(depth), at.count, own);
        const T* const panel = p.prepared ? p.prepared + at.left * depth : own;
        detail::begin_sums(z, pixels, e.K, at, p.bias);
        detail::pixel_product<T> product{p.x, e.C, panel, at.width, z, e.K, at};
        for (int t = 0; t < e.taps(); ++t) {
            product.b = panel + int64(t) * e.C * at.width;
            detail::for_pixels_of_tap(e, p.n, t / e.x.F, t % e.x.F,
                                      [&](int64 of_x, int64 of_y) { product.add_pair(of_x, of_y); });
            product.flush();
        }
        for (int64 q = 0; q < pixels; ++q) {
            const int64 from = q * e.K + at.left;
            map_run_of_sum<Act>(z + from, p.shortcut ? p.shortcut + from : nullptr, at.count);
        }
    });
    if (!p.pool) return;
    const int64 z_size = int64(e.OH()) * e.OW() * e.K, y_size = int64(p.pool->OH()) * p.pool->OW() * e.K;
    parallel_for(p.n, p.threads, [&](int sample, int) {
        max_pool_forward(*p.pool, z + sample * z_size, p.y + sample * y_size,
                         p.argmax ? p.argmax + sample * y_size : static_cast<std::uint8_t*>(nullptr));
    });
}

template <class Act, class T>
void few_pixels_backward(const convolution_pass<T>& p, int64 scratch_of_thread) {
    const framed image = unframed_output(p.e);
    if (p.pool) {
        long_sums<T> db(p.scratch, p.e.K);
        for (int i = 0; i < p.n; ++i)
            gradient_behind_activation<Act>(p, image, i, p.z + i * image.size(), p.db ? &db : nullptr);
        if (p.db) db.finish_in(p.db);
    } else {
        dense_pass<T> all = product_of_pixels(p, 0, int64(p.n) * p.e.OH() * p.e.OW());
        all.dy = p.dy;
        all.db = p.db;
        all.dz = p.z;
        dense_gradient_behind_activation<Act>(all);
    }
    const T* const dz = gradient_is_dy<Act>(p, image) ? p.dy : p.z;
    if (p.dx) detail::few_pixels_input_gradient(p, dz, scratch_of_thread);
    if (p.dw) detail::few_pixels_weight_gradient(p, dz, scratch_of_thread);
}

}  // namespace strata::inline STRATA_TARGET
