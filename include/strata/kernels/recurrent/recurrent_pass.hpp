// SPDX-License-Identifier: MIT
#pragma once
/// A recurrent layer over a batch of sequences, whatever its cells are.
///
///     forward     a_t = x_t w + b        m_t = h_{t-1} u        h_t, s_t = cells(a_t, m_t, h_{t-1}, s_{t-1})
///                 h_{-1}, s_{-1}: what an earlier step left, or 0
///     backward    da_t, dm_t, dh', ds' = gradient of the cells at dy_t + dh_{t+1} and ds_{t+1}
///                 dh_t = dm_t u^T + dh'    dx_t = da_t w^T
///                 dw = sum_t x_t^T da_t    du = sum_t h_{t-1}^T dm_t    db = sum_t da_t
///                 no gradient goes to an earlier step (truncated backpropagation)
///
///     x: [N, L, D]   w: [D, A H]   b: [A H]   a: [N, L, A H]   u: [H, M H]   m: [N, L, M H]   h, s: [N, L, H]
///
/// What does not wait for the place before it is computed for all places at once: x w, and all that is below
/// da. Left for each t are one product of N rows, which lie a sequence apart, and the cells.
///
/// Where x_t is row k_t of a table of V rows, x_t w is row k_t of the table's product with w, and what is
/// below da is below its sums over the places of each row: products of V rows in place of N L.
///
/// A sequence may end before place L, at its length: there h is 0, nothing is learned, and h_after is that of
/// its last place.
///
/// A **Cell** is a type that says
///
///     blocks_of_x, blocks_of_h    A and M
///     adds                        whether m is added to a; else it reaches the cells beside a, with a bias
///                                 of its own for the last blocks of it, `blocks_beside`
///     gates_are_h                 whether the one block of a becomes h and is kept nowhere else
///     beside                      whether it keeps one more value for each place
///     carries                     whether that value is a second state, s
///     hands_h_on                  whether h_{t-1} reaches h_t by another way than m: dh'
///     cells(place_of_cells<T>), cells_gradient(gradient_of_cells<T>)
///
/// and, where it has parameters of its own,
///
///     own_count, own_blocks       how many, and of how many blocks of H each is
///     own_elements(H)             what it keeps for each place in `own`, for its gradient; that leaves there the
///                                 place's part of the parameters' gradients, one behind the other
#include <algorithm>
#include <strata/kernels/lookup.hpp>
#include <strata/kernels/products/dense_pass.hpp>
#include <strata/kernels/sum_of_samples.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

struct recurrent_extents {
    int L, D, H;
};

/// The cells of one place of one sample.
template <class T>
struct place_of_cells {
    int H;
    T* gates;                      ///< [A H]: a, which becomes what the gradient reads of it
    const T *product, *bias;       ///< m [M H] and the bias of its last blocks, where it is not added to a
    T* beside;                     ///< what is kept beside the gates
    const T *h_before, *s_before;  ///< null where they are zero
    T* h;
    T* own = nullptr;  ///< what is kept for parameters of their own
    const T* const* own_parameters = nullptr;
};

/// Their gradient.
template <class T>
struct gradient_of_cells {
    int H;
    const T *gates, *beside, *h_before, *s_before, *h, *dy;
    T *dh, *ds;  ///< of h and s from the place after this one; become dh', where the cells hand h on, and ds'
    T *da, *dm;  ///< the same memory where m is added to a
    T* own = nullptr;
    const T* const* own_parameters = nullptr;
};

template <class Cell, class T>
struct recurrent_pass {
    recurrent_extents e;
    int n, threads;
    const T *x, *w, *u, *b;  ///< b may be null
    T* h;
    T* kept;               ///< n `kept_elements`: the gates of all places, and behind them what is beside
    T* panels;             ///< `panels_of_u` elements: u in panels, backward turned round
    T* scratch;            ///< `per_thread` elements for each thread
    bool packed = false;   ///< u is in the panels, for forward
    T* product = nullptr;  ///< n `product_elements`: m of one place, where it is not added
    const T* bias_of_h = nullptr;  ///< of the last blocks of m, or null, where it is not added
    const T *h_before = nullptr,
            *s_before = nullptr;               ///< [N, H]: the states before the first place, all or none
    T *h_after = nullptr, *s_after = nullptr;  ///< [N, H]: get the states after the last, all or none
    const T* lengths = nullptr;                ///< [N]: places of each sample, 1 to L; null: L

