// SPDX-License-Identifier: MIT
#pragma once
/// The plain twins of `attention.hpp`: the equations, one number at a time.
#include <cmath>
#include <limits>
#include <strata/kernels/attention/attention.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

template <class T>
void reference_attention_forward(const attention_pass<T>& a) {
    const int L = a.e.L, M = a.e.M, E = a.e.E();
    for (int task = 0; task < a.n * a.e.H; ++task) {
        const T *q = a.q + a.query(task), *k = a.k + a.key(task), *v = a.v + a.key(task);
        T *p = a.p + int64(task) * L * M, *y = a.y + a.output(task);
        for (int l = 0; l < L; ++l, p += M) {
            T largest = -std::numeric_limits<T>::infinity(), sum = 0;
            for (int m = 0; m < M; ++m) {
                T s = 0;
                for (int i = 0; i < E; ++i) s += q[l * a.ldq + i] * k[m * a.ldk + i];
                p[m] = m < a.seen(l, task) ? s / std::sqrt(T(E)) : -std::numeric_limits<T>::infinity();
                largest = std::max(largest, p[m]);
            }
            for (int m = 0; m < M; ++m) sum += p[m] = std::exp(p[m] - largest);
            for (int m = 0; m < M; ++m) p[m] /= sum;
            for (int i = 0; i < E; ++i) {
                T o = 0;
                for (int m = 0; m < M; ++m) o += p[m] * v[m * a.ldk + i];
                y[int64(l) * a.e.D + i] = o;
            }
        }
    }
}

template <class T>
void reference_attention_backward(const attention_pass<T>& a) {
    const int L = a.e.L, M = a.e.M, E = a.e.E();
    for (int task = 0; task < a.n * a.e.H; ++task) {
        const T *q = a.q + a.query(task), *k = a.k + a.key(task), *v = a.v + a.key(task),
                *p = a.p + int64(task) * L * M;
        const T* dy = a.dy + a.output(task);
        T *dq = a.dq + a.query(task), *dk = a.dk + a.key(task), *dv = a.dv + a.key(task);
        for (int m = 0; m < M; ++m)
            for (int i = 0; i < E; ++i) dk[m * a.ldk + i] = dv[m * a.ldk + i] = T(0);
        for (int l = 0; l < L; ++l, p += M) {
            const auto dp = [&](int m) {
                T sum = 0;
                for (int i = 0; i < E; ++i) sum += dy[int64(l) * a.e.D + i] * v[m * a.ldk + i];
                return sum;
            };
            T dot = 0;
            for (int m = 0; m < M; ++m) dot += dp(m) * p[m];
            for (int i = 0; i < E; ++i) dq[l * a.ldq + i] = T(0);
            for (int m = 0; m < M; ++m) {
                const T ds = p[m] * (dp(m) - dot) / std::sqrt(T(E));
                for (int i = 0; i < E; ++i) {
                    dq[l * a.ldq + i] += ds * k[m * a.ldk + i];
                    dk[m * a.ldk + i] += ds * q[l * a.ldq + i];
                    dv[m * a.ldk + i] += p[m] * dy[int64(l) * a.e.D + i];
                }
            }
        }
    }
}

}  // namespace strata::inline STRATA_TARGET
