// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/drop_mask.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/layers/layer.hpp>
#include <strata/layers/ratio.hpp>

namespace strata {

/// Sets a share of the values to zero in training and scales the rest up, so that nothing has to be done at test time.
///
///     training    y[i] = m[i] x[i] / (1 - p)      m[i] = 0 with probability p, else 1      dx[i] = m[i] dy[i] / (1 - p)
///     inference   y = x
///
/// (Srivastava and others, 2014, in the inverted form.) The mask is not stored: it is drawn a second time in the
/// backward pass, by counting. `dropout<percent<50>>`, or `dropout<std::ratio<1, 3>>`. Any shape fits. Refused: E10.
template <class Rate = void>
struct dropout : layer {
    template <Shape X>
    using output = std::conditional_t<is_rate<Rate>, X, refused<E10_rate_outside_0_1, Rate>>;

    template <class Phase, Shape X>
    static constexpr bool is_view = std::is_same_v<Phase, inference>;

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        apply<X>(a, a.x(), a.y, false);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        if (a.dx()) apply<X>(a, a.dy, a.dx(), a.add_dx());
    }

private:
    template <Shape X, class T>
    static void apply(const pass_args<T>& a, const T* from, T* to, bool add) {
        static_assert(pointwise_block % 4 == 0 && (simd_width<T> % 4 == 0 || 4 % simd_width<T> == 0));
        constexpr drop_rule<T> rule = drop_rule<T>::template of<Rate>();
        parallel_sweep<T>(a.n * X::size, a.threads, [&](long i, auto lanes) {
            const simd<T> v = lanes.load(from + i) * rule.mask(a.random, i);
            lanes.store(to + i, add ? lanes.load(to + i) + v : v);
        });
    }
};

}  // namespace strata
