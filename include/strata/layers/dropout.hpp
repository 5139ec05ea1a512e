// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/drop_mask.hpp>
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
        drop_some(drop_rule<T>::of(Rate), a.random, from, to, add, a.n * X::size, a.threads);
    }
};

}  // namespace strata
