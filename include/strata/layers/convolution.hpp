// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <numeric>
#include <strata/kernels/convolution/convolution_pass.hpp>
#include <strata/layer/companions.hpp>
#include <strata/layer/layer.hpp>
#include <strata/layer/windows.hpp>

namespace strata {

// Who writes conv<1, 8, 3> is shown these names by g++, and by clang the line above the definition (E51).
template <int Filters, auto Window, class... Options>
requires WindowSize<decltype(Window)>
struct conv;

/// What a convolution can be told.
using convolution_options = expected<stride<1>, pad<1>, same, same_upper, causal, groups<1>, dilation<1>,
                                     no_bias, round_down, init<he>, small_batch>;

/// K filters of F x F over an image, or of F places over a sequence.
///
///     forward     y[k, oy, ox] = b[k] + sum_{c, fy, fx} x[c, S oy + D fy - P, S ox + D fx - P] w[k, c, fy, fx]
///     backward    dw[k, c, fy, fx] = sum_{oy, ox} x[c, S oy + D fy - P, S ox + D fx - P] dy[k, oy, ox]
///                 db[k] = sum_{oy, ox} dy[k, oy, ox]      dx: the same sum over w, turned round
///
///     x: [C, H, W]   w: [K, C / G, FY, FX]   b: [K]   y: [K, OH, OW]     OH = (H - FY + 2P) / S + 1
///     x: [L, C]      w: [K, C / G, F]        b: [K]   y: [OL, K]         OL = (L - F + 2P) / S + 1
///
/// F is a number, or over an image `window<FY, FX>`. Options: `stride<S>` or `stride<SY, SX>`; `pad<P>`,
/// `pad<PY, PX>`, `pad<top, bottom, left, right>`, over a sequence `pad<before, after>`; `same`,
/// `same_upper`, over a sequence `causal`; `dilation<D>` or `dilation<DY, DX>`; `groups<G>`, `no_bias`,
/// `round_down`, `init<he>`, `small_batch`. PyTorch's Conv2d and Conv1d. Refused: E01 (the rule is not
/// whole), E02 (the window is larger than the padded input), E04 (neither image nor sequence), E05 (channels
/// not divisible by the groups), E09 (a size below 1), E17 (`same` with an even window), E25 and E26 (an
/// option it does not have, or has already), E41 (`causal` over an image), E66 (an option of more numbers
/// than there are axes).
template <int K = 0, auto F = 0, class... Options>  // filters, window, options: conv<8, 3, pad<1>>
requires WindowSize<decltype(F)>
struct conv : layer {
    static constexpr fusion role = fusion::convolution;
    static constexpr bool biased = has_option<with_bias, Options...> || !has_option<no_bias, Options...>;
    using biased_form = conv<K, F, with_bias, Options...>;
    using weight_initializer = typename chosen_initializer<he, Options...>::type;

private:
    using windows = stated_windows<F, Options...>;
    static constexpr int G = option_value<groups, Options...>::or_else(1);

    template <class X>
    struct shape_rule {
        static constexpr auto decide() {
            using mistake =
                decltype(windows::template mistake<X,
                                                   about_stride | about_padding | about_same |
                                                       about_causality | about_groups | about_dilation |
                                                       about_bias | about_rounding | about_init | about_batch,
                                                   convolution_options>());
            if constexpr (!std::is_same_v<mistake, types<>>)
                return mistake{};
            else if constexpr (K < 1 || G < 1)
                return refused<E09_size_not_positive>{};
            else if constexpr (channels<X> % G != 0 || K % G != 0)
                return refused<E05_channels_not_divisible_by_groups, got<shape<channels<X>, K>>, groups<G>,
                               write_instead<groups<std::gcd(std::gcd(channels<X>, K), G)>>>{};
            else
                return windows_decision<X, windows::template over<X>(window<1>), K, windows::has_to_be_whole,
                                        windows::size.rows - 1, windows::size.columns - 1>();
        }
        using type = decltype(decide());
    };

