// SPDX-License-Identifier: MIT
#pragma once
#include <numeric>
#include <strata/kernels/convolution/convolution_pass.hpp>
#include <strata/layer/layer.hpp>
#include <strata/layer/options.hpp>
#include <strata/shape/repair.hpp>

namespace strata {

// Who writes conv<1, 8, 3> is shown these names by g++, and by clang the line above the definition (E51).
template <int Filters, int Window, class... Options>
struct conv;

/// What a convolution can be told.
using convolution_options =
    expected<stride<1>, pad<1>, same, groups<1>, dilation<1>, no_bias, round_down, init<he>>;

/// K filters of F x F over an image.
///
///     forward     y[k, oy, ox] = b[k] + sum_{c, fy, fx} x[c, S oy + D fy - P, S ox + D fx - P] w[k, c, fy, fx]
///     backward    dw[k, c, fy, fx] = sum_{oy, ox} x[c, S oy + D fy - P, S ox + D fx - P] dy[k, oy, ox]
///                 db[k] = sum_{oy, ox} dy[k, oy, ox]      dx: the same sum over w, turned round
///
///     x: [C, H, W]   w: [K, C / G, F, F]   b: [K]   y: [K, OH, OW]     OH = (H - F + 2P) / S + 1
///
/// Options: `stride<S>`, `pad<P>` or `same`, `groups<G>`, `dilation<D>`, `no_bias`, `round_down`,
/// `init<he>`. PyTorch's Conv2d.
/// Refused: E01 (the rule is not whole), E02 (the window is larger than the padded input), E04 (not an
/// image), E05 (channels not divisible by the groups), E09 (a size below 1), E17 (`same` with an even
/// window), E25 and E26 (an option it does not have, or has already).
template <int K = 0, int F = 0, class... Options>  // filters, window, options: conv<8, 3, pad<1>>
struct conv : layer {
    static constexpr fusion role = fusion::convolution;
    static constexpr bool biased = has_option<with_bias, Options...> || !has_option<no_bias, Options...>;
    using biased_form = conv<K, F, with_bias, Options...>;
    using weight_initializer = typename chosen_initializer<he, Options...>::type;

    static constexpr int S = option_value<stride, Options...>::or_else(1);
    static constexpr int D = option_value<dilation, Options...>::or_else(1);
    static constexpr int G = option_value<groups, Options...>::or_else(1);
    static constexpr int P =
        has_option<same, Options...> ? D * (F - 1) / 2 : option_value<pad, Options...>::or_else(0);

    /// The numbers of this convolution over X.
    template <Image X>
    static constexpr convolution_extents extents() {
        return {channels<X>, height<X>, width<X>, K, F, S, P, D, G};
    }

private:
    using wrong_option =
        typename first_wrong_option<about_stride | about_padding | about_groups | about_dilation |
                                        about_bias | about_rounding | about_init,
                                    0, Options...>::type;

    template <class X>
    struct shape_rule {
        using type = refused<E04_layer_needs_an_image>;
    };
    template <Image X>
    struct shape_rule<X> {
        static constexpr auto decide() {
            constexpr convolution_extents e = extents<X>();
            constexpr bool positive = K > 0 && F > 0 && e.S > 0 && e.D > 0 && e.G > 0 && e.P >= 0;
            if constexpr (!std::is_void_v<wrong_option>)
                return typename option_refusal<wrong_option, convolution_options>::type{};
            else if constexpr (!positive)
                return refused<E09_size_not_positive>{};
            else if constexpr (F >= most_in_window || e.S >= most_in_window || e.P >= most_in_window ||
                               e.D >= most_in_window)
                return refused<E45_too_large>{};
            else if constexpr (has_option<same, Options...> && F % 2 == 0)
                return refused<E17_same_needs_an_odd_window, window_rule<e.H, F, 0, e.S>>{};
            else if constexpr (e.C % e.G != 0 || K % e.G != 0)
                return refused<E05_channels_not_divisible_by_groups, got<shape<e.C, K>>, groups<e.G>,
                               write_instead<groups<std::gcd(std::gcd(e.C, K), e.G)>>>{};
            else
                return window_decision<e, window_pair{e.rows(), e.columns()}>();
        }
        template <convolution_extents e, window_pair w>
        static constexpr auto window_decision() {
            constexpr bool by_row = !w.rows.fits() || (w.columns.fits() && !w.rows.whole());
            using rule = window_rule<by_row ? e.H : e.W, w.rows.span(), e.P, e.S>;
            if constexpr (!w.rows.fits() || !w.columns.fits())
                return refused<E02_window_larger_than_input, rule,
                               typename window_repairs<w, w.rows.span()>::type>{};
            else if constexpr (!w.works() && !has_option<round_down, Options...>)
                return refused<E01_output_not_whole, rule, typename whole_repairs<w, F - 1>::type>{};
            else
                return shape<K, e.OH(), e.OW()>{};
        }
        using type = decltype(decide());
    };

