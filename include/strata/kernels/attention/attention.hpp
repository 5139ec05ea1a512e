// SPDX-License-Identifier: MIT
#pragma once
/// Scaled dot-product attention with several heads (Vaswani and others, 2017, equation 1 and section 3.2.2).
///
///     forward     s = q k^T / sqrt(E)    p = softmax(s) over the keys    y = p v                 for each sample and head
///     backward    dp = dy v^T    ds = p (dp - sum_m dp p)    dq = ds k / sqrt(E)    dk = ds^T q / sqrt(E)    dv = p^T dy
///
///     q, y: [N, L, H E]   k, v: [N, M, H E]   p, s: [N, H, L, M]   E = D / H features a head
///
/// Causal: place l sees the keys 0 to l alone. Where L is M, a sample may have fewer places: those after its
/// last are not read, and what belongs to them is zero. Samples and heads are the tasks; each computes its
/// products on one thread.
#include <algorithm>
#include <cmath>
#include <strata/kernels/products/matrix_product.hpp>
#include <strata/kernels/softmax.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

struct attention_extents {
    int L, M, D, H;
    bool causal;

    [[nodiscard]] constexpr int E() const { return D / H; }
    /// Elements of p for one sample.
    [[nodiscard]] constexpr int64 weights() const { return int64(H) * L * M; }
};

template <class T>
struct attention_pass {
    attention_extents e;
    int n, threads;
    const T *q, *k, *v;
    int64 ldq, ldk;  ///< from one row of q, and of k and v, to the next; as long in dq, dk and dv
    T* p;            ///< null in inference: each head's lie in the scratch
    T *y, *scratch;

    const T* dy = nullptr;
    T *dq = nullptr, *dk = nullptr, *dv = nullptr;
    const T* lengths = nullptr;  ///< [N]: places of each sample, 1 to L, where L is M; null: all

    /// Where the rows of one sample's head begin.
    [[nodiscard]] int64 query(int task) const { return int64(task / e.H) * e.L * ldq + task % e.H * e.E(); }
    [[nodiscard]] int64 key(int task) const { return int64(task / e.H) * e.M * ldk + task % e.H * e.E(); }
    [[nodiscard]] int64 output(int task) const { return int64(task / e.H) * e.L * e.D + task % e.H * e.E(); }
    [[nodiscard]] T scale() const { return T(1) / std::sqrt(T(e.E())); }
    /// How many of so many places one sample's head has.
    [[nodiscard]] int places(int most, int task) const {
        return lengths ? static_cast<int>(lengths[task / e.H]) : most;
    }
    /// Keys that place l of one sample's head sees.
    [[nodiscard]] int seen(int l, int task) const {
        const int keys = places(e.M, task);
        return e.causal ? std::min(l + 1, keys) : keys;
    }
    /// Zeros in the rows of a head's q, k, v or y that its sample has no places for.
    void clear(T* rows, int64 ld, int places, int most) const {
        for (int l = places; l < most; ++l) std::fill_n(rows + l * ld, e.E(), T(0));
    }

    /// Elements of scratch for each thread: a head's [L, M], and what its products want.
    static constexpr int64 per_thread(const attention_extents& e) {
        const auto of_product = [](int columns, int depth) {
            return std::max(product_scratch<T>(columns, depth, false),
                            product_scratch<T>(columns, depth, true));
        };
        return e.L * int64(e.M) + slack_elements +
               std::max({of_product(e.M, e.E()), of_product(e.E(), e.M), of_product(e.E(), e.L)}) +
               slack_elements;
    }

    /// A product of one head, on the thread that is at it.
    static void product(matrix_product<T> p, T* scratch) {
        p.scratch = scratch;
        p.run(1);
    }

    template <class Body>
    void for_heads(Body&& body) const {
        parallel_for(n * e.H, double(n) * double(e.weights()) * e.E() < 16384 ? 1 : threads, body);
    }
};

template <class T>
void attention_forward(const attention_pass<T>& a) {
    const int D = a.e.D, E = a.e.E(), S = a.e.M;
    a.for_heads([&](int task, int thread) {
        const int L = a.places(a.e.L, task), M = a.places(a.e.M, task);
        T *own = a.scratch + thread * a.per_thread(a.e), *scratch = own + int64(a.e.L) * S + slack_elements;
        T* p = a.p ? a.p + int64(task) * a.e.L * S : own;
        a.product(
            {a.q + a.query(task), a.ldq, 1, a.k + a.key(task), a.ldk, p, S, L, M, E, nullptr, false, true},
            scratch);
        for (int l = 0; l < L; ++l) {
            const int seen = a.seen(l, task);
            softmax_run(p + int64(l) * S, p + int64(l) * S, seen, a.scale());
            std::fill(p + int64(l) * S + seen, p + int64(l + 1) * S, T(0));
        }
        T* const y = a.y + a.output(task);
        a.product({p, S, 1, a.v + a.key(task), a.ldk, y, D, L, E, M}, scratch);
        a.clear(y, D, L, a.e.L);
    });
}

template <class T>
void attention_backward(const attention_pass<T>& a) {
    const int D = a.e.D, E = a.e.E(), S = a.e.M;
    a.for_heads([&](int task, int thread) {
        const int L = a.places(a.e.L, task), M = a.places(a.e.M, task);
        T *ds = a.scratch + thread * a.per_thread(a.e), *scratch = ds + int64(a.e.L) * S + slack_elements;
        const T *p = a.p + int64(task) * a.e.L * S, *dy = a.dy + a.output(task);
        T *const dq = a.dq + a.query(task), *const dk = a.dk + a.key(task), *const dv = a.dv + a.key(task);
        a.product({dy, D, 1, a.v + a.key(task), a.ldk, ds, S, L, M, E, nullptr, false, true}, scratch);
        for (int l = 0; l < L; ++l)
            softmax_gradient_run(p + int64(l) * S, ds + int64(l) * S, ds + int64(l) * S, M, a.scale(), false);
        a.product({ds, S, 1, a.k + a.key(task), a.ldk, dq, a.ldq, L, E, M}, scratch);
        a.product({ds, 1, S, a.q + a.query(task), a.ldq, dk, a.ldk, M, E, L}, scratch);
        a.product({p, 1, S, dy, D, dv, a.ldk, M, E, L}, scratch);
        a.clear(dq, a.ldq, L, a.e.L);
        a.clear(dk, a.ldk, M, a.e.M);
        a.clear(dv, a.ldk, M, a.e.M);
    });
}

}  // namespace strata::inline STRATA_TARGET
