// SPDX-License-Identifier: MIT
#pragma once
/// A convolution with one tap, stride 1: the same dense layer at every pixel, so that a batch is one product.
///
///     forward     y[p, k] = act(b[k] + sum_c x[p, c] w[c, k] + shortcut[p, k])       p: the pixels of all samples
///     backward    as a dense layer's, for some samples at a time: their dz stays in the cache
#include <strata/kernels/convolution_batch.hpp>
#include <strata/kernels/dense_pass.hpp>

namespace strata {

/// Whether that serves it better than its pixels by blocks: few filters leave a product's panels empty.
constexpr bool is_product(const convolution_extents& e) { return e.F == 1 && e.S == 1 && e.P == 0 && e.G == 1 && e.C >= 16 && e.K >= 16; }

/// Samples whose gradient is taken at a time.
constexpr int product_chunk(const convolution_extents& e) {
    const long fit = (1L << 17) / (long(e.H) * e.W * e.K);
    return fit < 1 ? 1 : static_cast<int>(fit);
}

/// Elements of scratch for each thread, and backward for all of them.
template <class T>
constexpr long product_convolution_scratch(const convolution_extents& e) {
    return dense_scratch<T>(e.C, e.K);
}
constexpr long product_convolution_shared(const convolution_extents& e) {
    return product_chunk(e) * long(e.H) * e.W * e.K + slack_elements;
}

/// Samples [first, first + count) as a dense layer over their pixels.
template <class T>
dense_pass<T> product_of_samples(const convolution_pass<T>& p, int first, int count) {
    const long pixels = long(p.e.H) * p.e.W;
    return {p.e.C, p.e.K, static_cast<int>(count * pixels), p.threads, p.x + first * pixels * p.e.C, p.w, p.bias, p.y + first * pixels * p.e.K, p.scratch};
}

/// panels: the weights in panels, or null.
template <class Act, class T>
void product_forward_pass(const convolution_pass<T>& p, const T* panels) {
    dense_pass<T> all = product_of_samples(p, 0, p.n);
    all.prepared = panels;
    all.shortcut = p.shortcut;
    dense_forward<Act>(all);
}

template <class Act, class T>
void product_backward_pass(const convolution_pass<T>& p) {
    const int chunk = product_chunk(p.e);
    const long pixels = long(p.e.H) * p.e.W;
    for (int first = 0; first < p.n; first += chunk) {
        dense_pass<T> some = product_of_samples(p, first, p.n - first < chunk ? p.n - first : chunk);
        some.dy = p.dy + first * pixels * p.e.K;
        some.dx = p.dx ? p.dx + first * pixels * p.e.C : nullptr;
        some.add_dx = p.add_dx;
        some.dw = p.dw;
        some.db = p.db;
        some.add_dw = first > 0;
        some.dz = p.shared;
        dense_backward<Act>(some);
    }
}

}  // namespace strata
