// SPDX-License-Identifier: MIT
#pragma once
/// Matrix product, bias and activation over a batch.
///
///     forward     y[n, o] = act(b[o] + sum_i x[n, i] w[i, o] + shortcut[n, o])
///     backward    dz = dy slope(y)    dw[i, o] = sum_n x[n, i] dz[n, o]    db[o] = sum_n dz[n, o]    dx[n, i] = sum_o dz[n, o] w[i, o]
///
///     x: [N, I]   w: [I, O]   b: [O]   y: [N, O]
///
/// w may be O columns of a wider matrix, as the three projections of attention are. Layers of all sizes share
/// the passes, which are not inlined for that.
#include <algorithm>
#include <iterator>
#include <strata/kernels/pointwise.hpp>
#include <strata/kernels/products/matrix_product.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// One dense layer over a batch.
template <class T>
struct dense_pass {
    int in, out, n, threads;  ///< I, O, N
    const T *x, *w, *bias;    ///< bias may be null
    T* y;
    T* scratch;  ///< `dense_scratch` elements for each thread; without it operands are read where they lie
    const T* prepared = nullptr;  ///< w in panels, backward turned and in panels; or null
    const T* shortcut = nullptr;  ///< as large as y; added before the activation unless it is null

    // backward
    const T* dy = nullptr;
    T *dx = nullptr, *dw = nullptr, *db = nullptr;  ///< null where they are not wanted
    bool add_dx = false, add_dw = false;            ///< whether to add to dx, and to dw and db
    T* dz = nullptr;  ///< N O elements and slack; not used without an activation

    int64 ldw = out;  ///< from one row of w, and of dw, to the next
    int64 next = 0;   ///< rows of x and dy behind these that are read next, fetched meanwhile
};

/// Elements of scratch for each thread, for both directions.
template <class T>
constexpr int64 dense_scratch(int in, int out) {
    const int64 all[] = {product_scratch<T>(out, in, false), product_scratch<T>(in, out, false),
                         product_scratch<T>(out, any_depth, true, in)};
    return *std::max_element(std::begin(all), std::end(all)) + slack_elements;
}

template <class Act, class T>
[[gnu::noinline]] void dense_forward(const dense_pass<T>& p) {
    matrix_product<T> product{p.x, p.in, 1, p.w, p.ldw, p.y, p.out, p.n, p.out, p.in, p.bias};
    product.scratch = p.scratch;
    if (p.prepared) {
        product.b = p.prepared;
        product.ldb = in_panels;
    }
    product.run(p.threads, [&p](T* run, int count) {
        map_run_of_sum<Act>(run, p.shortcut ? p.shortcut + (run - p.y) : nullptr, count);
    });
}

/// dz = dy slope(y), unless that is dy itself; its sums are left in db.
template <class Act, class T>
void dense_gradient_behind_activation(const dense_pass<T>& p) {
    constexpr bool is_dy = std::is_same_v<Act, identity_map>;
    if (!p.db && is_dy) return;
    constexpr int columns_of_task = 64;
    parallel_for((p.out + columns_of_task - 1) / columns_of_task, threads_for(int64(p.n) * p.out, p.threads),
                 [&](int task, int) {
                     const int64 left = int64(task) * columns_of_task;
                     const int columns =
                         static_cast<int>(p.out - left < columns_of_task ? p.out - left : columns_of_task);
                     long_sums_here<T, columns_of_task> sums(columns);
                     // a block of rows at a time, whose lines of the cache all columns share
                     for_blocks(p.n, terms_of_block / 2, [&](int64 top, int64 bottom) {
                         sweep<T>(columns, [&](int64 o, auto lanes) {
                             simd<T> sum(T(0));
                             for (int64 i = top * p.out + left + o; i < bottom * p.out; i += p.out) {
                                 simd<T> g = lanes.load(p.dy + i);
                                 if constexpr (!is_dy) {
                                     g *= Act::slope(lanes.load(p.y + i));
                                     lanes.store(p.dz + i, g);
                                 }
                                 sum += g;
                             }
                             sums.add(o, lanes, sum);
                         });
                         sums.block_done();
                     });
                     if (p.db) sums.finish_in(p.db + left, p.add_dw);
                 });
}

/// dw and dx from dz.
template <class T>
[[gnu::noinline]] void dense_gradients(const dense_pass<T>& p, const T* dz) {
    const auto run = [&](matrix_product<T> product, run_of_memory<T> soon) {
        product.scratch = p.scratch;
        product.soon = soon;
        product.run(p.threads);
    };
    if (p.dw)
        run({p.x, 1, p.in, dz, p.out, p.dw, p.ldw, p.in, p.out, p.n, nullptr, p.add_dw},
            {p.dy + int64(p.n) * p.out, p.next * p.out});
    if (p.dx)
        run({dz, p.out, 1, p.prepared ? p.prepared : p.w, p.prepared ? in_panels : p.ldw, p.dx, p.in, p.n,
             p.in, p.out, nullptr, p.add_dx, !p.prepared},
            {p.x + int64(p.n) * p.in, p.next * p.in});
}

template <class Act, class T>
void dense_backward(const dense_pass<T>& p) {
    dense_gradient_behind_activation<Act>(p);
    dense_gradients(p, std::is_same_v<Act, identity_map> ? p.dy : p.dz);
}

}  // namespace strata::inline STRATA_TARGET
