// SPDX-License-Identifier: MIT
#pragma once
/// Matrix product, bias and activation over a batch.
///
///     forward     y[n, o] = act(b[o] + sum_i x[n, i] w[i, o])
///     backward    dz = dy slope(y)    dw[i, o] = sum_n x[n, i] dz[n, o]    db[o] = sum_n dz[n, o]    dx[n, i] = sum_o dz[n, o] w[i, o]
///
///     x: [N, I]   w: [I, O]   b: [O]   y: [N, O]
///
/// w may be O columns of a wider matrix, as the three projections of attention are.
#include <strata/kernels/matrix_product.hpp>
#include <strata/kernels/pointwise.hpp>

namespace strata {

/// One dense layer over a batch.
template <class T>
struct dense_pass {
    int I, O, n, threads;
    const T *x, *w, *bias;  ///< bias may be null
    T* y;

    // backward
    const T* dy = nullptr;
    T *dx = nullptr, *dw = nullptr, *db = nullptr;  ///< null where they are not wanted
    bool add_dx = false;
    T* dz = nullptr;      ///< n O elements and slack; not used without an activation
    T* turned = nullptr;  ///< I O elements and slack: w transposed

    long ldw = O;  ///< from one row of w, and of dw, to the next
};

template <class Act, class T>
void dense_forward(const dense_pass<T>& p) {
    matrix_product<T>{p.x, p.I, 1, p.w, p.ldw, p.y, p.O, p.n, p.O, p.I, p.bias}.run(
        p.threads, [](T* run, int count) { map_run<Act>(run, count); });
}

template <class Act, class T>
void dense_backward(const dense_pass<T>& p) {
    constexpr bool is_dy = std::is_same_v<Act, identity_map>;
    const T* const dz = is_dy ? p.dy : p.dz;
    if (p.db || !is_dy)
        sweep<T>(p.O, [&](long o, auto lanes) {
            simd<T> sum(T(0));
            for (long i = o; i < long(p.n) * p.O; i += p.O) {
                simd<T> g = lanes.load(p.dy + i);
                if constexpr (!is_dy) {
                    g *= Act::slope(lanes.load(p.y + i));
                    lanes.store(p.dz + i, g);
                }
                sum += g;
            }
            if (p.db) lanes.store(p.db + o, sum);
        });
    if (p.dw) matrix_product<T>{p.x, 1, p.I, dz, p.O, p.dw, p.ldw, p.I, p.O, p.n}.run(p.threads);
    if (p.dx) {
        transpose(p.w, p.ldw, p.turned, p.I, p.I, p.O, p.threads);
        matrix_product<T>{dz, p.O, 1, p.turned, p.I, p.dx, p.I, p.n, p.I, p.O, nullptr, p.add_dx}.run(p.threads);
    }
}

}  // namespace strata
