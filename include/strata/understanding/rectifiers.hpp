// SPDX-License-Identifier: MIT
#pragma once
/// Rectifiers whose backward is no gradient, but makes pictures of what a network has seen.
///
///     forward                     y = max(0, x)
///     backward of `relu`          dx = dy where x > 0, else 0
///     backward of `deconv_relu`   dx = dy where dy > 0, else 0                   (Zeiler and Fergus, 2013, section 2.1)
///     backward of `guided_relu`   dx = dy where x > 0 and dy > 0, else 0         (Springenberg and others, 2014, section 3.4)
///
/// They stand in a network in place of `relu`: see `guided` and `deconvnet` of `with_rectifier.hpp`. Not to
/// be trained with.
#include <strata/kernels/pointwise.hpp>
#include <strata/layer/pointwise_of_x.hpp>
#include <strata/layers/relu.hpp>

namespace strata {

/// Keeps x. Any shape fits.
struct guided_relu : pointwise_of_x<guided_relu> {
    template <class B>
    static B value(const B& x) {
        return relu::value(x);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        const T *const x = a.x(), *const dy = a.dy;
        T* const dx = a.dx();
        if (!dx) return;
        const bool add = a.add_dx();
        parallel_sweep<T>(a.n * X::size, a.threads, [=](int64 i, auto lanes) {
            const simd<T> zero(T(0)), g = lanes.load(dy + i), v = lanes.load(x + i);
            store_or_add(lanes, dx + i, xsimd::select(v > zero && g > zero, g, zero), add);
        });
    }
};

/// Keeps nothing. Any shape fits.
struct deconv_relu : pointwise_of_x<deconv_relu> {
    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        return {};
    }
    template <class B>
    static B value(const B& x) {
        return relu::value(x);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        const T* const dy = a.dy;
        T* const dx = a.dx();
        if (!dx) return;
        const bool add = a.add_dx();
        parallel_sweep<T>(a.n * X::size, a.threads, [=](int64 i, auto lanes) {
            const simd<T> zero(T(0)), g = lanes.load(dy + i);
            store_or_add(lanes, dx + i, xsimd::select(g > zero, g, zero), add);
        });
    }
};

}  // namespace strata
