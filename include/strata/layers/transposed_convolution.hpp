// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <numeric>
#include <strata/kernels/convolution/transposed_convolution.hpp>
#include <strata/layer/layer.hpp>
#include <strata/layer/options.hpp>

namespace strata {

// The names are those that compilers print: see conv.
template <int Filters, int Window, class... Options>
struct conv_transpose;

/// What a transposed convolution can be told.
using transposed_options =
    expected<stride<1>, pad<1>, output_pad<1>, groups<1>, dilation<1>, no_bias, init<he>>;

/// The transpose of a convolution: each place of x adds its value times K filters of F x F to y, S places
/// apart.
///
///     forward     y[k, S qy + D fy - P, S qx + D fx - P] += x[c, qy, qx] w[c, k, fy, fx], from y = b[k]
///     backward    dx[c, qy, qx] = sum_{k, fy, fx} dy[k, S qy + D fy - P, S qx + D fx - P] w[c, k, fy, fx]
///                 dw[c, k, fy, fx] = sum_{qy, qx} x[c, qy, qx] dy[k, S qy + D fy - P, S qx + D fx - P]
///                 db[k] = sum_{oy, ox} dy[k, oy, ox]
///
///     x: [C, H, W]   w: [C, K / G, F, F]   b: [K]   y: [K, OH, OW]     OH = (H - 1) S - 2P + D (F - 1) + A + 1
///
/// (Zeiler, Krishnan, Taylor, Fergus, "Deconvolutional networks", 2010; Dumoulin and Visin, "A guide to
/// convolution arithmetic for deep learning", 2016, section 4.) Options: `stride<S>`, `pad<P>` (what it takes
/// away on each side), `output_pad<A>` (A more rows and columns below and to the right: of the sizes whose
/// convolution has H outputs, the one that is meant), `groups<G>`, `dilation<D>`, `no_bias`, `init<he>`.
/// PyTorch's ConvTranspose2d, which counts fans as it does: fan_in = K F F / G. Refused: E04, E05, E09, E25,
/// E26, E37 (output_pad<A> not below the stride; no output left).
template <int K = 0, int F = 0,
          class... Options>  // filters, window, options: conv_transpose<8, 2, stride<2>>
struct conv_transpose : layer {
    static constexpr fusion role = fusion::transposed_product;
    static constexpr bool biased = !has_option<no_bias, Options...>;
    using weight_initializer = typename chosen_initializer<he, Options...>::type;

private:
    static constexpr int S = option_value<stride, Options...>::or_else(1),
                         P = option_value<pad, Options...>::or_else(0);
    static constexpr int A = option_value<output_pad, Options...>::or_else(0),
                         G = option_value<groups, Options...>::or_else(1);
    static constexpr int D = option_value<dilation, Options...>::or_else(1),
                         span = static_cast<int>(int64{D} * (F - 1) + 1);
    static constexpr int64 wide_extent(int64 extent) { return (extent - 1) * S - int64{2} * P + span + A; }
    static constexpr int output_extent(int extent) { return static_cast<int>(wide_extent(extent)); }

    using wrong_option =
        typename first_wrong_option<about_stride | about_padding | about_output_padding | about_groups |
                                        about_dilation | about_bias | about_init,
                                    0, Options...>::type;
    template <class X>
    struct shape_rule {
        using type = refused<E04_layer_needs_an_image>;
    };
    template <int C, int H, int W>
    struct shape_rule<shape<C, H, W>> {
        static constexpr auto decide() {
            constexpr bool positive = K > 0 && F > 0 && S > 0 && D > 0 && G > 0 && P >= 0 && A >= 0;
            if constexpr (has_option<same, Options...>)
                return typename option_refusal<unknown_option<same>, transposed_options>::type{};
            else if constexpr (!std::is_void_v<wrong_option>)
                return typename option_refusal<wrong_option, transposed_options>::type{};
            else if constexpr (!positive)
                return refused<E09_size_not_positive>{};
            else if constexpr (F >= most_in_window || S >= most_in_window || P >= most_in_window ||
                               D >= most_in_window)
                return refused<E45_too_large>{};
            else if constexpr (C % G != 0 || K % G != 0)
                return refused<E05_channels_not_divisible_by_groups, got<shape<C, K>>, groups<G>,
                               write_instead<groups<std::gcd(std::gcd(C, K), G)>>>{};
            else if constexpr (A >= S)
                return refused<E37_transposed_output_does_not_fit, output_pad<A>, stride<S>>{};
            else if constexpr (wide_extent(H) < 1 || wide_extent(W) < 1)
                return refused<E37_transposed_output_does_not_fit, pad<P>,
                               transposed_rule<(H < W ? H : W), span, P, S, A>>{};
            else
                return sized<K, wide_extent(H), wide_extent(W)>{};
        }
        using type = decltype(decide());
    };
    /// The convolution from y to x.
    template <Image X>
    static constexpr convolution_extents extents{
        K, output_extent(height<X>), output_extent(width<X>), channels<X>, F, S, P, D, G};

