// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/elementary.hpp>
#include <strata/kernels/recurrent/recurrent_pass.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Cells with a gate that resets and one that updates (Cho and others, 2014), the reset after the product, as
/// PyTorch has it.
///
///     forward     r, z = sigmoid of their thirds of a_t + m_t        v = their last of m_t + c
///                 n = tanh(its third of a_t + r v)                   h_t = n + z (h_{t-1} - n)
///     backward    g = dy_t + dh_t      dn = g (1 - z) (1 - n^2)      dv = dn r
///                 dr = dn v r (1 - r)                                dz = g (h_{t-1} - n) z (1 - z)
///                 da_t = dr, dz, dn    dm_t = dr, dz, dv             dh' = g z
///
///     a_t = x_t w + b: [3H]   m_t = h_{t-1} u: [3H]   c: [H]   in the order r, z, n
struct gru_cell {
    static constexpr int blocks_of_x = 3, blocks_of_h = 3, blocks_beside = 1;
    static constexpr bool adds = false, gates_are_h = false, beside = true, carries = false,
                          hands_h_on = true;

    template <class T>
    [[gnu::noinline]] static void cells(const place_of_cells<T>& p) {
        const simd<T> zero(T(0));
        const int H = p.H;
        sweep<T>(H, [=](int64 j, auto lanes) {
            const simd<T> r = logistic<T>(lanes.load(p.gates + j) + lanes.load(p.product + j)),
                          z = logistic<T>(lanes.load(p.gates + H + j) + lanes.load(p.product + H + j));
            const simd<T> product = lanes.load(p.product + 2 * H + j);
            const simd<T> v = p.bias ? product + lanes.load(p.bias + j) : product;
            const simd<T> n = tanh_function<T>(xsimd::fma(r, v, lanes.load(p.gates + 2 * H + j)));
            const simd<T> before = p.h_before ? lanes.load(p.h_before + j) : zero;
            lanes.store(p.gates + j, r);
            lanes.store(p.gates + H + j, z);
            lanes.store(p.gates + 2 * H + j, n);
            lanes.store(p.beside + j, v);
            lanes.store(p.h + j, xsimd::fma(z, before - n, n));
        });
    }
    template <class T>
    [[gnu::noinline]] static void cells_gradient(const gradient_of_cells<T>& p) {
        const simd<T> zero(T(0)), one(T(1));
        const int H = p.H;
        sweep<T>(H, [=](int64 j, auto lanes) {
            const simd<T> r = lanes.load(p.gates + j), z = lanes.load(p.gates + H + j),
                          n = lanes.load(p.gates + 2 * H + j), v = lanes.load(p.beside + j);
            const simd<T> before = p.h_before ? lanes.load(p.h_before + j) : zero;
            const simd<T> to_h = lanes.load(p.dy + j) + lanes.load(p.dh + j);
            const simd<T> to_n = to_h * (one - z) * xsimd::fnma(n, n, one);
            const simd<T> to_r = to_n * v * r * (one - r), to_z = to_h * (before - n) * z * (one - z);
            lanes.store(p.da + j, to_r);
            lanes.store(p.da + H + j, to_z);
            lanes.store(p.da + 2 * H + j, to_n);
            lanes.store(p.dm + j, to_r);
            lanes.store(p.dm + H + j, to_z);
            lanes.store(p.dm + 2 * H + j, to_n * r);
            lanes.store(p.dh + j, to_h * z);
        });
    }
};

}  // namespace strata::inline STRATA_TARGET
