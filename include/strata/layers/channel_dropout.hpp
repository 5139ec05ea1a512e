// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/rows_together.hpp>
#include <strata/layer/drop_layer.hpp>

namespace strata {

/// Sets a share of the channels to zero in training, each as a whole: behind a convolution neighbouring
/// places say much the same, so that dropping single ones drops little.
///
///     training    y[c, i] = m[c] x[c, i]      m[c] = 0 with probability p, else 1 / (1 - p)      dx[c, i] = m[c] dy[c, i]
///     inference   y = x
///
/// (Tompson, Goroshin, Jain, LeCun, Bregler, 2015, section 3.2.) PyTorch's Dropout2d. Every sample has a mask
/// of its own, drawn a second time in the backward pass. `channel_dropout<0.2>`. Any shape fits. Refused:
/// E10.
template <fraction Rate>
struct channel_dropout : drop_layer<channel_dropout<Rate>, Rate> {
    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m;
        m.scratch_per_thread = (channels<X> + slack_elements) * int64(sizeof(T));
        return m;
    }

private:
    friend drop_layer<channel_dropout, Rate>;

    template <Shape X, class T>
    static void apply(const pass_args<T>& a, const T* all, T* all_to, bool add) {
        constexpr int C = channels<X>;
        constexpr drop_rule<T> rule = drop_rule<T>::of(Rate);
        parallel_for(a.n, threads_for(a.n * X::size, a.threads), [&](int sample, int thread) {
            T* m = reinterpret_cast<T*>(a.scratch_per_thread) + int64(thread) * (C + slack_elements);
            for (int c = 0; c < C; ++c) m[c] = rule.one(a.random, int64(sample) * C + c);
            const repeated_columns<T> repeated(m, C);
            const T *const from = all + sample * X::size, *const factor = repeated.data();
            T* const to = all_to + sample * X::size;
            sweep_rows<T>({0, places<X>}, C, [=](int64 i, int64 k, auto lanes) {
                const simd<T> v = lanes.load(from + i) * lanes.load(factor + k);
                store_or_add(lanes, to + i, v, add);
            });
        });
    }
};

}  // namespace strata
