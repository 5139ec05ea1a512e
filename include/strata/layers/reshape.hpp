// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layer/each_sample.hpp>

namespace strata {

/// The same elements under another shape, in the order in which they are written: `reshape<64, 7, 7>`.
///
///     forward     y[i1, i2, ...] = x[j1, j2, ...] where both are element e in C order      backward    dx = dy, likewise
///
///     x: any shape   y: [E1, E2, ...] with as many elements
///
/// The order is that of `flatten` and of PyTorch's view and Unflatten: channels first. Images lie channels
/// last in memory, so an image is turned round unless it has one channel or one place, or keeps its number of
/// channels; between vectors and sequences it is the same memory, and costs nothing. Keeps nothing. Refused:
/// E09, E35 (another number of elements).
template <int... E>
struct reshape : layer {
private:
    using Y = shape<E...>;
    static constexpr bool positive = sizeof...(E) > 0 && ((E > 0) && ...);

    template <Shape S>
    static constexpr bool as_written = !Image<S> || channels<S> == 1 || places<S> == 1;
    /// Where element `e` in C order lies in memory.
    template <Shape S>
    static constexpr int64 position(int64 e) {
        return as_written<S> ? e : e % places<S> * channels<S> + e / places<S>;
    }
    template <Shape X>
    struct shape_rule {
        using type =
            std::conditional_t<X::size == Y::size, Y, refused<E35_another_number_of_elements, expected<Y>>>;
    };
    struct refusal {
        using type = refused<E09_size_not_positive>;
    };

    template <class Visit>
    static constexpr void say_extents(Visit& visit, int C, int H, int W) {
        visit("channels", C);
        visit("height", H);
        visit("width", W);
    }
    template <class Visit>
    static constexpr void say_extents(Visit& visit, int L, int D) {
        visit("places", L);
        visit("features", D);
    }
    template <class Visit>
    static constexpr void say_extents(Visit& visit, int N) {
        visit("numbers", N);
    }

public:
    template <Shape X>
    using output = typename std::conditional_t<positive, shape_rule<X>, refusal>::type;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        say_extents(visit, E...);
    }

    template <class Phase, Shape X>
    static constexpr bool is_view = (as_written<X> && as_written<Y>) ||
                                    (!as_written<X> && !as_written<Y> && channels<X> == channels<Y>);

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_each<X, Y>(a, [](const T* x, T* y, int) {
            for (int64 e = 0; e < X::size; ++e) y[position<Y>(e)] = x[position<X>(e)];
        });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_each<X, Y>(a, [&](const T* dy, T* dx, int) {
            for (int64 e = 0; e < X::size; ++e) {
                T& to = dx[position<X>(e)];
                to = (a.add_dx() ? to : T(0)) + dy[position<Y>(e)];
            }
        });
    }
};

}  // namespace strata
