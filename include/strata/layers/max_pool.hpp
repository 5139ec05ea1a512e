// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/pooling/max_pooling.hpp>
#include <strata/layer/pooling.hpp>

namespace strata {

/// The largest value of each window.
///
///     forward     y[c, oy, ox] = max_{fy, fx} x[c, S oy + fy - P, S ox + fx - P]
///     backward    dx at the place that won += dy      (the first where several are equal)
///
///     x: [C, H, W]   y: [C, OH, OW]     OH = (H - F + 2P) / S + 1,  S = F unless stated
///     x: [L, C]      y: [OL, C]         over a sequence
///
/// F is a number or `window<FY, FX>`. Options, as `conv` has them: `stride` (windows overlap where S < F),
/// `pad`, `same`, `same_upper`, `dilation`; `round_down` or `round_up` (ceil_mode). PyTorch's MaxPool2d and
/// MaxPool1d. Keeps which tap won. Refused: E01, E02, E04, E06 (padding of more than half the window), E09,
/// E17, E25, E26, E66.
template <auto F = 0, class... Options>
requires WindowSize<decltype(F)>
struct max_pool : layer {
private:
    using windows = max_pooling_window<F, Options...>;
    static constexpr bool is_small = int64{windows::size.rows} * windows::size.columns <= 255;
    using index = std::conditional_t<is_small, std::uint8_t, std::int32_t>;

public:
    static constexpr fusion role = is_small ? fusion::max_pooling : fusion::none;

    template <Shape X>
    static constexpr pooling_extents extents() {
        return windows::template extents<X>();
    }
    template <Shape X>
    using output = typename windows::template output<X>;
    template <Shape X>
    static constexpr auto seen = seen_by<X>(windows::template over<X>());

    /// The output's extents, written out.
    template <Shape X, class Out>
    static constexpr void formula(Out& out) {
        write_windows<X>(windows::template over<X>(), out);
    }

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        windows::settings(visit);
    }

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m;
        if constexpr (Phase::backward) m.kept_per_sample = output<X>::size * int64(sizeof(index));
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_each<X, output<X>>(a, [&](const T* x, T* y, int sample) {
            index* argmax = nullptr;
            if constexpr (Phase::backward)
                argmax = reinterpret_cast<index*>(a.kept_per_sample) + sample * output<X>::size;
            max_pool_forward(extents<X>(), x, y, argmax);
        });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_each_added<X, output<X>>(a, [&](const T* dy, T* dx, int sample) {
            max_pool_backward<T>(
                extents<X>(), reinterpret_cast<const index*>(a.kept_per_sample) + sample * output<X>::size,
                dx, int64(extents<X>().W()) * channels<X>,
                [dy](int64 i, auto lanes) { return lanes.load(dy + i); },
                extents<X>().apart() && !a.add_dx());
        });
    }
};

}  // namespace strata
