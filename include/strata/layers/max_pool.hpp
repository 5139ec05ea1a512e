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
///
/// Options: `stride<S>` (windows overlap where S < F), `pad<P>`, `round_down` or `round_up` (ceil_mode).
/// PyTorch's MaxPool2d. Keeps which tap won. Refused: E01, E02, E04, E06 (padding of more than half the
/// window), E09, E25, E26.
template <int F = 0, class... Options>
struct max_pool : layer {
    static constexpr fusion role = F <= 15 ? fusion::max_pooling : fusion::none;
    using index = std::conditional_t<(F <= 15), std::uint8_t, std::int32_t>;

    template <Image X>
    static constexpr pooling_extents extents() {
        return pooling_window<F, Options...>::template extents<X>();
    }
    template <Shape X>
    using output = typename pooling_window<F, Options...>::template output<X>;
    template <Shape X>
    static constexpr window seen = extents<X>().rows();

    /// The output's extent, written out.
    template <Image X, class Out>
    static constexpr void formula(Out& out) {
        write_windows(extents<X>(), out);
    }

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        pooling_window<F, Options...>::settings(visit);
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
                dx, int64(width<X>) * channels<X>, [dy](int64 i, auto lanes) { return lanes.load(dy + i); },
                extents<X>().apart() && !a.add_dx());
        });
    }
};

}  // namespace strata
