// SPDX-License-Identifier: MIT
#pragma once
/// Two sequences that are multiplied as matrices.
#include <algorithm>
#include <strata/kernels/products/matrix_product.hpp>
#include <strata/layer/layer.hpp>
#include <strata/shape/window.hpp>

namespace strata {

/// What `matrix_multiplication` and `dot_products` run. `Turned`: the second value is the transpose of the
/// matrix, [M, D] for [D, M].
template <class Product, bool Turned>
struct product_of_two : layer {
private:
    template <class... X>
    struct rules {
        using output = refused<E63_matrices_do_not_multiply>;
    };
    template <int L, int D, int Rows, int Columns>
    struct rules<shape<L, D>, shape<Rows, Columns>> {
        static constexpr int met = Turned ? Columns : Rows, M = Turned ? Rows : Columns;
        using output = std::conditional_t<
            met == D, sized<L, M>,
            refused<E63_matrices_do_not_multiply, got<shape<D>, shape<met>>, Product, if_turned<M == D>>>;
    };
    template <Shape X, Shape Z>
    static constexpr int M = rules<X, Z>::M;

public:
    template <Shape... X>
    using output = typename rules<X...>::output;
    template <Shape X, Shape Z>
    static constexpr int64 multiply_adds = X::size* M<X, Z>;
    template <Shape...>
    static constexpr everything_before seen{};

    template <class Phase, class T, Shape X, Shape Z>
    static constexpr memory needs() {
        constexpr int L = X::extents[0], D = channels<X>, N = M<X, Z>;
        memory m;
        m.x_in_backward = Phase::backward;
        m.scratch_per_thread = product_scratch<T>(N, D, false);
        if constexpr (Phase::backward)
            m.scratch_per_thread = std::max({m.scratch_per_thread, product_scratch<T>(D, N, false),
                                             product_scratch<T>(channels<Z>, L, true)});
        m.scratch_per_thread *= int64(sizeof(T));
        return m;
    }
    template <class Phase, class T, Shape X, Shape Z>
    static void forward(const forward_args<T>& a) {
        constexpr int L = X::extents[0], D = channels<X>, N = M<X, Z>;
        for_samples<Phase, X, Z>(a, [&](int i, auto&& run) {
            run({.a = a.x() + i * X::size,
                 .row = D,
                 .step = 1,
                 .b = a.inputs[1] + i * Z::size,
                 .ldb = channels<Z>,
                 .c = a.y + i * output<X, Z>::size,
                 .ldc = N,
                 .rows = L,
                 .columns = N,
                 .depth = D,
                 .turned = Turned});
        });
    }
    template <class T, Shape X, Shape Z>
    static void backward(const backward_args<T>& a) {
        constexpr int L = X::extents[0], D = channels<X>, N = M<X, Z>;
        for_samples<training, X, Z>(a, [&](int i, auto&& run) {
            const T *const x = a.x() + i * X::size, *const dy = a.dy + i * output<X, Z>::size;
            if (T* const dx = a.dx())
                run({.a = dy,
                     .row = N,
                     .step = 1,
                     .b = a.inputs[1] + i * Z::size,
                     .ldb = channels<Z>,
                     .c = dx + i * X::size,
                     .ldc = D,
                     .rows = L,
                     .columns = D,
                     .depth = N,
                     .add = a.add_dx(),
                     .turned = !Turned});
            if (T* const dz = a.input_gradients[1])
                run({.a = Turned ? dy : x,
                     .row = 1,
                     .step = Z::extents[0],
                     .b = Turned ? x : dy,
                     .ldb = channels<Z>,
                     .c = dz + i * Z::size,
                     .ldc = channels<Z>,
                     .rows = Z::extents[0],
                     .columns = channels<Z>,
                     .depth = L,
                     .add = a.adds[1]});
        });
    }

private:
    /// Calls `body(sample, run)`, where `run` computes a product: samples side by side where there are as
    /// many as threads, else the blocks of each product.
    template <class Phase, Shape X, Shape Z, class T, class Body>
    static void for_samples(const pass_args<T>& a, Body&& body) {
        T* const scratch = reinterpret_cast<T*>(a.scratch_per_thread);
        const auto run_by = [](T* own, int threads) {
            return [=](matrix_product<T> p) {
                p.scratch = own;
                p.run(threads);
            };
        };
        if (a.n < a.threads) {
            for (int i = 0; i < a.n; ++i) body(i, run_by(scratch, a.threads));
            return;
        }
        constexpr int64 own = needs<Phase, T, X, Z>().scratch_per_thread / int64(sizeof(T));
        parallel_for(a.n, threads_for(a.n * multiply_adds<X, Z>, a.threads),
                     [&](int i, int thread) { body(i, run_by(scratch + thread * own, 1)); });
    }
};

/// The matrix product of two sequences: of weights, a row for each place, and what is weighed.
///
///     forward     y[l, m] = sum_d x[l, d] z[d, m]
///     backward    dx[l, d] = sum_m dy[l, m] z[d, m]      dz[d, m] = sum_l x[l, d] dy[l, m]
///
///     x: [L, D]   z: [D, M]   y: [L, M]
///
/// Two inputs: x, and z by the form `with`. (Vaswani and others, 2017, equation 1: of the softmax and v.)
/// PyTorch's matmul, bmm. Keeps both. Refused: E63.
struct matrix_multiplication : product_of_two<matrix_multiplication, false> {};

/// The dot products of each place of one sequence and each place of another: how alike they are.
///
///     forward     y[l, m] = sum_d x[l, d] z[m, d]
///     backward    dx[l, d] = sum_m dy[l, m] z[m, d]      dz[m, d] = sum_l dy[l, m] x[l, d]
///
///     x: [L, D]   z: [M, D]   y: [L, M]
///
/// Two inputs: x, and z by the form `with`. (Vaswani and others, 2017, equation 1: of q and k.) In PyTorch:
/// x @ z.transpose(1, 2). Keeps both. Refused: E63.
struct dot_products : product_of_two<dot_products, true> {};

}  // namespace strata
