// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/elementary.hpp>
#include <strata/kernels/normalization/place_normalization.hpp>
#include <strata/kernels/recurrent/recurrent_pass.hpp>
#include <strata/kernels/sum_of_samples.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// `lstm_cell` with normalized sums and a normalized memory (Ba, Kiros, Hinton: "Layer normalization", 2016,
/// equations 20 to 22, whose two shifts of the gates are one here).
///
///     forward     i, f, g, o of N(a_t) p + N(m_t) q + b      c_t = f c_{t-1} + i g      h_t = o tanh(N(c_t) r + s)
///                 N(x) = (x - mean x) / sqrt(variance x + 1e-5)
///     backward    dN(x) = d, z = (d - mean d - N(x) mean(d N(x))) / sqrt(variance x + 1e-5) is dx
///
///     a_t = x_t w: [4H]   m_t = h_{t-1} u: [4H]   parameters of its own, in this order: p, q, b: [4H]   r, s: [H]
struct normalized_lstm_cell {
    static constexpr int blocks_of_x = 4, blocks_of_h = 4, blocks_beside = 0;
    static constexpr bool adds = false, gates_are_h = false, beside = true, carries = true,
                          hands_h_on = false;
    static constexpr int own_count = 5;
    static constexpr int own_blocks[own_count] = {4, 4, 4, 1, 1};

    /// Kept for each place: N(a), N(m), room for db, N(c), room for ds, and what a, m and c are divided by.
    static constexpr int64 own_elements(int H) { return 14 * int64{H} + 3; }

    template <class T>
    [[gnu::noinline]] static void cells(const place_of_cells<T>& p) {
        const int64 H = p.H;
        T *const gates = p.gates, *const own = p.own, *const c = p.beside;
        own[14 * H] = normalize(p.gates, 4 * H, own);
        own[14 * H + 1] = normalize(p.product, 4 * H, own + 4 * H);
        sweep<T>(4 * H, [=, w = p.own_parameters](int64 j, auto lanes) {
            const simd<T> of_x = lanes.load(own + j) * lanes.load(w[0] + j),
                          of_h = lanes.load(own + 4 * H + j) * lanes.load(w[1] + j);
            lanes.store(gates + j, of_x + of_h + lanes.load(w[2] + j));
        });
        const T* const before = p.s_before;
        sweep<T>(H, [=](int64 j, auto lanes) {
            const simd<T> i = logistic<T>(lanes.load(gates + j)), f = logistic<T>(lanes.load(gates + H + j)),
                          g = tanh_function<T>(lanes.load(gates + 2 * H + j)),
                          o = logistic<T>(lanes.load(gates + 3 * H + j));
            lanes.store(gates + j, i);
            lanes.store(gates + H + j, f);
            lanes.store(gates + 2 * H + j, g);
            lanes.store(gates + 3 * H + j, o);
            lanes.store(c + j, before ? xsimd::fma(f, lanes.load(before + j), i * g) : simd<T>(i * g));
        });
        own[14 * H + 2] = normalize(c, H, own + 12 * H);
        sweep<T>(H, [=, h = p.h, w = p.own_parameters](int64 j, auto lanes) {
            const simd<T> shown =
                xsimd::fma(lanes.load(own + 12 * H + j), lanes.load(w[3] + j), lanes.load(w[4] + j));
            lanes.store(h + j, lanes.load(gates + 3 * H + j) * tanh_function<T>(shown));
        });
    }

    /// Leaves in `own` the place's part of the gradients of p, q, b, r and s.
    template <class T>
    [[gnu::noinline]] static void cells_gradient(const gradient_of_cells<T>& p) {
        const simd<T> one(T(1));
        const int64 H = p.H;
        const T *const gates = p.gates, *const before = p.s_before;
        T *const own = p.own, *const sums = own + 8 * H, *const ds = p.ds, *const da = p.da;
        sweep<T>(H, [=, w = p.own_parameters, dy = p.dy, dh = p.dh](int64 j, auto lanes) {
            const simd<T> o = lanes.load(gates + 3 * H + j), to_h = lanes.load(dy + j) + lanes.load(dh + j);
            const simd<T> y = tanh_function<T>(
                xsimd::fma(lanes.load(own + 12 * H + j), lanes.load(w[3] + j), lanes.load(w[4] + j)));
            lanes.store(sums + 3 * H + j, to_h * y * o * (one - o));
            lanes.store(own + 13 * H + j, to_h * o * xsimd::fnma(y, y, one));
        });
        // what da holds until a's own gradient is written there: that of c by way of N(c)
        gradient(own + 13 * H, p.own_parameters[3], own + 12 * H, own[14 * H + 2], H, da);
        sweep<T>(H, [=](int64 j, auto lanes) {
            const simd<T> i = lanes.load(gates + j), f = lanes.load(gates + H + j),
                          g = lanes.load(gates + 2 * H + j), to_c = lanes.load(ds + j) + lanes.load(da + j);
            lanes.store(sums + j, to_c * g * i * (one - i));
            lanes.store(sums + H + j, before ? to_c * lanes.load(before + j) * f * (one - f) : simd<T>(T(0)));
            lanes.store(sums + 2 * H + j, to_c * i * xsimd::fnma(g, g, one));
            lanes.store(ds + j, to_c * f);
            lanes.store(own + 12 * H + j, lanes.load(own + 12 * H + j) * lanes.load(own + 13 * H + j));
        });
        gradient(sums, p.own_parameters[0], own, own[14 * H], 4 * H, da);
        gradient(sums, p.own_parameters[1], own + 4 * H, own[14 * H + 1], 4 * H, p.dm);
        sweep<T>(4 * H, [=](int64 j, auto lanes) {
            const simd<T> d = lanes.load(sums + j);
            lanes.store(own + j, lanes.load(own + j) * d);
            lanes.store(own + 4 * H + j, lanes.load(own + 4 * H + j) * d);
        });
    }

private:
    /// to = N(x); returns 1 / sqrt(variance + 1e-5).
    template <class T>
    static T normalize(const T* x, int64 n, T* to) {
        T mean_s[2];
        statistics_of_row(x, n, T(1e-5), mean_s);
        const simd<T> mean(mean_s[0]), s(mean_s[1]);
        sweep<T>(n, [=](int64 j, auto lanes) { lanes.store(to + j, (lanes.load(x + j) - mean) * s); });
        return mean_s[1];
    }
    /// to = dx where dy is the gradient of N(x) w.
    template <class T>
    static void gradient(const T* dy, const T* w, const T* normalized, T s, int64 n, T* to) {
        gradient_of_normalized_row(
            n, s, [=](int64 j, auto lanes) { return simd<T>(lanes.load(dy + j) * lanes.load(w + j)); },
            [=](int64 j, auto lanes) { return lanes.load(normalized + j); },
            [=](int64 j, auto lanes, const simd<T>& dx) { lanes.store(to + j, dx); });
    }
};

}  // namespace strata::inline STRATA_TARGET
