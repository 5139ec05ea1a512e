// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/recurrent/recurrent_pass.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The cells of the plain recurrence (Elman, 1990). Act: a map whose slope is told by its value.
///
///     forward     h_t = act(x_t w + b + h_{t-1} u)
///     backward    da_t = (dy_t + dh_t) slope(h_t)
///
///     w: [D, H]   u: [H, H]   b: [H]
template <class Act>
struct rnn_cell {
    static constexpr int blocks_of_x = 1, blocks_of_h = 1, blocks_beside = 0;
    static constexpr bool adds = true, gates_are_h = true, beside = false, carries = false,
                          hands_h_on = false;

    template <class T>
    [[gnu::noinline]] static void cells(const place_of_cells<T>& p) {
        sweep<T>(p.H, [h = p.h](int64 j, auto lanes) { lanes.store(h + j, Act::value(lanes.load(h + j))); });
    }
    template <class T>
    [[gnu::noinline]] static void cells_gradient(const gradient_of_cells<T>& p) {
        sweep<T>(p.H, [=](int64 j, auto lanes) {
            const simd<T> to_h = lanes.load(p.dy + j) + lanes.load(p.dh + j);
            lanes.store(p.da + j, to_h * Act::slope(lanes.load(p.h + j)));
        });
    }
};

}  // namespace strata::inline STRATA_TARGET