    template <Image X>
    struct parameters_of {
        using weight = parameter<"weight", shape<K, extents<X>().C / extents<X>().G, F, F>,
                                 weight_initializer, stored<2, 3, 1, 0>>;
        using type = std::conditional_t<biased, parameter_list<weight, parameter<"bias", shape<K>, zeros>>,
                                        parameter_list<weight>>;
    };

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;
    template <Shape X>
    using parameters = typename parameters_of<X>::type;
    template <Shape X>
    static constexpr int64 multiply_adds = extents<X>().weights() * extents<X>().OH() * extents<X>().OW();

    /// How far one output place sees along an axis, and how far apart neighbours look: span and stride.
    template <Shape X>
    static constexpr window seen = extents<X>().rows();

    /// The output's extent, written out.
    template <Image X, class Out>
    static constexpr void formula(Out& out) {
        write_windows(extents<X>(), out);
    }

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("filters", K);
        visit("window", F);
        visit("stride", S);
        visit("padding", P);
        visit("dilation", D);
        visit("groups", G);
        visit("bias", biased);
        visit("round_down", has_option<round_down, Options...>);
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
        forward_with<Phase, T, X, identity_map>(a, nullptr);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_with<T, X, identity_map>(a, nullptr);
    }

    /// The same with an activation behind it, and a max pooling unless `pool` is null, whose places are
    /// `pooled`; or, where no backward follows, with a sum before the activation: `shortcut`, as large as y,
    /// unless it is null.
    template <class Phase, class T, Shape X>
    static constexpr memory needs_with(int64 pooled) {
        constexpr convolution_extents e = extents<X>();
        memory m;
        m.scratch_per_thread = forward_scratch<T>(e, pooled > 0) * int64(sizeof(T));
        if constexpr (!Phase::backward) m.prepared = prepared_elements<T>(e) * int64(sizeof(T));
        if constexpr (Phase::backward) {
            const int64 backward_bytes = backward_scratch<T>(e) * int64(sizeof(T));
            if (backward_bytes > m.scratch_per_thread) m.scratch_per_thread = backward_bytes;
            m.scratch = (forward_shared<T>(e) > backward_shared<T>(e) ? forward_shared<T>(e)
                                                                      : backward_shared<T>(e)) *
                        int64(sizeof(T));
            m.kept_per_sample = pooled * K;
            m.x_for_parameters = true;
        }
        return m;
    }
    template <class Phase, class T, Shape X, class Act>
    static void forward_with(const forward_args<T>& a, const pooling_extents* pool,
                             const T* shortcut = nullptr) {
        convolution_pass<T> p = pass<X>(a, pool, Phase::backward);
        if constexpr (!Phase::backward) p.prepared = reinterpret_cast<const T*>(a.prepared);
        p.shortcut = shortcut;
        convolution_forward<kernel_of(extents<X>()), Act>(p);
    }
    template <class T, Shape X, class Act>
    static void backward_with(const backward_args<T>& a, const pooling_extents* pool) {
        convolution_pass<T> p = pass<X>(a, pool, true);
        p.dy = a.dy;
        p.dx = a.dx();
        p.add_dx = a.add_dx();
        p.dw = a.dw[0];
        if constexpr (biased) p.db = a.dw[1];
        convolution_backward<kernel_of(extents<X>()), Act>(p);
    }

private:
    template <Image X, class T>
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
        return p;
    }
};

}  // namespace strata
