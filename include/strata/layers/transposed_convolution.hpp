// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <numeric>
#include <strata/kernels/convolution/transposed_convolution.hpp>
#include <strata/layer/companions.hpp>
#include <strata/layer/layer.hpp>
#include <strata/layer/windows.hpp>

namespace strata {

// The names are those that compilers print: see conv.
template <int Filters, auto Window, class... Options>
requires WindowSize<decltype(Window)>
struct conv_transpose;

/// What a transposed convolution can be told.
using transposed_convolution_options =
    expected<stride<1>, pad<1>, output_pad<1>, groups<1>, dilation<1>, no_bias, init<he>>;

/// The transpose of a convolution: each place of x adds its value times K filters of F x F to y, S places
/// apart; over a sequence, filters of F places.
///
///     forward     y[k, S qy + D fy - P, S qx + D fx - P] += x[c, qy, qx] w[c, k, fy, fx], from y = b[k]
///     backward    dx[c, qy, qx] = sum_{k, fy, fx} dy[k, S qy + D fy - P, S qx + D fx - P] w[c, k, fy, fx]
///                 dw[c, k, fy, fx] = sum_{qy, qx} x[c, qy, qx] dy[k, S qy + D fy - P, S qx + D fx - P]
///                 db[k] = sum_{oy, ox} dy[k, oy, ox]
///
///     x: [C, H, W]   w: [C, K / G, FY, FX]   b: [K]   y: [K, OH, OW]     OH = (H - 1) S - 2P + D (F - 1) + A + 1
///     x: [L, C]      w: [C, K / G, F]        b: [K]   y: [OL, K]
///
/// (Zeiler, Krishnan, Taylor, Fergus, "Deconvolutional networks", 2010; Dumoulin and Visin, "A guide to
/// convolution arithmetic for deep learning", 2016, section 4.) F, `stride`, `pad` (what it takes away on
/// each side) and `dilation` are written as for `conv`. Further options: `output_pad<A>` or `output_pad<AY,
/// AX>` (A more rows and columns below and to the right: of the sizes whose convolution has H outputs, the
/// one that is meant), `groups<G>`, `no_bias`, `init<he>`. PyTorch's ConvTranspose2d and ConvTranspose1d,
/// which counts fans as it does: fan_in = K F F / G. Refused: E04, E05, E09, E25, E26, E37 (output_pad<A> not
/// below the stride; no output left), E66.
template <int K = 0, auto F = 0,
          class... Options>  // filters, window, options: conv_transpose<8, 2, stride<2>>
requires WindowSize<decltype(F)>
struct conv_transpose : layer {
    static constexpr fusion role = fusion::transposed_product;
    static constexpr bool biased = !has_option<no_bias, Options...>;
    using weight_initializer = typename chosen_initializer<he, Options...>::type;

private:
    using windows = stated_windows<F, Options...>;
    static constexpr int G = option_value<groups, Options...>::or_else(1);
    static constexpr stated_numbers more = option_numbers<output_pad, Options...>;
    static constexpr unsigned topics = about_stride | about_padding | about_output_padding | about_groups |
                                       about_dilation | about_bias | about_init;

    /// One axis: its windows over x, and A.
    struct axis {
        window_axis w;
        int A;

        constexpr bool operator==(const axis&) const = default;
        [[nodiscard]] constexpr int64 output() const {
            return (w.W - int64{1}) * w.S - w.before - w.after + w.span() + A;
        }
        /// That of the convolution from y to x.
        [[nodiscard]] constexpr window_axis transposed() const {
            window_axis t = w;
            t.W = static_cast<int>(output());
            return t;
        }
        /// Every output place lies under ceil(span / S) windows at most.
        [[nodiscard]] constexpr enlargement seen() const { return {(w.span() + w.S - 1) / w.S, w.S}; }
    };
    template <class X>
    static constexpr axis rows() {
        return {windows::template over<X>(window<1>).rows, Sequence<X> ? 0 : more.along_axis(0, 0)};
    }
    template <class X>
    static constexpr axis columns() {
        return {windows::template over<X>(window<1>).columns, more.along_axis(1, 0)};
    }

