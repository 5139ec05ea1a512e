// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/pooling/adaptive_pooling.hpp>
#include <strata/kernels/pooling/average_pooling.hpp>
#include <strata/kernels/pooling/max_pooling.hpp>
#include <strata/layer/each_sample.hpp>
#include <strata/layer/windows.hpp>

namespace strata {

/// What poolings to a stated output share: to OH x OW places of an image, or to OH places of a sequence. OW
/// is OH unless stated.
template <int OH, int... OW>
struct adaptive_pooling : layer {
private:
    static constexpr int columns = sizeof...(OW) == 0 ? OH : (0 + ... + OW);

    template <class X>
    struct shape_rule {
        using type = refused<E04_layer_needs_an_image>;
    };
    template <int C, int H, int W>
    struct shape_rule<shape<C, H, W>> {
        using type = std::conditional_t<(OH > 0 && columns > 0), sized<C, OH, columns>,
                                        refused<E09_size_not_positive>>;
    };
    template <int L, int C>
    struct shape_rule<shape<L, C>> {
        using type =
            std::conditional_t<sizeof...(OW) != 0,
                               refused<E66_numbers_and_axes_differ, stated_size<OH, columns>, shape<L, C>>,
                               std::conditional_t<(OH > 0), sized<OH, C>, refused<E09_size_not_positive>>>;
    };

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;

    template <Shape X>
    static constexpr adaptive_extents extents() {
        if constexpr (Sequence<X>)
            return {channels<X>, {}, adaptive_axis(X::extents[0], OH), 1, OH};
        else
            return {channels<X>, adaptive_axis(height<X>, OH), adaptive_axis(width<X>, columns), OH, columns};
    }
    /// The largest window, and the least distance.
    template <Shape X>
    static constexpr auto seen = seen_by<X>(window_pair{extents<X>().y, extents<X>().x});

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("height", OH);
        visit("width", columns);
    }
};

/// The mean of windows that cut an image, or a sequence, into a stated number of parts.
///
///     forward     y[c, oy, ox] = the mean of x[c, i, j] over  floor(oy H / OH) <= i < ceil((oy + 1) H / OH), j likewise
///     backward    dx[c, i, j] += dy[c, oy, ox] / n over the n places of a window
///
///     x: [C, H, W]   y: [C, OH, OW]  by adaptive_average_pool<OH, OW>, or <OH> for OW = OH
///     x: [L, C]      y: [OL, C]      by adaptive_average_pool<OL>
///
/// So that networks take images of any size. PyTorch's AdaptiveAvgPool2d and AdaptiveAvgPool1d. Keeps
/// nothing. Refused: E04, E09, E66.
template <int OH, int... OW>
requires(sizeof...(OW) <= 1) struct adaptive_average_pool : adaptive_pooling<OH, OW...> {
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        using base = adaptive_pooling<OH, OW...>;
        forward_each<X, typename base::template output<X>>(
            a, [](const T* x, T* y, int) { average_pool_forward(base::template extents<X>(), x, y); });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        using base = adaptive_pooling<OH, OW...>;
        backward_each_added<X, typename base::template output<X>>(
            a, [](const T* dy, T* dx, int) { average_pool_backward(base::template extents<X>(), dy, dx); });
    }
};

/// The largest number of such windows.
///
///     forward     y[c, oy, ox] = max of x[c, i, j] over the places that `adaptive_average_pool` takes the mean of
///     backward    dx at the place that won += dy      (the first where several are equal)
///
/// Shapes as there. PyTorch's AdaptiveMaxPool2d and AdaptiveMaxPool1d. Keeps which tap won. Refused: E04,
/// E09, E66.
template <int OH, int... OW>
requires(sizeof...(OW) <= 1) struct adaptive_max_pool : adaptive_pooling<OH, OW...> {
private:
    using base = adaptive_pooling<OH, OW...>;

    template <Shape X>
    static constexpr int64 size = base::template output<X>::size;

    template <Shape X>
    static std::int32_t* taps(void* kept, int sample) {
        return static_cast<std::int32_t*>(kept) + sample * size<X>;
    }

public:
    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m;
        if constexpr (Phase::backward) m.kept_per_sample = size<X> * int64(sizeof(std::int32_t));
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_each<X, typename base::template output<X>>(a, [&](const T* x, T* y, int sample) {
            std::int32_t* argmax = nullptr;
            if constexpr (Phase::backward) argmax = taps<X>(a.kept_per_sample, sample);
            max_pool_forward(base::template extents<X>(), x, y, argmax);
        });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        constexpr adaptive_extents e = base::template extents<X>();
        backward_each_added<X, typename base::template output<X>>(a, [&](const T* dy, T* dx, int sample) {
            max_pool_backward<T>(e, static_cast<const std::int32_t*>(taps<X>(a.kept_per_sample, sample)), dx,
                                 int64(e.x.W) * e.C,
                                 [dy](int64 i, auto lanes) { return lanes.load(dy + i); });
        });
    }
};

}  // namespace strata
