// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <array>
#include <strata/layer/weight_mask.hpp>
#include <strata/layers/convolution.hpp>

namespace strata {

/// What a masked convolution can be told.
using masked_options = expected<dilation<1>, no_bias, init<he>>;

/// A convolution over an image that sees earlier pixels alone: `masked_conv<mask_a<>, 16, 7>`.
///
///     forward     y = x * (m w) + b        backward    dw = m dL/d(m w)        dx, db: as of `conv`
///
///     x: [C, H, W]   w: [K, C, FY, FX]   m: 0 or 1 for each weight, as Mask says   b: [K]   y: [K, H, W]
///
/// (van den Oord, Kalchbrenner, Kavukcuoglu, 2016, section 3.4.) The window is odd, with zeros around the
/// image as `same` has them. Masks: `mask_a<Colours>` for the first layer, `mask_b<Colours>` behind it,
/// `mask_above`, or one of your own (strata/layer/weight_mask.hpp). What is masked starts from 0 and has a
/// gradient of 0, so that every update rule leaves it there, and counts as 0 whatever it is. The rows below
/// are not computed, nor are the columns on the right of a window of one row. Options: `dilation<D>`,
/// `no_bias`, `init<he>`. In PyTorch: functional.conv2d(x, m * w, b, padding="same"). Refused: E04 (no
/// image), E05 (channels or filters not divisible by the colours), E09, E17 (an even window), E25, E26.
template <WeightMask Mask, int K, auto F, class... Options>
requires WindowSize<decltype(F)>
struct masked_conv : layer {
    static constexpr fusion role = fusion::convolution;
    static constexpr bool biased = has_option<with_bias, Options...> || !has_option<no_bias, Options...>;
    using biased_form = masked_conv<Mask, K, F, with_bias, Options...>;

private:
    static constexpr window_size size = window_of(F);
    using windows = stated_windows<F, same, Options...>;
    using whole = conv<K, F, same, Options...>;

    /// Whether any filter or channel keeps a tap.
    static constexpr bool uses(int C, int row, int column) {
        for (int k = 0; k < K; ++k)
            for (int c = 0; c < C; ++c)
                if (Mask::keeps(place_of_weight(k, K, c, C, row, size.rows, column, size.columns)))
                    return true;
        return false;
    }
    /// The taps that are computed: rows down to the last one that is used, at least to the middle; of a
    /// window of one row the same of its columns.
    static constexpr window_size taps_of(int C) {
        window_size t = size;
        if (size.rows == 1)
            while (t.columns > size.columns / 2 + 1 && !uses(C, 0, t.columns - 1)) --t.columns;
        auto unused = [&](int row) {
            for (int column = 0; column < size.columns; ++column)
                if (uses(C, row, column)) return false;
            return true;
        };
        while (t.rows > size.rows / 2 + 1 && unused(t.rows - 1)) --t.rows;
        return t;
    }

    template <class X>
    struct shape_rule {
        static constexpr auto decide() {
            using wrong_option =
                typename first_wrong_option<about_dilation | about_bias | about_init, 0, Options...>::type;
            if constexpr (!std::is_void_v<wrong_option>)
                return typename option_refusal<wrong_option, masked_options>::type{};
            else if constexpr (!Image<X>)
                return refused<E04_layer_needs_an_image>{};
            else if constexpr (K < 1 || Mask::colours < 1)
                return refused<E09_size_not_positive>{};
            else if constexpr (channels<X> % Mask::colours != 0 || K % Mask::colours != 0)
                return refused<E05_channels_not_divisible_by_groups, got<shape<channels<X>, K>>,
                               groups<Mask::colours>,
                               write_instead<groups<std::gcd(std::gcd(channels<X>, K), Mask::colours)>>>{};
            else
                return typename whole::template output<X>{};
        }
        using type = decltype(decide());
    };

    /// The convolution that is computed: its weights are the first ones of the masked convolution's.
    template <class X>
    struct computed {
        static constexpr window_size taps = taps_of(channels<X>);
        static constexpr int DY = windows::dilations.along_axis(0, 1),
                             DX = windows::dilations.along_axis(1, 1);
        using type = conv<K, taps,
                          pad<DY*(size.rows / 2), DY*(taps.rows - 1 - size.rows / 2), DX*(size.columns / 2),
                              DX*(taps.columns - 1 - size.columns / 2)>,
                          Options...>;
        static constexpr int64 weights = int64{taps.rows} * taps.columns * channels<X> * K;
    };
    template <class X>
    using linear = typename computed<X>::type;

    template <class X>
    struct parameters_of {
        using start = typename chosen_initializer<he, Options...>::type;
        using weight = parameter<"weight", shape<K, channels<X>, size.rows, size.columns>,
                                 stated<masked_start<start, Mask, K, channels<X>, size.rows, size.columns>>,
                                 stored<2, 3, 1, 0>>;
        using type = std::conditional_t<biased, parameter_list<weight, parameter<"bias", shape<K>, zeros>>,
                                        parameter_list<weight>>;
    };

