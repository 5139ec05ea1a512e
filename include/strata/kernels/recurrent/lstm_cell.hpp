// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/elementary.hpp>
#include <strata/kernels/recurrent/recurrent_pass.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Gated cells with a memory c (Hochreiter and Schmidhuber, 1997; the gate f: Gers, Schmidhuber, Cummins,
/// 2000), which is the second state, s of the pass.
///
///     forward     a_t = x_t w + h_{t-1} u + b        i, f, o = sigmoid of their quarters of a_t    g = tanh of its own
///                 c_t = f c_{t-1} + i g    h_t = o tanh(c_t)
///     backward    dh = dy_t + dh_t                   dc_t = dh o (1 - tanh(c_t)^2) + f_{t+1} dc_{t+1}
///                 da_t = dc_t g i (1 - i), dc_t c_{t-1} f (1 - f), dc_t i (1 - g^2), dh tanh(c_t) o (1 - o)
///
///     w: [D, 4H]   u: [H, 4H]   b: [4H]   in the order i, f, g, o
struct lstm_cell {
    static constexpr int blocks_of_x = 4, blocks_of_h = 4, blocks_beside = 0;
    static constexpr bool adds = true, gates_are_h = false, beside = true, carries = true, hands_h_on = false;

    template <class T>
    [[gnu::noinline]] static void cells(const place_of_cells<T>& p) {
        const int H = p.H;
        T *const a = p.gates, *const c = p.beside, *const h = p.h;
        const T* const before = p.s_before;
        sweep<T>(H, [=](int64 j, auto lanes) {
            const simd<T> i = logistic(lanes.load(a + j)), f = logistic(lanes.load(a + H + j)),
                          g = tanh_function<T>(lanes.load(a + 2 * H + j)),
                          o = logistic(lanes.load(a + 3 * H + j));
            const simd<T> cell = before ? xsimd::fma(f, lanes.load(before + j), i * g) : i * g;
            lanes.store(a + j, i);
            lanes.store(a + H + j, f);
            lanes.store(a + 2 * H + j, g);
            lanes.store(a + 3 * H + j, o);
            lanes.store(c + j, cell);
            lanes.store(h + j, o * tanh_function<T>(cell));
        });
    }
    template <class T>
    [[gnu::noinline]] static void cells_gradient(const gradient_of_cells<T>& p) {
        const simd<T> one(T(1));
        const int H = p.H;
        const T *const gates = p.gates, *const c = p.beside, *const before = p.s_before;
        T *const da = p.da, *const dc = p.ds;
        sweep<T>(H, [=, dy = p.dy, dh = p.dh](int64 j, auto lanes) {
            const simd<T> i = lanes.load(gates + j), f = lanes.load(gates + H + j),
                          g = lanes.load(gates + 2 * H + j), o = lanes.load(gates + 3 * H + j);
            const simd<T> y = tanh_function<T>(lanes.load(c + j)),
                          to_h = lanes.load(dy + j) + lanes.load(dh + j);
            const simd<T> to_c = xsimd::fma(to_h * o, xsimd::fnma(y, y, one), lanes.load(dc + j));
            lanes.store(da + j, to_c * g * i * (one - i));
            lanes.store(da + H + j, before ? to_c * lanes.load(before + j) * f * (one - f) : simd<T>(T(0)));
            lanes.store(da + 2 * H + j, to_c * i * xsimd::fnma(g, g, one));
            lanes.store(da + 3 * H + j, to_h * y * o * (one - o));
            lanes.store(dc + j, to_c * f);
        });
    }
};

}  // namespace strata::inline STRATA_TARGET
