// SPDX-License-Identifier: MIT
#pragma once
/// A recurrent layer with gated cells over a batch of sequences (Hochreiter and Schmidhuber, 1997; the gate
/// f: Gers, Schmidhuber, Cummins, 2000).
///
///     forward     a_t = x_t w + h_{t-1} u + b        i, f, o = sigmoid of their quarters of a_t    g = tanh of its own
///                 c_t = f c_{t-1} + i g    h_t = o tanh(c_t)            h_{-1}, c_{-1}: what an earlier step left, or 0
///     backward    dh_t = dy_t + da_{t+1} u^T         dc_t = dh_t o (1 - tanh(c_t)^2) + f_{t+1} dc_{t+1}
///                 da_t = dc_t g i (1 - i), dc_t c_{t-1} f (1 - f), dc_t i (1 - g^2), dh_t tanh(c_t) o (1 - o)
///                 dx_t = da_t w^T    dw = sum_t x_t^T da_t    du = sum_t h_{t-1}^T da_t    db = sum_t da_t
///                 no gradient goes to an earlier step (truncated backpropagation)
///
///     x: [N, L, D]   w: [D, 4H]   u: [H, 4H]   b: [4H]   a = (i, f, g, o): [N, L, 4H]   c, h, y = h: [N, L, H]
///
/// What does not wait for the place before it is computed for all places at once: x w, and all that is below
/// da. Left for each t are one product of N rows, which lie a sequence apart, and the cells.
///
/// Where x_t is row k_t of a table of V rows, x_t w is row k_t of the table's product with w, and what is
/// below da is below its sums over the places of each row: products of V rows in place of N L.
#include <algorithm>
#include <strata/kernels/elementary.hpp>
#include <strata/kernels/lookup.hpp>
#include <strata/kernels/products/dense_pass.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

struct lstm_extents {
    int L, D, H;
};

template <class T>
struct lstm_pass {
    lstm_extents e;
    int n, threads;
    const T *x, *w, *u, *b;  ///< b may be null
    T* h;
    T* kept;     ///< n `kept_elements`: the gates i, f, g, o of all places, and behind them c
    T* panels;   ///< `panels_of_u` elements: u in panels, backward turned round
    T* scratch;  ///< `per_thread` elements for each thread
    const T *h_before = nullptr,
            *c_before = nullptr;               ///< [N, H], both or neither: the state before the first place
    T *h_after = nullptr, *c_after = nullptr;  ///< [N, H], both or neither: gets the state behind the last

    // backward
    const T* dy = nullptr;
    T *dx = nullptr, *dw = nullptr, *du = nullptr, *db = nullptr;  ///< null where they are not wanted
    bool add_dx = false;
    T* gradients = nullptr;  ///< n `gradient_elements`: da of all places, and behind them dh and dc of one

    // where x is a table, and dx the gradient of its rows
    int V = 0;                                ///< its rows
    const T* numbers = nullptr;               ///< [N, L]: which of them each x_t is
    T* products = nullptr;                    ///< V 4H elements and slack: x w + b, backward the sums of da
    int64 *first = nullptr, *next = nullptr;  ///< backward: as `lookup` has them

    static constexpr int64 kept_elements(const lstm_extents& e) { return int64{5} * e.L * e.H; }
    static constexpr int64 gradient_elements(const lstm_extents& e) {
        return (int64{4} * e.L + int64{2}) * e.H;
    }
    static constexpr int64 panels_of_u(const lstm_extents& e) {
        return std::max(panel_elements<T>(e.H, int64{4} * e.H), panel_elements<T>(int64{4} * e.H, e.H)) +
               slack_elements;
    }
    static constexpr int64 per_thread(const lstm_extents& e) {
        return std::max(dense_scratch<T>(e.D, 4 * e.H), dense_scratch<T>(e.H, 4 * e.H));
    }

    /// c before place t of a sample, whose c is at `c`; null where it is zero.
    [[nodiscard]] const T* before(int t, const T* c, int64 sample) const {
        return t > 0 ? c - e.H : c_before ? c_before + sample * e.H : nullptr;
    }
    [[nodiscard]] bool reads_u() const { return e.L > 1 || h_before; }
    [[nodiscard]] int64 rows() const { return int64(n) * e.L; }
    [[nodiscard]] T* c() const { return kept + rows() * 4 * e.H; }
    [[nodiscard]] T* dh() const { return gradients + rows() * 4 * e.H; }
    [[nodiscard]] T* dc() const { return dh() + int64(n) * e.H; }

    /// x w + b of all places, or of the table.
    [[nodiscard]] dense_pass<T> projection() const {
        return {
            e.D,    4 * e.H, V > 0 ? V : static_cast<int>(rows()), threads, x, w, b, V > 0 ? products : kept,
            scratch};
    }
    /// Samples do not see each other: where there are enough for products of some height, each thread takes
    /// its own through all places; otherwise all threads share each place. `body(samples, threads for them)`.
    template <class Body>
    void for_samples(Body&& body) const {
        const int tasks = n < 2 * tile_rows * threads ? 1 : threads;
        parallel_for(tasks, tasks,
                     [&](int task, int) { body(slice_of(n, tasks, task), tasks == 1 ? threads : 1); });
    }
    /// Place t of some samples: `body(its number among all places, sample)`.
    template <class Body>
    void for_places(int t, slice samples, int by, Body&& body) const {
        const int64 count = samples.end - samples.begin;
        parallel_for(static_cast<int>(count), count * e.H < 2048 ? 1 : by, [&](int i, int) {
            const int64 sample = samples.begin + i;
            body(sample * e.L + t, sample);
        });
    }
};