    /// Elements of the masked weights, and their bytes in whole cache lines.
    template <class T, Shape X>
    static constexpr int64 bytes_of_masked = rounded_bytes((computed<X>::weights + slack_elements) *
                                                           int64(sizeof(T)));

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;
    template <Shape X>
    using parameters = typename parameters_of<X>::type;
    template <Shape X>
    static constexpr int64 multiply_adds = linear<X>::template multiply_adds<X>;
    template <Shape X>
    static constexpr auto seen = linear<X>::template seen<X>;

    /// The numbers of the convolution that is computed, whose weights are the first ones of w.
    template <Shape X>
    static constexpr convolution_extents extents() {
        return linear<X>::template extents<X>();
    }
    /// The weights of the taps that are computed, as the mask has them: `to` may be `from`.
    template <Shape X, class T>
    static void mask_weights(const T* from, T* to) {
        constexpr int C = channels<X>;
        constexpr window_size taps = computed<X>::taps;
        int64 i = 0;
        for (int row = 0; row < taps.rows; ++row)
            for (int column = 0; column < taps.columns; ++column)
                for (int c = 0; c < C; ++c)
                    for (int k = 0; k < K; ++k, ++i)
                        to[i] = Mask::keeps(place_of_weight(k, K, c, C, row, size.rows, column, size.columns))
                                    ? from[i]
                                    : T(0);
    }

    template <Shape X, class Out>
    static constexpr void formula(Out& out) {
        whole::template formula<X>(out);
    }
    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("filters", K);
        windows::settings(visit, window<1>);
        windows::dilation_settings(visit);
        visit("colours", Mask::colours);
        visit("bias", biased);
    }

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        return needs_with<Phase, T, X>(0);
    }
    template <class Phase, class T, Shape X>
    static void prepare(const prepare_args<T>& a) {
        if constexpr (!Phase::backward) {
            std::array<T*, 2> w{reinterpret_cast<T*>(a.prepared), biased ? a.w[1] : nullptr};
            mask_weights<X>(a.w[0], w[0]);
            linear<X>::template prepare<Phase, T, X>(
                {a.threads, w.data(), a.prepared + bytes_of_masked<T, X>});
        }
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_with<Phase, T, X, identity_map>(a, {});
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_with<T, X, identity_map>(a, {});
    }

    template <class Phase, class T, Shape X>
    static constexpr memory needs_with(int64 pooled) {
        memory m = linear<X>::template needs_with<Phase, T, X>(pooled);
        if constexpr (!Phase::backward) m.prepared += bytes_of_masked<T, X>;
        if constexpr (Phase::backward) m.scratch = rounded_bytes(m.scratch) + bytes_of_masked<T, X>;
        return m;
    }
    template <class Phase, class T, Shape X, class Act>
    static void forward_with(const forward_args<T>& a, const companions<T>& with) {
        forward_args<T> inner = a;
        std::array<T*, 2> w{nullptr, biased ? a.w[1] : nullptr};
        inner.w = w.data();
        if constexpr (Phase::backward) {
            w[0] = masked_in_scratch<Phase, T, X>(a);
        } else {
            w[0] = reinterpret_cast<T*>(a.prepared);
            inner.prepared = a.prepared + bytes_of_masked<T, X>;
        }
        linear<X>::template forward_with<Phase, T, X, Act>(inner, with);
    }
    template <class T, Shape X, class Act>
    static void backward_with(const backward_args<T>& a, const companions<T>& with) {
        backward_args<T> inner = a;
        std::array<T*, 2> w{masked_in_scratch<training, T, X>(a), biased ? a.w[1] : nullptr};
        inner.w = w.data();
        linear<X>::template backward_with<T, X, Act>(inner, with);
        if (T* const dw = a.dw[0]) {
            mask_weights<X>(dw, dw);
            std::fill(dw + computed<X>::weights, dw + parameters_of<X>::weight::size, T(0));
        }
    }

private:
    /// The weights with the mask on, behind the scratch of the convolution that is computed.
    template <class Phase, class T, Shape X>
    static T* masked_in_scratch(const pass_args<T>& a) {
        constexpr int64 before = rounded_bytes(linear<X>::template needs_with<Phase, T, X>(0).scratch);
        T* const masked = reinterpret_cast<T*>(a.scratch + before);
        mask_weights<X>(a.w[0], masked);
        return masked;
    }
};

/// As it is written, also where the window is no number.
template <class Mask, int K, window_size F, class... Options>
struct spelled<masked_conv<Mask, K, F, Options...>> {
    static constexpr void write(sentence& s) {
        s << "masked_conv<";
        spelled<Mask>::write(s);
        s << ", " << K << ", window<" << F.rows << ", " << F.columns << ">";
        ((s << ", ", spelled<Options>::write(s)), ...);
        s << ">";
    }
};

}  // namespace strata