    template <Image X>
    struct parameters_of {
        using weight =
            parameter<"weight", shape<channels<X>, K / G, F, F>, weight_initializer, stored<2, 3, 1, 0>>;
        using type = std::conditional_t<biased, parameter_list<weight, parameter<"bias", shape<K>, zeros>>,
                                        parameter_list<weight>>;
    };

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;
    template <Shape X>
    using parameters = typename parameters_of<X>::type;
    /// Every output place lies under ceil(span / S) windows at most.
    template <Shape X>
    static constexpr enlargement seen{(span + S - 1) / S, S};
    template <Shape X>
    static constexpr int64 multiply_adds = extents<X>.weights() * places<X>;

    /// The output's extent, written out.
    template <Image X, class Out>
    static constexpr void formula(Out& out) {
        write_extent(height<X>, out);
        if (height<X> == width<X>) return;
        out << ", ";
        write_extent(width<X>, out);
    }

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("filters", K);
        visit("window", F);
        visit("stride", S);
        visit("padding", P);
        visit("output_padding", A);
        visit("dilation", D);
        visit("groups", G);
        visit("bias", biased);
    }

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        constexpr convolution_extents e = extents<X>;
        memory m;
        m.scratch_per_thread = transposed_scratch<T>(e) * int64(sizeof(T));
        if constexpr (Phase::backward) {
            m.scratch = std::max(transposed_packed<T>(e), transposed_shared<T>(e)) * int64(sizeof(T));
            m.x_for_parameters = true;
        } else {
            m.prepared = transposed_packed<T>(e) * int64(sizeof(T));
        }
        return m;
    }
    template <class Phase, class T, Shape X>
    static void prepare(const prepare_args<T>& a) {
        pack_transposed(extents<X>, static_cast<const T*>(a.w[0]), reinterpret_cast<T*>(a.prepared));
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        forward_with<Phase, T, X, identity_map>(a, nullptr);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_with<T, X, identity_map>(a, nullptr);
    }

    /// The same with an activation behind it.
    template <class Phase, class T, Shape X>
    static constexpr memory needs_with(int64) {
        return needs<Phase, T, X>();
    }
    template <class Phase, class T, Shape X, class Act>
    static void forward_with(const forward_args<T>& a, std::nullptr_t) {
        transposed_pass<T> p = pass<X>(a);
        if constexpr (!Phase::backward)
            p.shared = reinterpret_cast<T*>(a.prepared);
        else
            pack_transposed(p.e, p.w, p.shared);
        transposed_forward<Act>(p);
    }
    template <class T, Shape X, class Act>
    static void backward_with(const backward_args<T>& a, std::nullptr_t) {
        transposed_pass<T> p = pass<X>(a);
        p.dy = a.dy;
        p.dx = a.dx();
        p.add_dx = a.add_dx();
        p.dw = a.dw[0];
        if constexpr (biased) p.db = a.dw[1];
        transposed_backward<Act>(p);
    }

private:
    template <class Out>
    static constexpr void write_extent(int extent, Out& out) {
        out << "(" << extent << " - 1)*" << S << " - 2*" << P << " + " << span << " + " << A << " = "
            << output_extent(extent);
    }
    template <Image X, class T>
    static transposed_pass<T> pass(const pass_args<T>& a) {
        transposed_pass<T> p{};
        p.e = extents<X>;
        p.n = a.n;
        p.threads = a.threads;
        p.x = a.x();
        p.w = a.w[0];
        if constexpr (biased) p.bias = a.w[1];
        p.y = a.y;
        p.scratch = reinterpret_cast<T*>(a.scratch_per_thread);
        p.shared = reinterpret_cast<T*>(a.scratch);
        return p;
    }
};

}  // namespace strata
