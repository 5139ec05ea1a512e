// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/elementary.hpp>
#include <strata/kernels/recurrent/recurrent_pass.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// `lstm_cell` whose gates see the memory c too, each its own cell's: i and f what it was, o what it has
/// become (Gers, Schmidhuber: "Recurrent nets that time and count", 2000, equations 3 to 5).
///
///     forward     i, f = sigmoid(a_i + p_i c_{t-1}), sigmoid(a_f + p_f c_{t-1})      g = tanh(a_g)
///                 c_t = f c_{t-1} + i g      o = sigmoid(a_o + p_o c_t)      h_t = o tanh(c_t)
///     backward    dh = dy_t + dh_t      da_o = dh tanh(c_t) o (1 - o)
///                 dc = dh o (1 - tanh(c_t)^2) + p_o da_o + dc_t, which is handed to this place
///                 da_i = dc g i (1 - i)    da_f = dc c_{t-1} f (1 - f)    da_g = dc i (1 - g^2)
///                 dc_{t-1} = dc f + p_i da_i + p_f da_f
///                 dp_i, dp_f, dp_o = da_i c_{t-1}, da_f c_{t-1}, da_o c_t
///
///     a_t = x_t w + h_{t-1} u + b: [4H]   parameters of its own: p_i, p_f, p_o side by side: [3H]
struct peephole_lstm_cell {
    static constexpr int blocks_of_x = 4, blocks_of_h = 4, blocks_beside = 0;
    static constexpr bool adds = true, gates_are_h = false, beside = true, carries = true, hands_h_on = false;
    static constexpr int own_count = 1;
    static constexpr int own_blocks[own_count] = {3};

    static constexpr int64 own_elements(int H) { return 3 * int64{H}; }

    template <class T>
    [[gnu::noinline]] static void cells(const place_of_cells<T>& p) {
        const simd<T> zero(T(0));
        const int H = p.H;
        T *const a = p.gates, *const c = p.beside, *const h = p.h;
        const T *const before = p.s_before, *const holes = p.own_parameters[0];
        sweep<T>(H, [=](int64 j, auto lanes) {
            const simd<T> was = before ? lanes.load(before + j) : zero;
            const simd<T> i = logistic<T>(xsimd::fma(lanes.load(holes + j), was, lanes.load(a + j))),
                          f = logistic<T>(xsimd::fma(lanes.load(holes + H + j), was, lanes.load(a + H + j))),
                          g = tanh_function<T>(lanes.load(a + 2 * H + j));
            const simd<T> cell = xsimd::fma(f, was, i * g);
            const simd<T> o =
                logistic<T>(xsimd::fma(lanes.load(holes + 2 * H + j), cell, lanes.load(a + 3 * H + j)));
            lanes.store(a + j, i);
            lanes.store(a + H + j, f);
            lanes.store(a + 2 * H + j, g);
            lanes.store(a + 3 * H + j, o);
            lanes.store(c + j, cell);
            lanes.store(h + j, o * tanh_function<T>(cell));
        });
    }

    /// Leaves in `own` the place's part of the gradients of p_i, p_f and p_o.
    template <class T>
    [[gnu::noinline]] static void cells_gradient(const gradient_of_cells<T>& p) {
        const simd<T> zero(T(0)), one(T(1));
        const int H = p.H;
        const T *const gates = p.gates, *const c = p.beside, *const before = p.s_before,
                       *const holes = p.own_parameters[0];
        T *const da = p.da, *const dc = p.ds, *const own = p.own;
        sweep<T>(H, [=, dy = p.dy, dh = p.dh](int64 j, auto lanes) {
            const simd<T> i = lanes.load(gates + j), f = lanes.load(gates + H + j),
                          g = lanes.load(gates + 2 * H + j), o = lanes.load(gates + 3 * H + j),
                          cell = lanes.load(c + j), was = before ? lanes.load(before + j) : zero;
            const simd<T> y = tanh_function<T>(cell), to_h = lanes.load(dy + j) + lanes.load(dh + j);
            const simd<T> to_o = to_h * y * o * (one - o);
            const simd<T> to_c =
                xsimd::fma(to_h * o, xsimd::fnma(y, y, one),
                           xsimd::fma(lanes.load(holes + 2 * H + j), to_o, lanes.load(dc + j)));
            const simd<T> to_i = to_c * g * i * (one - i), to_f = to_c * was * f * (one - f);
            lanes.store(da + j, to_i);
            lanes.store(da + H + j, to_f);
            lanes.store(da + 2 * H + j, to_c * i * xsimd::fnma(g, g, one));
            lanes.store(da + 3 * H + j, to_o);
            lanes.store(dc + j, xsimd::fma(lanes.load(holes + j), to_i,
                                           xsimd::fma(lanes.load(holes + H + j), to_f, to_c * f)));
            lanes.store(own + j, to_i * was);
            lanes.store(own + H + j, to_f * was);
            lanes.store(own + 2 * H + j, to_o * cell);
        });
    }
};

}  // namespace strata::inline STRATA_TARGET
