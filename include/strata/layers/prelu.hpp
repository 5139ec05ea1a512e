// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/row_sums.hpp>
#include <strata/layer/initializers.hpp>
#include <strata/layer/layer.hpp>

namespace strata {

/// What `prelu` and `shared_prelu` run: rectifiers whose slope below zero is learned.
template <bool Shared>
struct learned_rectifier : layer {
    template <Shape X>
    using output = X;
    template <Shape X>
    using parameters = parameter_list<parameter<"weight", shape<Shared ? 1 : channels<X>>, constant<0.25>>>;
    template <Shape X>
    static constexpr int64 multiply_adds = X::size;

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m;
        if constexpr (Phase::backward) {
            m.x_in_backward = true;
            m.scratch = row_sums_scratch<T>(channels<X>) * int64(sizeof(T));
        }
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        constexpr int C = channels<X>;
        const int64 rows = a.n * places<X>;
        const repeated_columns<T> repeated(Shared ? nullptr : a.w[0], C);
        const T *const x = a.x(), *const w = Shared ? a.w[0] : repeated.data();
        T* const y = a.y;
        parallel_for(row_blocks, threads_for(rows * C, a.threads), [=](int block, int) {
            sweep_rows<T>(slice_of(rows, row_blocks, block), C, [=](int64 i, int64 k, auto lanes) {
                simd<T> v = lanes.load(x + i);
                keep_in_register<T>(v);
                const simd<T> zero(T(0));
                lanes.store(y + i, xsimd::select(v > zero, v, v * below_zero(w, k, lanes)));
            });
        });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        constexpr int C = channels<X>;
        const repeated_columns<T> repeated(Shared ? nullptr : a.w[0], C);
        const T *const x = a.x(), *const w = Shared ? a.w[0] : repeated.data(), *const dy = a.dy;
        T *const dx = a.dx(), *const scratch = reinterpret_cast<T*>(a.scratch);
        const bool add = a.add_dx();
        sum_rows_in_blocks(a.n * places<X>, C, scratch, a.threads, [=](int64 c, auto lanes) {
            return [=, s = below_zero(w, c, lanes)](int64 i) {
                simd<T> v = lanes.load(x + i), g = lanes.load(dy + i);
                keep_in_register<T>(v);
                keep_in_register<T>(g);
                const simd<T> zero(T(0)), one(T(1));
                if (dx) {
                    const simd<T> d = g * xsimd::select(v > zero, one, s);
                    store_or_add(lanes, dx + i, d, add);
                }
                return xsimd::select(v > zero, zero, g * v);
            };
        });
        if (a.dw[0]) join<C>(scratch, a.dw[0]);
    }

private:
    template <class T, class Lanes>
    static simd<T> below_zero(const T* w, int64 c, const Lanes& lanes) {
        if constexpr (Shared)
            return simd<T>(w[0]);
        else
            return lanes.load(w + c);
    }
    template <int C, class T>
    static void join(const T* scratch, T* dw) {
        double all = 0;
        for (int c = 0; c < C; ++c) {
            const double sum = sum_of_column(scratch, C, c);
            all += sum;
            if constexpr (!Shared) dw[c] = static_cast<T>(sum);
        }
        if constexpr (Shared) dw[0] = static_cast<T>(all);
    }
};

/// A rectifier that learns, channel by channel, how much of what is negative it lets through.
///
///     forward     y[c, i] = x[c, i] where x[c, i] > 0, else w[c] x[c, i]
///     backward    dx = dy where x > 0, else w dy      dw[c] = sum_i dy[c, i] x[c, i] over x[c, i] <= 0
///
///     x, y: [C, ...]   w (weight): [C], from 1/4
///
/// (He, Zhang, Ren, Sun, 2015, equations 1, 7 and 8.) PyTorch's PReLU(C). Keeps x, since w may become
/// negative. Any shape fits. Weight decay, which pulls w towards a plain rectifier, is better left off it.
struct prelu : learned_rectifier<false> {};

/// The same with one w for all channels, w: [1]. PyTorch's PReLU().
struct shared_prelu : learned_rectifier<true> {};

}  // namespace strata
