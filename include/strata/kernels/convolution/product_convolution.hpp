// SPDX-License-Identifier: MIT
#pragma once
/// A convolution with one tap, stride 1: the same dense layer at every pixel, so that a batch is one product.
///
///     forward     y[p, k] = act(b[k] + sum_c x[p, c] w[c, k] + shortcut[p, k])       p: the pixels of all samples
///     backward    as a dense layer's, for some pixels at a time: their dz stays in the cache
#include <strata/kernels/convolution/convolution_batch.hpp>
#include <strata/kernels/products/dense_pass.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Whether it is one.
constexpr bool is_product(const convolution_extents& e) {
    return e.taps() == 1 && e.y.S == 1 && e.x.S == 1 && e.bare() && e.G == 1;
}

/// Whether parts of the batch have sums of their own for the weights' gradient; those of many weights are
/// shared by all threads.
constexpr bool has_product_slices(const convolution_extents& e) { return e.weights() <= int64{1} << 16; }

/// Pixels whose gradient is taken at a time: their dz stays in the cache, and the weights' gradient is added
/// to seldom.
constexpr int pixels_at_a_time(const convolution_extents& e) {
    const int least = has_product_slices(e) ? 128 : 256, fit = (1 << 15) / std::max(e.C, e.K) / 64 * 64;
    return fit < least ? least : fit;
}
/// Parts of the batch whose weight gradients are summed apart, each by one thread.
constexpr int product_slices(const convolution_extents& e, int n) {
    const int64 fit = int64(n) * e.H() * e.W() / std::max(256, pixels_at_a_time(e)),
                most = has_product_slices(e) ? weight_slices(e) : 1;
    return static_cast<int>(fit < 1 ? 1 : fit < most ? fit : most);
}

/// Elements of scratch for each thread, backward, and for all of them.
template <class T>
constexpr int64 product_backward_scratch(const convolution_extents& e) {
    return dense_scratch<T>(e.C, e.K) + rounded(int64(pixels_at_a_time(e)) * e.K) + slack_elements +
           sums_of_thread<T>(e, e.weights());
}
template <class T>
constexpr int64 product_backward_shared(const convolution_extents& e) {
    const int64 sums = sums_of_slice<T>(e, e.weights()) + long_sums<T>::elements(e.K);
    const int slices = product_slices(e, 1 << 20);
    return slices * sums + (slices == 1 ? 0 : panel_elements<T>(e.K, e.C)) + slack_elements;
}

/// Pixels [first, first + count) as a dense layer.
template <class T>
dense_pass<T> product_of_pixels(const convolution_pass<T>& p, int64 first, int64 count) {
    return {p.e.C, p.e.K,  static_cast<int>(count), p.threads, p.x + first * p.e.C,
            p.w,   p.bias, p.y + first * p.e.K,     p.scratch};
}

/// panels: the weights in panels, or null.
template <class Act, class T>
void product_forward_pass(const convolution_pass<T>& p, const T* panels) {
    dense_pass<T> all = product_of_pixels(p, 0, int64(p.n) * p.e.H() * p.e.W());
    all.prepared = panels;
    all.shortcut = p.shortcut;
    dense_forward<Act>(all);
}

template <class Act, class T>
void product_backward_pass(const convolution_pass<T>& p) {
    const convolution_extents e = p.e;
    const int chunk = pixels_at_a_time(e), slices = product_slices(e, p.n);
    const int64 of_dw = sums_of_slice<T>(e, e.weights()), of_slice = of_dw + long_sums<T>::elements(e.K);
    const bool apart = slices > 1;
    T* const turned_w = apart && p.dx ? p.shared + slices * of_slice : nullptr;
    if (turned_w) pack_panels(p.w, e.K, true, e.K, e.C, turned_w);
    const int64 of_products = dense_scratch<T>(e.C, e.K);
    parallel_for(slices, p.threads, [&](int task, int thread) {
        T* const own = p.shared + task * of_slice;
        // behind all that products take of the scratch
        T* const of_thread = p.scratch + (apart ? thread + 1 : p.threads) * product_backward_scratch<T>(e) -
                             sums_of_thread<T>(e, e.weights());
        long_sums<T> dw = slice_sums(e, own, of_thread, e.weights()), db(own + of_dw, e.K);
        const slice mine = slice_of(int64(p.n) * e.H() * e.W(), slices, task);
        for (int64 first = mine.begin; first < mine.end; first += chunk) {
            dense_pass<T> some =
                product_of_pixels(p, first, mine.end - first < chunk ? mine.end - first : chunk);
            some.threads = apart ? 1 : p.threads;
            some.scratch += thread * product_backward_scratch<T>(e);
            some.dz = some.scratch + (apart ? 1 : p.threads) * of_products;
            some.dy = p.dy + first * e.K;
            some.dx = p.dx ? p.dx + first * e.C : nullptr;
            some.add_dx = p.add_dx;
            some.prepared = turned_w;
            some.dw = p.dw ? dw.some() : nullptr;
            some.db = p.db ? db.some() : nullptr;
            some.add_dw = dw.adds();
            some.next = std::clamp(mine.end - first - chunk, int64{0}, int64(chunk));
            dense_backward<Act>(some);
            const int blocks = (some.n - 1) / (2 * terms_of_block) + 1;
            if (p.dw) dw.block_done(blocks);
            if (p.db) db.block_done(blocks);
        }
        if (p.dw) dw.finish();
        if (p.db) db.finish();
    });
    if (p.dw) join_slices(p.dw, p.shared, e.weights(), of_slice, slices, p.threads);
    if (p.db) join_slices(p.db, p.shared + of_dw, e.K, of_slice, slices, p.threads);
}

}  // namespace strata::inline STRATA_TARGET
