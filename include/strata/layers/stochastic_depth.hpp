// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/parallel.hpp>
#include <strata/layer/drop_layer.hpp>

namespace strata {

/// Skips what is before it for some samples in training: the last layer of a residual's body, so that the
/// sample goes through the shortcut alone and the network is less deep for it.
///
///     training    y = m x      m = 0 with probability p, else 1 / (1 - p), one for each sample      dx = m dy
///     inference   y = x
///
/// (Huang, Sun, Liu, Sedra, Weinberger, 2016, equation 2, scaled up in training where the paper scales down
/// at test time (equation 5), and drawn for each sample.) torchvision's StochasticDepth(p, "row"). The mask
/// is drawn a second time in the backward pass. `residual<chain<..., stochastic_depth<0.2>>>`. Any shape
/// fits. Refused: E10.
template <fraction Rate = fraction{}>
struct stochastic_depth : drop_layer<stochastic_depth<Rate>, Rate> {
private:
    friend drop_layer<stochastic_depth, Rate>;

    template <Shape X, class T>
    static void apply(const pass_args<T>& a, const T* from, T* to, bool add) {
        constexpr drop_rule<T> rule = drop_rule<T>::of(Rate);
        parallel_for(a.n, threads_for(a.n * X::size, a.threads), [&](int sample, int) {
            const simd<T> m(rule.one(a.random, sample));
            const int64 first = sample * X::size;
            sweep<T>(X::size, [&](int64 i, auto lanes) {
                const simd<T> v = m * lanes.load(from + first + i);
                store_or_add(lanes, to + first + i, v, add);
            });
        });
    }
};

}  // namespace strata
