// SPDX-License-Identifier: MIT
#pragma once
/// The plain twins of `recurrent_pass.hpp` over `rnn_cell` and `gru_cell`: the equations, one number at a
/// time. Nothing is kept from forward to backward but h; sequences may end early, and begin where an earlier
/// step has stopped.
#include <algorithm>
#include <cmath>
#include <strata/kernels/recurrent/gru_cell.hpp>
#include <strata/kernels/recurrent/rnn_cell.hpp>
#include <strata/target.hpp>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// h = tanh(a + m), or the rectifier of it.
template <bool Rectified>
struct plain_rnn {
    template <class T>
    static void cells(int H, const T* a, const T* m, const T*, const T*, T* h) {
        for (int j = 0; j < H; ++j) h[j] = Rectified ? std::max(a[j] + m[j], T(0)) : std::tanh(a[j] + m[j]);
    }
    /// g: the gradient of h, which becomes that of h_{t-1} beside m's.
    template <class T>
    static void gradient(int H, const T* a, const T* m, const T*, const T*, T* g, T* da, T* dm) {
        for (int j = 0; j < H; ++j) {
            const T h = Rectified ? std::max(a[j] + m[j], T(0)) : std::tanh(a[j] + m[j]);
            da[j] = dm[j] = g[j] * (Rectified ? T(h > 0) : 1 - h * h);
            g[j] = 0;
        }
    }
};

/// r, z = sigmoid(a + m)    n = tanh(a + r (m + c))    h = (1 - z) n + z h_{t-1}
struct plain_gru {
    template <class T>
    struct gates {
        T r, z, v, n;
        gates(int H, int j, const T* a, const T* m, const T* c)
            : r(1 / (1 + std::exp(-a[j] - m[j]))),
              z(1 / (1 + std::exp(-a[H + j] - m[H + j]))),
              v(m[2 * H + j] + (c ? c[j] : T(0))),
              n(std::tanh(a[2 * H + j] + r * v)) {}
    };
    template <class T>
    static void cells(int H, const T* a, const T* m, const T* c, const T* before, T* h) {
        for (int j = 0; j < H; ++j) {
            const gates<T> p(H, j, a, m, c);
            h[j] = (1 - p.z) * p.n + p.z * before[j];
        }
    }
    template <class T>
    static void gradient(int H, const T* a, const T* m, const T* c, const T* before, T* g, T* da, T* dm) {
        for (int j = 0; j < H; ++j) {
            const gates<T> p(H, j, a, m, c);
            const T dn = g[j] * (1 - p.z) * (1 - p.n * p.n);
            da[j] = dm[j] = dn * p.v * p.r * (1 - p.r);
            da[H + j] = dm[H + j] = g[j] * (before[j] - p.n) * p.z * (1 - p.z);
            da[2 * H + j] = dn;
            dm[2 * H + j] = dn * p.r;
            g[j] *= p.z;
        }
    }
};

/// The sums a = b + x_t w and m = h_{t-1} u of a place, and what h_{t-1} is.
template <class Cell, class T>
struct plain_place {
    std::vector<T> a, m, before;
    plain_place(const recurrent_pass<Cell, T>& p, int n, int t)
        : a(static_cast<std::size_t>(p.A * p.e.H)),
          m(static_cast<std::size_t>(p.M * p.e.H)),
          before(static_cast<std::size_t>(p.e.H)) {
        const int D = p.e.D, H = p.e.H;
        const int64 row = int64(n) * p.e.L + t;
        if (t > 0) std::copy_n(p.h + (row - 1) * H, H, before.data());
        if (t == 0 && p.h_before) std::copy_n(p.h_before + int64(n) * H, H, before.data());
        for (int k = 0; k < p.A * H; ++k) {
            T sum = p.b ? p.b[k] : T(0);
            for (int d = 0; d < D; ++d) sum += p.x[row * D + d] * p.w[d * p.A * H + k];
            a[static_cast<std::size_t>(k)] = sum;
        }
        for (int k = 0; k < p.M * H; ++k)
            for (int j = 0; j < H; ++j)
                m[static_cast<std::size_t>(k)] += before[static_cast<std::size_t>(j)] * p.u[j * p.M * H + k];
    }
};

template <class Plain, class Cell, class T>
void reference_recurrent_forward(const recurrent_pass<Cell, T>& p) {
    const int L = p.e.L, H = p.e.H;
    for (int n = 0; n < p.n; ++n)
        for (int t = 0; t < L; ++t) {
            T* const h = p.h + (int64(n) * L + t) * H;
            std::fill_n(h, H, T(0));
            if (t >= p.length(n)) continue;
            const plain_place<Cell, T> place(p, n, t);
            Plain::cells(H, place.a.data(), place.m.data(), p.bias_of_h, place.before.data(), h);
            if (p.h_after && t + 1 == p.length(n)) std::copy_n(h, H, p.h_after + int64(n) * H);
        }
}

template <class Plain, class Cell, class T>
void reference_recurrent_backward(const recurrent_pass<Cell, T>& p) {
    const int L = p.e.L, D = p.e.D, H = p.e.H, A = p.A * H, M = p.M * H;
    std::fill_n(p.dw, int64(D) * A, T(0));
    std::fill_n(p.du, int64(H) * M, T(0));
    std::fill_n(p.db, A, T(0));
    if (p.dbias_of_h) std::fill_n(p.dbias_of_h, H, T(0));
    if (!p.add_dx) std::fill_n(p.dx, p.rows() * D, T(0));
    std::vector<T> g(static_cast<std::size_t>(H)), da(static_cast<std::size_t>(A)),
        dm(static_cast<std::size_t>(M));
    for (int n = 0; n < p.n; ++n) {
        std::fill(g.begin(), g.end(), T(0));
        for (int t = p.length(n); t-- > 0;) {
            const int64 row = int64(n) * L + t;
            const plain_place<Cell, T> place(p, n, t);
            for (int j = 0; j < H; ++j) g[static_cast<std::size_t>(j)] += p.dy[row * H + j];
            Plain::gradient(H, place.a.data(), place.m.data(), p.bias_of_h, place.before.data(), g.data(),
                            da.data(), dm.data());
            for (int k = 0; k < A; ++k) {
                const T d = da[static_cast<std::size_t>(k)];
                p.db[k] += d;
                for (int i = 0; i < D; ++i) {
                    p.dw[i * A + k] += p.x[row * D + i] * d;
                    p.dx[row * D + i] += d * p.w[i * A + k];
                }
            }
            for (int k = 0; k < M; ++k) {
                const T d = dm[static_cast<std::size_t>(k)];
                if (p.dbias_of_h && k >= M - H) p.dbias_of_h[k - M + H] += d;
                for (int j = 0; j < H; ++j) {
                    p.du[j * M + k] += place.before[static_cast<std::size_t>(j)] * d;
                    g[static_cast<std::size_t>(j)] += d * p.u[j * M + k];
                }
            }
        }
    }
}

}  // namespace strata::inline STRATA_TARGET