    template <class X>
    struct parameters_of {
        static constexpr int c = channels<X> / G;
        using image_weight = parameter<"weight", shape<K, c, windows::size.rows, windows::size.columns>,
                                       weight_initializer, stored<2, 3, 1, 0>>;
        using sequence_weight =
            parameter<"weight", shape<K, c, windows::size.columns>, weight_initializer, stored<2, 1, 0>>;
        using weight = std::conditional_t<Sequence<X>, sequence_weight, image_weight>;
        using type = std::conditional_t<biased, parameter_list<weight, parameter<"bias", shape<K>, zeros>>,
                                        parameter_list<weight>>;
    };

public:
    /// The numbers of this convolution over X.
    template <Shape X>
    static constexpr convolution_extents extents() {
        constexpr window_pair w = windows::template over<X>(window<1>);
        return as_one_tap({channels<X>, w.rows, w.columns, K, G, has_option<small_batch, Options...>});
    }
    template <Shape X>
    using output = typename shape_rule<X>::type;
    template <Shape X>
    using parameters = typename parameters_of<X>::type;
    template <Shape X>
    static constexpr int64 multiply_adds = extents<X>().weights() * extents<X>().OH() * extents<X>().OW();

    /// How far one output place sees along each axis, and how far apart neighbours look.
    template <Shape X>
    static constexpr auto seen = seen_by<X>(windows::template over<X>(window<1>));

    /// The output's extents, written out.
    template <Shape X, class Out>
    static constexpr void formula(Out& out) {
        write_windows<X>(windows::template over<X>(window<1>), out);
    }

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("filters", K);
        windows::settings(visit, window<1>);
        windows::dilation_settings(visit);
        visit("groups", G);
        visit("bias", biased);
        visit("round_down", has_option<round_down, Options...>);
        if constexpr (has_option<small_batch, Options...>) visit("small_batch", true);
    }

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        return needs_with<Phase, T, X>(0);
    }
    template <class Phase, class T, Shape X>
    static void prepare(const prepare_args<T>& a) {
        if constexpr (!Phase::backward)
            prepare_convolution<kernel_of(extents<X>()), T>(extents<X>(), a.w[0], biased ? a.w[1] : nullptr,
                                                            reinterpret_cast<T*>(a.prepared), a.threads);
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_with<Phase, T, X, identity_map>(a, {});
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_with<T, X, identity_map>(a, {});
    }

    /// The same with an activation and a max pooling of `pooled` places behind it, or, where no backward
    /// follows, with a sum before the activation.
    template <class Phase, class T, Shape X>
    static constexpr memory needs_with(int64 pooled) {
        constexpr convolution_extents e = extents<X>();
        memory m;
        m.scratch_per_sample = elements_per_sample(e, pooled > 0, Phase::backward) * int64(sizeof(T));
        m.scratch_per_thread = forward_scratch<T>(e, pooled > 0) * int64(sizeof(T));
        if constexpr (!Phase::backward) m.prepared = prepared_elements<T>(e) * int64(sizeof(T));
        if constexpr (Phase::backward) {
            const int64 backward_bytes = backward_scratch<T>(e) * int64(sizeof(T));
            if (backward_bytes > m.scratch_per_thread) m.scratch_per_thread = backward_bytes;
            m.scratch = std::max(forward_shared<T>(e), backward_shared<T>(e)) * int64(sizeof(T));
            m.kept_per_sample = pooled * K;
            m.x_for_parameters = true;
        }
        return m;
    }
    template <class Phase, class T, Shape X, class Act>
    static void forward_with(const forward_args<T>& a, const companions<T>& with) {
        convolution_pass<T> p = pass<X>(a, with.pool, Phase::backward);
        if constexpr (!Phase::backward) p.prepared = reinterpret_cast<const T*>(a.prepared);
        p.shortcut = with.shortcut;
        convolution_forward<kernel_of(extents<X>()), Act>(p);
    }
    template <class T, Shape X, class Act>
    static void backward_with(const backward_args<T>& a, const companions<T>& with) {
        convolution_pass<T> p = pass<X>(a, with.pool, true);
        p.dy = a.dy;
        p.dx = a.dx();
        p.add_dx = a.add_dx();
        p.dw = a.dw[0];
        if constexpr (biased) p.db = a.dw[1];
        convolution_backward<kernel_of(extents<X>()), Act>(p);
    }

private:
    template <Shape X, class T>
    static convolution_pass<T> pass(const pass_args<T>& a, const pooling_extents* pool, bool keeps) {
        convolution_pass<T> p{};
        p.e = extents<X>();
        p.pool = pool;
        p.n = a.n;
        p.threads = a.threads;
        p.x = a.x();
        p.w = a.w[0];
        if constexpr (biased) p.bias = a.w[1];
        p.y = a.y;
        p.argmax = pool && keeps ? reinterpret_cast<std::uint8_t*>(a.kept_per_sample) : nullptr;
        p.scratch = reinterpret_cast<T*>(a.scratch_per_thread);
        p.shared = reinterpret_cast<T*>(a.scratch);
        p.z = reinterpret_cast<T*>(a.scratch_per_sample);
        return p;
    }
};

}  // namespace strata
