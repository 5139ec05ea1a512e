// SPDX-License-Identifier: MIT
#pragma once
/// What `zero_pad`, `reflect_pad` and `replicate_pad` share: how wide the border is on each side, and when it
/// is refused.
#include <strata/kernels/images/framing.hpp>
#include <strata/layer/each_sample.hpp>
#include <type_traits>

namespace strata {

/// How wide a border is on each side. The places of a sequence are rows, and nothing is beside them.
struct border_widths {
    int top, bottom, left, right;
};

/// One number for all sides, two for rows and columns, four for top, bottom, left and right; of a sequence
/// one for both ends, or two for before and after.
template <int... P>
struct border {
private:
    static constexpr int numbers = sizeof...(P);

public:
    /// Whether a sequence takes so many numbers, and whether anything does.
    static constexpr bool of_sequences = numbers == 1 || numbers == 2;
    static constexpr bool known = of_sequences || numbers == 4;
    static constexpr bool positive = ((P >= 0) && ...);

    template <Shape X>
    static constexpr border_widths widths() {
        constexpr int p[] = {P..., 0};
        if constexpr (Sequence<X>)
            return {p[0], p[numbers - 1], 0, 0};
        else if constexpr (numbers == 4)
            return {p[0], p[1], p[2], p[3]};
        else
            return {p[0], p[0], p[numbers - 1], p[numbers - 1]};
    }

    /// The small image in the large one; the places of a sequence are rows of one pixel.
    template <Shape X>
    static constexpr framing_extents extents() {
        constexpr border_widths b = widths<X>();
        constexpr int h = Image<X> ? X::extents[1] : X::extents[0], w = Image<X> ? X::extents.back() : 1;
        return {channels<X>, h + b.top + b.bottom, w + b.left + b.right, h, w, b.top, b.left};
    }

    template <class Visit>
    static constexpr void settings(Visit& visit) {
        say(visit, P...);
    }

private:
    template <class Visit>
    static constexpr void say(Visit& visit, int all) {
        visit("padding", all);
    }
    template <class Visit>
    static constexpr void say(Visit& visit, int first, int second) {
        visit("padding_first", first);
        visit("padding_second", second);
    }
    template <class Visit>
    static constexpr void say(Visit& visit, int top, int bottom, int left, int right) {
        visit("padding_top", top);
        visit("padding_bottom", bottom);
        visit("padding_left", left);
        visit("padding_right", right);
    }
    template <class Visit>
    static constexpr void say(Visit&, ...) {}
};

/// A layer that puts a border around an image or a sequence. `Pad` derives from it and says what stands
/// there:
///
///     refusal<X, widths>          why it refuses X, or void
///     put(extents, x, y)          y = x with the border
///     take(extents, dy, dx, add)  dx = what dy has of x, or that added to it
///
/// Keeps nothing.
template <class Pad, int... P>
struct border_layer : layer {
private:
    using rule = border<P...>;

    template <class X>
    struct shape_rule {
        static constexpr auto decide() {
            if constexpr (!rule::known || !rule::positive)
                return refused<E09_size_not_positive>{};
            else if constexpr (!(Image<X> || (Sequence<X> && rule::of_sequences)))
                return refused<E04_layer_needs_an_image>{};
            else
                return decide_around<rule::template widths<X>()>();
        }
        template <border_widths b>
        static constexpr auto decide_around() {
            using own = typename Pad::template refusal<X, b>;
            if constexpr (!std::is_void_v<own>)
                return own{};
            else if constexpr (Image<X>)
                return sized<X::extents[0], int64{X::extents[1]} + b.top + b.bottom,
                             int64{X::extents.back()} + b.left + b.right>{};
            else
                return sized<int64{X::extents[0]} + b.top + b.bottom, channels<X>>{};
        }
        using type = decltype(decide());
    };

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        rule::settings(visit);
    }

    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        constexpr framing_extents e = rule::template extents<X>();
        forward_each<X, output<X>>(a, [e](const T* x, T* y, int) { Pad::put(e, x, y); });
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        constexpr framing_extents e = rule::template extents<X>();
        backward_each<X, output<X>>(a,
                                    [&a, e](const T* dy, T* dx, int) { Pad::take(e, dy, dx, a.add_dx()); });
    }
};

}  // namespace strata
