// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/row_sums.hpp>
#include <strata/layer/initializers.hpp>
#include <strata/layer/layer.hpp>

namespace strata {

/// A learned factor for each channel, small at first: the last layer of a residual's body, which so begins
/// near the identity however deep the network is.
///
///     forward     y[c, i] = w[c] x[c, i]
///     backward    dx[c, i] = w[c] dy[c, i]      dw[c] = sum_i dy[c, i] x[c, i], summed over samples
///
///     x, y: [C, ...]   w (weight): [C], from the number that is stated, 1e-6 unless it is
///
/// (Touvron, Cord, Sablayrolles, Synnaeve, Jégou: "Going deeper with image transformers", 2021, equation 3;
/// Liu and others: "A ConvNet for the 2020s", 2022.) timm's LayerScale, torchvision's layer_scale. Keeps x
/// where w learns. Any shape fits. Refused: E46 (a number below 0, or a whole 0).
template <fraction Start = 1e-6>
struct layer_scale : layer {
    template <Shape X>
    using output =
        std::conditional_t<is_slope(Start), X, refused<E46_slope_below_0, number<Start>, factor_of_channels>>;
    template <Shape X>
    using parameters = parameter_list<parameter<"weight", shape<channels<X>>, constant<Start>>>;
    template <Shape X>
    static constexpr int64 multiply_adds = X::size;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("start", number_of<Start, double>);
    }

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m;
        if constexpr (Phase::backward) {
            m.x_for_parameters = true;
            m.scratch = row_sums_scratch<T>(channels<X>) * int64(sizeof(T));
        }
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        scale_rows<X>(a, a.x(), a.y, false);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        constexpr int C = channels<X>;
        if (a.dx()) scale_rows<X>(a, a.dy, a.dx(), a.add_dx());
        if (!a.dw[0]) return;
        T* const scratch = reinterpret_cast<T*>(a.scratch);
        sum_rows_in_blocks(a.n * places<X>, C, scratch, a.threads, [x = a.x(), dy = a.dy](int64, auto lanes) {
            return [=](int64 i) { return lanes.load(x + i) * lanes.load(dy + i); };
        });
        for (int c = 0; c < C; ++c) a.dw[0][c] = static_cast<T>(sum_of_column(scratch, C, c));
    }

private:
    /// to = w from, or to += w from.
    template <Shape X, class T>
    static void scale_rows(const pass_args<T>& a, const T* from, T* to, bool add) {
        constexpr int C = channels<X>;
        const repeated_columns<T> repeated(a.w[0], C);
        const T* const w = repeated.data();
        const int64 rows = a.n * places<X>;
        parallel_for(row_blocks, threads_for(rows * C, a.threads), [=](int block, int) {
            sweep_rows<T>(slice_of(rows, row_blocks, block), C, [=](int64 i, int64 k, auto lanes) {
                const simd<T> v = lanes.load(from + i) * lanes.load(w + k);
                store_or_add(lanes, to + i, v, add);
            });
        });
    }
};

}  // namespace strata