/// The cells of one place: a becomes the gates; `before` is c of the place before, null at the first.
template <class T>
[[gnu::noinline]] void lstm_cells(int H, T* a, const T* before, T* c, T* h) {
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

/// Their gradient: dc comes from the place behind and becomes that of the place before; dh comes from there
/// too.
template <class T>
[[gnu::noinline]] void lstm_cells_gradient(int H, const T* gates, const T* before, const T* c, const T* dy,
                                           const T* dh, T* dc, T* da) {
    const simd<T> one(T(1));
    sweep<T>(H, [=](int64 j, auto lanes) {
        const simd<T> i = lanes.load(gates + j), f = lanes.load(gates + H + j),
                      g = lanes.load(gates + 2 * H + j), o = lanes.load(gates + 3 * H + j);
        const simd<T> y = tanh_function<T>(lanes.load(c + j)), to_h = lanes.load(dy + j) + lanes.load(dh + j);
        const simd<T> to_c = xsimd::fma(to_h * o, xsimd::fnma(y, y, one), lanes.load(dc + j));
        lanes.store(da + j, to_c * g * i * (one - i));
        lanes.store(da + H + j, before ? to_c * lanes.load(before + j) * f * (one - f) : simd<T>(T(0)));
        lanes.store(da + 2 * H + j, to_c * i * xsimd::fnma(g, g, one));
        lanes.store(da + 3 * H + j, to_h * y * o * (one - o));
        lanes.store(dc + j, to_c * f);
    });
}

template <class T>
void lstm_forward(const lstm_pass<T>& p) {
    const int L = p.e.L, H = p.e.H;
    const int64 G = int64{4} * H;
    dense_forward<identity_map>(p.projection());
    if (p.V > 0) lookup_forward(lookup<T>{p.V, 4 * H, p.rows(), p.numbers, p.products, p.kept}, p.threads);
    if (p.reads_u()) pack_panels(p.u, G, false, H, 4 * H, p.panels);
    p.for_samples([&](slice samples, int threads) {
        const int n = static_cast<int>(samples.end - samples.begin);
        T *const h = p.h + samples.begin * L * H, *const a = p.kept + samples.begin * L * G;
        for (int t = 0; t < L; ++t) {
            const T* const before = t > 0        ? h + (t - 1) * H
                                    : p.h_before ? p.h_before + samples.begin * H
                                                 : nullptr;
            if (before)
                matrix_product<T>{before,    t > 0 ? int64(L) * H : H,
                                  1,         p.panels,
                                  in_panels, a + t * G,
                                  L * G,     n,
                                  4 * H,     H,
                                  nullptr,   true}
                    .run(threads);
            p.for_places(t, samples, threads, [&](int64 row, int64 sample) {
                T* c = p.c() + row * H;
                lstm_cells(H, p.kept + row * G, p.before(t, c, sample), c, p.h + row * H);
            });
        }
        for (int64 sample = samples.begin; p.h_after && sample < samples.end; ++sample) {
            const int64 last = (sample * L + L - 1) * H;
            std::copy_n(p.h + last, H, p.h_after + sample * H);
            std::copy_n(p.c() + last, H, p.c_after + sample * H);
        }
    });
}

template <class T>
void lstm_backward(const lstm_pass<T>& p) {
    const int L = p.e.L, H = p.e.H;
    const int64 G = int64{4} * H;
    T *da = p.gradients, *dh = p.dh(), *dc = p.dc();
    std::fill_n(dh, int64{2} * p.n * H, T(0));
    if (L > 1) pack_panels(p.u, G, true, 4 * H, H, p.panels);
    p.for_samples([&](slice samples, int threads) {
        const int n = static_cast<int>(samples.end - samples.begin);
        for (int t = L; t-- > 0;) {
            p.for_places(t, samples, threads, [&](int64 row, int64 sample) {
                const T* c = p.c() + row * H;
                lstm_cells_gradient(H, p.kept + row * G, p.before(t, c, sample), c, p.dy + row * H,
                                    dh + sample * H, dc + sample * H, da + row * G);
            });
            if (t > 0)
                matrix_product<T>{da + (samples.begin * L + t) * G, L * G, 1, p.panels, in_panels,
                                  dh + samples.begin * H,           H,     n, H,        4 * H}
                    .run(threads);
        }
    });

    dense_pass<T> all = p.projection();
    all.dy = p.V > 0 ? p.products : da;
    if (p.V > 0)
        lookup_backward(
            lookup<T>{p.V, 4 * H, p.rows(), p.numbers, nullptr, nullptr, da, p.products, p.first, p.next},
            p.threads);
    all.dx = p.dx;
    all.add_dx = p.add_dx;
    all.dw = p.dw;
    all.db = p.db;
    dense_backward<identity_map>(all);
    if (!p.du) return;
    if (p.h_before) {
        matrix_product<T> first{p.h_before, 1, H, da, L * G, p.du, G, H, 4 * H, p.n};
        first.scratch = p.scratch;
        first.run(p.threads);
    }
    // Each row of h beside the row of da behind it is one product; the last place of a sample must not meet
    // the first of the next.
    for (int sample = 0; sample < p.n; ++sample) std::fill_n(da + int64(sample) * L * G, G, T(0));
    matrix_product<T> du{p.h, 1, H, da + G, G, p.du, G, H, 4 * H, static_cast<int>(p.rows() - 1)};
    du.add = p.h_before != nullptr;
    du.scratch = p.scratch;
    du.run(p.threads);
}

}  // namespace strata::inline STRATA_TARGET
