// SPDX-License-Identifier: MIT
#pragma once
/// The plain twins of `recurrent_pass.hpp` over `lstm_cell`: the equations, one number at a time.
#include <cmath>
#include <strata/kernels/recurrent/lstm_cell.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

template <class T>
void reference_lstm_forward(const recurrent_pass<lstm_cell, T>& p) {
    const int L = p.e.L, D = p.e.D, H = p.e.H;
    const auto sigmoid_of = [](T a) { return T(1) / (T(1) + std::exp(-a)); };
    for (int n = 0; n < p.n; ++n)
        for (int t = 0; t < L; ++t) {
            const int64 row = int64(n) * L + t;
            T *gates = p.kept + row * 4 * H, *c = p.beside() + row * H, *h = p.h + row * H;
            for (int k = 0; k < 4 * H; ++k) {
                T a = p.b ? p.b[k] : T(0);
                for (int d = 0; d < D; ++d) a += p.x[row * D + d] * p.w[d * 4 * H + k];
                for (int j = 0; t > 0 && j < H; ++j) a += h[j - H] * p.u[j * 4 * H + k];
                gates[k] = k / H == 2 ? std::tanh(a) : sigmoid_of(a);
            }
            for (int j = 0; j < H; ++j) {
                const T i = gates[j], f = gates[H + j], g = gates[2 * H + j], o = gates[3 * H + j];
                c[j] = f * (t > 0 ? c[j - H] : T(0)) + i * g;
                h[j] = o * std::tanh(c[j]);
            }
        }
}

template <class T>
void reference_lstm_backward(const recurrent_pass<lstm_cell, T>& p) {
    const int L = p.e.L, D = p.e.D, H = p.e.H;
    std::fill_n(p.dw, int64(D) * 4 * H, T(0));
    std::fill_n(p.du, int64(H) * 4 * H, T(0));
    std::fill_n(p.db, int64{4} * H, T(0));
    for (int n = 0; n < p.n; ++n) {
        T *dh = p.dh() + int64(n) * H, *dc = p.ds() + int64(n) * H;
        std::fill_n(dh, H, T(0));
        std::fill_n(dc, H, T(0));
        for (int t = L; t-- > 0;) {
            const int64 row = int64(n) * L + t;
            const T *gates = p.kept + row * 4 * H, *c = p.beside() + row * H, *h = p.h + row * H;
            T* da = p.gradients + row * 4 * H;
            for (int j = 0; j < H; ++j) {
                const T i = gates[j], f = gates[H + j], g = gates[2 * H + j], o = gates[3 * H + j];
                const T y = std::tanh(c[j]), to_h = p.dy[row * H + j] + dh[j],
                        to_c = dc[j] + to_h * o * (T(1) - y * y);
                da[j] = to_c * g * i * (T(1) - i);
                da[H + j] = to_c * (t > 0 ? c[j - H] : T(0)) * f * (T(1) - f);
                da[2 * H + j] = to_c * i * (T(1) - g * g);
                da[3 * H + j] = to_h * y * o * (T(1) - o);
                dc[j] = to_c * f;
            }
            for (int j = 0; j < H; ++j) {
                dh[j] = T(0);
                for (int k = 0; k < 4 * H; ++k) dh[j] += da[k] * p.u[j * 4 * H + k];
            }
            for (int d = 0; d < D; ++d) {
                T dx = p.add_dx ? p.dx[row * D + d] : T(0);
                for (int k = 0; k < 4 * H; ++k) dx += da[k] * p.w[d * 4 * H + k];
                p.dx[row * D + d] = dx;
            }
            for (int k = 0; k < 4 * H; ++k) {
                p.db[k] += da[k];
                for (int d = 0; d < D; ++d) p.dw[d * 4 * H + k] += p.x[row * D + d] * da[k];
                for (int j = 0; t > 0 && j < H; ++j) p.du[j * 4 * H + k] += h[j - H] * da[k];
            }
        }
    }
}

}  // namespace strata::inline STRATA_TARGET
