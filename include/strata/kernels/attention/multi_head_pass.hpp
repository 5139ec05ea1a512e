// SPDX-License-Identifier: MIT
#pragma once
/// Attention between its two projections.
///
///     forward     q = x wq + bq    k = z wk + bk    v = z wv + bv    o = attention(q, k, v)    y = o wo + bo
///
///     x, q, o, y: [N, L, D]   z, k, v: [N, M, D]   w_in = wq, wk, wv side by side: [D, 3D]   wo: [D, D]
///
/// Where z is x, the three projections are one product, and samples may have fewer places than L: what
/// comes after them is seen by none, and y is zero there.
#include <strata/kernels/attention/attention.hpp>
#include <strata/kernels/products/dense_pass.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

template <class T>
struct multi_head_pass {
    attention_extents e;
    bool self;  ///< z is x
    int n, threads;
    const T *x, *z, *w_in, *b_in, *w_out, *b_out;  ///< the biases may be null
    T* y;
    T* kept;     ///< n `kept_elements`: q, k, v, o, and in training p
    bool keeps;  ///< whether p has a place there
    T* scratch;  ///< `per_thread` elements for each thread

    // backward
    const T* dy = nullptr;
    T *dx = nullptr, *dz = nullptr, *dw_in = nullptr, *db_in = nullptr, *dw_out = nullptr,
      *db_out = nullptr;  ///< null where they are not wanted
    bool add_dx = false, add_dz = false;
    T* gradients = nullptr;  ///< n `gradient_elements`: of q, k, v and o

    // of sequences of several lengths, where z is x
    const T* lengths = nullptr;  ///< [N]: places of each sample, 1 to L; null: L
    T* dy_inside = nullptr;      ///< backward: n L D elements, for dy with zeros after each sample's places

    static constexpr int64 gradient_elements(const attention_extents& e) {
        return (int64{2} * e.L + int64{2} * e.M) * e.D;
    }
    static constexpr int64 kept_elements(const attention_extents& e, bool keeps) {
        return gradient_elements(e) + (keeps ? e.weights() : 0);
    }
    static constexpr int64 per_thread(const attention_extents& e) {
        return std::max({attention_pass<T>::per_thread(e), dense_scratch<T>(e.D, 3 * e.D),
                         dense_scratch<T>(e.D, 2 * e.D), dense_scratch<T>(e.D, e.D)});
    }

    /// The first projection of all samples: q, k and v side by side, or q and after it k and v side by side.
    [[nodiscard]] int64 rows_q() const { return int64(n) * e.L; }
    [[nodiscard]] int64 rows_k() const { return int64(n) * e.M; }
    [[nodiscard]] int64 k_from() const { return self ? e.D : rows_q() * e.D; }
    [[nodiscard]] int64 o_from() const { return (rows_q() + 2 * rows_k()) * e.D; }

    [[nodiscard]] attention_pass<T> heads() const {
        T *k = kept + k_from(), *o = kept + o_from();
        attention_pass<T> a{e,
                            n,
                            threads,
                            kept,
                            k,
                            k + e.D,
                            self ? int64{3} * e.D : e.D,
                            self ? int64{3} * e.D : int64{2} * e.D,
                            keeps ? o + rows_q() * e.D : nullptr,
                            o,
                            scratch};
        a.lengths = lengths;
        return a;
    }
    /// Zeros in the rows of y, or of a gradient of it, after each sample's places.
    void clear_padding(T* rows) const {
        for (int64 i = 0; lengths && i < n; ++i)
            std::fill(rows + (i * e.L + static_cast<int>(lengths[i])) * e.D, rows + (i + 1) * e.L * e.D,
                      T(0));
    }
    /// Columns [from, from + count) of the first projection, of the rows `of`, to `to`.
    [[nodiscard]] dense_pass<T> projection(int from, int count, const T* of, int64 rows, T* to) const {
        dense_pass<T> p{e.D,    count,       static_cast<int>(rows),       threads,
                        of,     w_in + from, b_in ? b_in + from : nullptr, to,
                        scratch};
        p.ldw = int64{3} * e.D;
        return p;
    }
    [[nodiscard]] dense_pass<T> output() const {
        return {e.D, e.D, static_cast<int>(rows_q()), threads, kept + o_from(), w_out, b_out, y, scratch};
    }
};

template <class T>
void multi_head_forward(const multi_head_pass<T>& p) {
    const int D = p.e.D;
    if (p.self) {
        dense_forward<identity_map>(p.projection(0, 3 * D, p.x, p.rows_q(), p.kept));
    } else {
        dense_forward<identity_map>(p.projection(0, D, p.x, p.rows_q(), p.kept));
        dense_forward<identity_map>(p.projection(D, 2 * D, p.z, p.rows_k(), p.kept + p.k_from()));
    }
    attention_forward(p.heads());
    dense_forward<identity_map>(p.output());
    p.clear_padding(p.y);
}

template <class T>
void multi_head_backward(const multi_head_pass<T>& p) {
    const int D = p.e.D;
    const auto backward = [&](dense_pass<T> d, const T* to_y, T* dx, bool add, T* dw, T* db) {
        d.dy = to_y;
        d.dx = dx;
        d.add_dx = add;
        d.dw = dw;
        d.db = db;
        dense_backward<identity_map>(d);
    };
    const auto column = [](T* of, int from) { return of ? of + from : nullptr; };

    T *dq = p.gradients, *dk = dq + p.k_from(), *d_o = dq + p.o_from();
    const T* dy = p.dy;
    if (p.lengths) {
        std::copy_n(p.dy, p.rows_q() * D, p.dy_inside);
        p.clear_padding(p.dy_inside);
        dy = p.dy_inside;
    }
    backward(p.output(), dy, d_o, false, p.dw_out, p.db_out);
    attention_pass<T> a = p.heads();
    a.dy = d_o;
    a.dq = dq;
    a.dk = dk;
    a.dv = dk + D;
    attention_backward(a);
    if (p.self) {
        backward(p.projection(0, 3 * D, p.x, p.rows_q(), nullptr), dq, p.dx, p.add_dx, p.dw_in, p.db_in);
    } else {
        backward(p.projection(0, D, p.x, p.rows_q(), nullptr), dq, p.dx, p.add_dx, p.dw_in, p.db_in);
        backward(p.projection(D, 2 * D, p.z, p.rows_k(), nullptr), dk, p.dz, p.add_dz, column(p.dw_in, D),
                 column(p.db_in, D));
    }
}

}  // namespace strata::inline STRATA_TARGET