    // backward
    const T* dy = nullptr;
    T *dx = nullptr, *dw = nullptr, *du = nullptr, *db = nullptr;  ///< null where they are not wanted
    T* dbias_of_h = nullptr;
    const T* const* own_parameters = nullptr;  ///< of the cells
    T* const* own_gradients = nullptr;         ///< null where one is not wanted
    bool add_dx = false;
    T* gradients = nullptr;  ///< n `gradient_elements`: da and dm of all places, then dh and ds of one

    // where x is a table, and dx the gradient of its rows
    int V = 0;                                ///< its rows
    const T* numbers = nullptr;               ///< [N, L]: which of them each x_t is
    T* products = nullptr;                    ///< V A H elements and slack: x w + b, backward the sums of da
    int64 *first = nullptr, *next = nullptr;  ///< backward: as `lookup` has them

    static constexpr int A = Cell::blocks_of_x, M = Cell::blocks_of_h;
    static constexpr int states = Cell::carries ? 2 : 1;

    static constexpr bool has_own = requires { Cell::own_count; };
    /// Elements for each place.
    static constexpr int64 own_elements(const recurrent_extents& e) {
        if constexpr (has_own)
            return Cell::own_elements(e.H);
        else
            return 0;
    }
    static constexpr int64 kept_elements(const recurrent_extents& e) {
        return int64{(Cell::gates_are_h ? 0 : A) + Cell::beside} * e.L * e.H + e.L * own_elements(e);
    }
    static constexpr int64 product_elements(const recurrent_extents& e) {
        return Cell::adds ? 0 : int64{M} * e.H;
    }
    static constexpr int64 gradient_elements(const recurrent_extents& e) {
        return (int64{Cell::adds ? A : A + M} * e.L + states) * e.H;
    }
    static constexpr int64 panels_of_u(const recurrent_extents& e) {
        return std::max(panel_elements<T>(e.H, int64{M} * e.H), panel_elements<T>(int64{M} * e.H, e.H)) +
               slack_elements;
    }
    static constexpr int64 per_thread(const recurrent_extents& e) {
        return std::max(dense_scratch<T>(e.D, A * e.H), dense_scratch<T>(e.H, M * e.H));
    }

    [[nodiscard]] bool reads_u() const { return e.L > 1 || h_before; }
    [[nodiscard]] int64 rows() const { return int64(n) * e.L; }
    [[nodiscard]] T* gates() const { return Cell::gates_are_h ? h : kept; }
    [[nodiscard]] T* beside() const { return kept + (Cell::gates_are_h ? 0 : rows() * A * e.H); }
    [[nodiscard]] T* own(int64 row) const {
        return has_own ? beside() + (Cell::beside ? rows() * e.H : 0) + row * own_elements(e) : nullptr;
    }
    [[nodiscard]] T* dm() const { return gradients + (Cell::adds ? 0 : rows() * A * e.H); }
    [[nodiscard]] T* dh() const { return dm() + rows() * M * e.H; }
    [[nodiscard]] T* ds() const { return Cell::carries ? dh() + int64(n) * e.H : nullptr; }