    template <class X>
    struct shape_rule {
        static constexpr auto decide() {
            using mistake = decltype(windows::template mistake<X, topics, transposed_convolution_options>());
            if constexpr (!std::is_same_v<mistake, types<>>)
                return mistake{};
            else if constexpr (K < 1 || G < 1 || !more.at_least(0))
                return refused<E09_size_not_positive>{};
            else if constexpr (channels<X> % G != 0 || K % G != 0)
                return refused<E05_channels_not_divisible_by_groups, got<shape<channels<X>, K>>, groups<G>,
                               write_instead<groups<std::gcd(std::gcd(channels<X>, K), G)>>>{};
            else
                return fit<rows<X>(), columns<X>()>();
        }
        template <axis r, axis c>
        static constexpr auto fit() {
            constexpr bool row_steps = r.A >= r.w.S, row_size = r.output() < 1;
            if constexpr (row_steps || c.A >= c.w.S)
                return refused<E37_transposed_output_does_not_fit,
                               typename stated_option<output_pad, Options...>::type, rule<r, c, row_steps>>{};
            else if constexpr (row_size || c.output() < 1)
                return refused<E37_transposed_output_does_not_fit,
                               typename stated_option<pad, Options...>::type, rule<r, c, row_size>>{};
            else if constexpr (Sequence<X>)
                return sized<c.output(), K>{};
            else
                return sized<K, r.output(), c.output()>{};
        }
        template <axis r, axis c, bool ByRow>
        using rule = transposed_rule<axis_told<X, window_pair{r.w, c.w}, ByRow>, (ByRow ? r : c).w.W,
                                     (ByRow ? r : c).w.span(), (ByRow ? r : c).w.before,
                                     (ByRow ? r : c).w.after, (ByRow ? r : c).w.S, (ByRow ? r : c).A>;
        using type = decltype(decide());
    };
    /// The convolution from y to x.
    template <Shape X>
    static constexpr convolution_extents extents{K, Sequence<X> ? window_axis{} : rows<X>().transposed(),
                                                 columns<X>().transposed(), channels<X>, G};

    template <class X>
    struct parameters_of {
        using image_weight =
            parameter<"weight", shape<channels<X>, K / G, windows::size.rows, windows::size.columns>,
                      weight_initializer, stored<2, 3, 1, 0>>;
        using sequence_weight = parameter<"weight", shape<channels<X>, K / G, windows::size.columns>,
                                          weight_initializer, stored<2, 1, 0>>;
        using weight = std::conditional_t<Sequence<X>, sequence_weight, image_weight>;
        using type = std::conditional_t<biased, parameter_list<weight, parameter<"bias", shape<K>, zeros>>,
                                        parameter_list<weight>>;
    };

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;
    template <Shape X>
    using parameters = typename parameters_of<X>::type;
    template <Shape X>
    static constexpr auto seen = [] {
        if constexpr (Sequence<X>)
            return columns<X>().seen();
        else
            return enlargement_pair{rows<X>().seen(), columns<X>().seen()};
    }();
    template <Shape X>
    static constexpr int64 multiply_adds = extents<X>.weights() * places<X>;

    /// The output's extents, written out.
    template <Shape X, class Out>
    static constexpr void formula(Out& out) {
        if constexpr (Image<X>) {
            write_extent(rows<X>(), out);
            if (rows<X>() == columns<X>()) return;
            out << ", ";
        }
        write_extent(columns<X>(), out);
    }

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("filters", K);
        windows::settings(visit, window<1>);
        if (more.along_axis(0, 0) == more.along_axis(1, 0)) {
            visit("output_padding", more.along_axis(0, 0));
        } else {
            visit("output_padding_rows", more.along_axis(0, 0));
            visit("output_padding_columns", more.along_axis(1, 0));
        }
        windows::dilation_settings(visit);
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
            m.scratch_per_sample = transposed_per_sample(e) * int64(sizeof(T));
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
        forward_with<Phase, T, X, identity_map>(a, {});
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        backward_with<T, X, identity_map>(a, {});
    }

    /// The same with an activation behind it.
    template <class Phase, class T, Shape X>
    static constexpr memory needs_with(int64) {
        return needs<Phase, T, X>();
    }
    template <class Phase, class T, Shape X, class Act>
    static void forward_with(const forward_args<T>& a, const companions<T>&) {
        transposed_pass<T> p = pass<X>(a);
        if constexpr (!Phase::backward)
            p.shared = reinterpret_cast<T*>(a.prepared);
        else
            pack_transposed(p.e, p.w, p.shared);
        transposed_forward<Act>(p);
    }
    template <class T, Shape X, class Act>
    static void backward_with(const backward_args<T>& a, const companions<T>&) {
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
    static constexpr void write_extent(const axis& a, Out& out) {
        out << "(" << a.w.W << " - 1)*" << a.w.S << " - ";
        if (a.w.symmetric())
            out << "2*" << a.w.before;
        else
            out << a.w.before << " - " << a.w.after;
        out << " + " << a.w.span() << " + " << a.A << " = " << a.output();
    }
    template <Shape X, class T>
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
        p.dz = reinterpret_cast<T*>(a.scratch_per_sample);
        return p;
    }
};

}  // namespace strata
