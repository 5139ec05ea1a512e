// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/pointwise.hpp>
#include <strata/layer/drop_layer.hpp>

namespace strata {

/// Sets a share of the values to zero in training and scales the rest up, so that nothing has to be done at
/// test time.
///
///     training    y[i] = m[i] x[i] / (1 - p)      m[i] = 0 with probability p, else 1      dx[i] = m[i] dy[i] / (1 - p)
///     inference   y = x
///
/// (Srivastava and others, 2014, in the inverted form.) The mask is not stored: it is drawn a second time in
/// the backward pass, by counting. `dropout<0.5>`, or `dropout<1.0 / 3>`. Any shape fits. Refused: E10.
template <fraction Rate = fraction{}>
struct dropout : drop_layer<dropout<Rate>, Rate> {
private:
    friend drop_layer<dropout, Rate>;

    template <Shape X, class T>
    static void apply(const pass_args<T>& a, const T* from, T* to, bool add) {
        static_assert(pointwise_block % 4 == 0 && (simd_width<T> % 4 == 0 || 4 % simd_width<T> == 0));
        constexpr drop_rule<T> rule = drop_rule<T>::of(Rate);
        parallel_sweep<T>(a.n * X::size, a.threads, [&](int64 i, auto lanes) {
            const simd<T> v = lanes.load(from + i) * rule.mask(a.random, i);
            store_or_add(lanes, to + i, v, add);
        });
    }
};

}  // namespace strata