    [[nodiscard]] int length(int64 sample) const { return lengths ? static_cast<int>(lengths[sample]) : e.L; }
    [[nodiscard]] int longest(slice samples) const {
        int most = lengths ? 0 : e.L;
        for (int64 i = samples.begin; lengths && i < samples.end; ++i) most = std::max(most, length(i));
        return most;
    }
    /// Zeros for what `all`, rows of some elements, has from some place of each sample on.
    void clear_from(T* all, int64 elements, slice samples, int place) const {
        for (int64 i = samples.begin; i < samples.end; ++i)
            std::fill_n(all + (i * e.L + place) * elements, (e.L - place) * elements, T(0));
    }
    /// A value before place t of a sample, `own` being that of the place; null where it is zero.
    [[nodiscard]] const T* before(int t, const T* own, const T* handed, int64 sample) const {
        return t > 0 ? own - e.H : handed ? handed + sample * e.H : nullptr;
    }
    /// x w + b of all places, or of the table.
    [[nodiscard]] dense_pass<T> projection() const {
        return {e.D, A * e.H, V > 0 ? V : static_cast<int>(rows()), threads, x,
                w,   b,       V > 0 ? products : gates(),           scratch};
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

template <class Cell, class T>
void recurrent_forward(const recurrent_pass<Cell, T>& p) {
    const int L = p.e.L, H = p.e.H, columns = p.M * H;
    const int64 A = int64{p.A} * H, M = int64{p.M} * H;
    dense_forward<identity_map>(p.projection());
    if (p.V > 0)
        lookup_forward(lookup<T>{p.V, p.A * H, p.rows(), p.numbers, p.products, p.gates()}, p.threads);
    if (p.reads_u() && !p.packed) pack_panels(p.u, M, false, H, columns, p.panels);
    p.for_samples([&](slice samples, int threads) {
        const int n = static_cast<int>(samples.end - samples.begin);
        T* const h = p.h + samples.begin * L * H;
        const int end = p.longest(samples);
        for (int t = 0; t < end; ++t) {
            const T* const before = t > 0        ? h + (t - 1) * H
                                    : p.h_before ? p.h_before + samples.begin * H
                                                 : nullptr;
            T* const product =
                Cell::adds ? p.gates() + samples.begin * L * A + t * A : p.product + samples.begin * M;
            if (before)
                matrix_product<T>{before,
                                  t > 0 ? int64(L) * H : H,
                                  1,
                                  p.panels,
                                  in_panels,
                                  product,
                                  Cell::adds ? L * A : M,
                                  n,
                                  columns,
                                  H,
                                  nullptr,
                                  Cell::adds}
                    .run(threads);
            else if (!Cell::adds)
                std::fill_n(product, n * M, T(0));
            p.for_places(t, samples, threads, [&](int64 row, int64 sample) {
                T *const own = p.h + row * H, *const beside = p.beside() + row * H;
                if (t >= p.length(sample)) {
                    std::fill_n(own, H, T(0));
                    if (Cell::beside) std::fill_n(beside, H, T(0));
                    return;
                }
                Cell::cells(place_of_cells<T>{.H = H,
                                              .gates = p.gates() + row * A,
                                              .product = Cell::adds ? nullptr : p.product + sample * M,
                                              .bias = p.bias_of_h,
                                              .beside = beside,
                                              .h_before = p.before(t, own, p.h_before, sample),
                                              .s_before = p.before(t, beside, p.s_before, sample),
                                              .h = own,
                                              .own = p.own(row),
                                              .own_parameters = p.own_parameters});
            });
        }
        if (end < L) p.clear_from(p.h, H, samples, end);
        for (int64 sample = samples.begin; p.h_after && sample < samples.end; ++sample) {
            const int64 last = (sample * L + p.length(sample) - 1) * H;
            std::copy_n(p.h + last, H, p.h_after + sample * H);
            if (Cell::carries) std::copy_n(p.beside() + last, H, p.s_after + sample * H);
        }
    });
}

template <class Cell, class T>
void recurrent_backward(const recurrent_pass<Cell, T>& p) {
    const int L = p.e.L, H = p.e.H, columns = p.M * H;
    const int64 A = int64{p.A} * H, M = int64{p.M} * H;
    T *da = p.gradients, *dm = p.dm(), *dh = p.dh(), *ds = p.ds();
    std::fill_n(dh, int64{p.states} * p.n * H, T(0));
    if (L > 1) pack_panels(p.u, M, true, columns, H, p.panels);
    p.for_samples([&](slice samples, int threads) {
        const int n = static_cast<int>(samples.end - samples.begin);
        const int end = p.longest(samples);
        if (end < L) {
            p.clear_from(da, A, samples, end);
            if (!Cell::adds) p.clear_from(dm, M, samples, end);
            if (p.has_own) p.clear_from(p.own(0), p.own_elements(p.e), samples, end);
        }
        for (int t = end; t-- > 0;) {
            p.for_places(t, samples, threads, [&](int64 row, int64 sample) {
                if (t >= p.length(sample)) {
                    std::fill_n(da + row * A, A, T(0));
                    if (!Cell::adds) std::fill_n(dm + row * M, M, T(0));
                    if (p.has_own) std::fill_n(p.own(row), p.own_elements(p.e), T(0));
                    return;
                }
                const T *const h = p.h + row * H, *const beside = p.beside() + row * H;
                Cell::cells_gradient(gradient_of_cells<T>{.H = H,
                                                          .gates = p.gates() + row * A,
                                                          .beside = beside,
                                                          .h_before = p.before(t, h, p.h_before, sample),
                                                          .s_before = p.before(t, beside, p.s_before, sample),
                                                          .h = h,
                                                          .dy = p.dy + row * H,
                                                          .dh = dh + sample * H,
                                                          .ds = Cell::carries ? ds + sample * H : nullptr,
                                                          .da = da + row * A,
                                                          .dm = dm + row * M,
                                                          .own = p.own(row),
                                                          .own_parameters = p.own_parameters});
            });
            if (t > 0)
                matrix_product<T>{dm + (samples.begin * L + t) * M,
                                  L * M,
                                  1,
                                  p.panels,
                                  in_panels,
                                  dh + samples.begin * H,
                                  H,
                                  n,
                                  H,
                                  columns,
                                  nullptr,
                                  Cell::hands_h_on}
                    .run(threads);
        }
    });

    dense_pass<T> all = p.projection();
    all.dy = p.V > 0 ? p.products : da;
    if (p.V > 0)
        lookup_backward(
            lookup<T>{p.V, p.A * H, p.rows(), p.numbers, nullptr, nullptr, da, p.products, p.first, p.next},
            p.threads);
    all.dx = p.dx;
    all.add_dx = p.add_dx;
    all.dw = p.dw;
    all.db = p.db;
    dense_backward<identity_map>(all);
    if (!Cell::adds && p.dbias_of_h)
        sum_of_samples(dm + (p.M - Cell::blocks_beside) * H, M, p.dbias_of_h, p.rows(),
                       Cell::blocks_beside * H, p.threads);
    if constexpr (recurrent_pass<Cell, T>::has_own)
        for (int64 k = 0, at = 0; k < Cell::own_count; at += int64{Cell::own_blocks[k++]} * H)
            if (p.own_gradients[k])
                sum_of_samples(p.own(0) + at, p.own_elements(p.e), p.own_gradients[k], p.rows(),
                               int64{Cell::own_blocks[k]} * H, p.threads);
    if (!p.du) return;
    if (p.h_before) {
        matrix_product<T> first{p.h_before, 1, H, dm, L * M, p.du, M, H, columns, p.n};
        first.scratch = p.scratch;
        first.run(p.threads);
    }
    // Each row of h beside the row of dm after it is one product; the last place of a sample must not meet
    // the first of the next.
    for (int sample = 0; sample < p.n; ++sample) std::fill_n(dm + int64(sample) * L * M, M, T(0));
    matrix_product<T> du{p.h, 1, H, dm + M, M, p.du, M, H, columns, static_cast<int>(p.rows() - 1)};
    du.add = p.h_before != nullptr;
    du.scratch = p.scratch;
    du.run(p.threads);
}

}  // namespace strata::inline STRATA_TARGET
