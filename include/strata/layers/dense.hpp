// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/products/dense_pass.hpp>
#include <strata/layer/companions.hpp>
#include <strata/layer/layer.hpp>
#include <strata/layer/options.hpp>

namespace strata {

// Who writes dense<784, 10> is shown these names by g++, and by clang the line above the definition (E51).
template <int Outputs, class... Options>
struct dense;

/// Every output from every input.
///
///     forward     y[o] = b[o] + sum_i w[o, i] x[i]
///     backward    dx[i] = sum_o w[o, i] dy[o]      dw[o, i] = dy[o] x[i]      db[o] = dy[o]
///
///     x: [I]   w: [O, I]   b: [O]   y: [O]
///
/// Over a sequence the same at every place, x: [L, I], y: [L, O], and dw, db summed over places. Options:
/// `no_bias`, `init<he>`. PyTorch's Linear. Refused: E03 (an image: say `flatten` first), E09, E25, E26.
template <int O = 0, class... Options>  // outputs, options: dense<10, no_bias>
struct dense : layer {
    static constexpr fusion role = fusion::product;
    static constexpr bool biased = has_option<with_bias, Options...> || !has_option<no_bias, Options...>;
    using biased_form = dense<O, with_bias, Options...>;
    using weight_initializer = typename chosen_initializer<he, Options...>::type;

private:
    using wrong_option = typename first_wrong_option<about_bias | about_init, 0, Options...>::type;

    template <class X>
    struct shape_rule {
        using type = shape<O>;
    };
    template <Sequence X>
    struct shape_rule<X> {
        using type = sized<places<X>, O>;
    };
    template <class X>
    struct rules {
        using output = refused<E03_layer_needs_a_vector, expected<struct flatten, dense>>;
    };
    template <class X>
    requires Vector<X> || Sequence<X>
    struct rules<X> {
        using output = typename std::conditional_t<
            !std::is_void_v<wrong_option>, option_refusal<wrong_option, expected<no_bias, init<he>>>,
            type_holder<std::conditional_t<(O > 0), typename shape_rule<X>::type,
                                           refused<E09_size_not_positive>>>>::type;
        using weight = parameter<"weight", shape<O, channels<X>>, weight_initializer, stored<1, 0>>;
        using parameters =
            std::conditional_t<biased, parameter_list<weight, parameter<"bias", shape<O>, zeros>>,
                               parameter_list<weight>>;
    };

public:
    template <Shape X>
    using output = typename rules<X>::output;
    template <Shape X>
    using parameters = typename rules<X>::parameters;
    template <Shape X>
    static constexpr int64 multiply_adds = X::size* O;

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("outputs", O);
        visit("bias", biased);
    }

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m;
        if constexpr (Phase::backward) {
            m.x_for_parameters = true;
            m.scratch_per_sample = places<X> * O * int64(sizeof(T));
            m.scratch_per_thread = dense_scratch<T>(channels<X>, O) * int64(sizeof(T));
        } else {
            m.prepared = prepared_elements<T, X> * int64(sizeof(T));
        }
        return m;
    }
    template <class Phase, class T, Shape X>
    static void prepare(const prepare_args<T>& a) {
        if constexpr (prepared_elements < T, X >> 0)
            pack_panels<T>(a.w[0], O, false, channels<X>, O, reinterpret_cast<T*>(a.prepared));
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
        dense_pass<T> p = pass<X>(a);
        if constexpr (!Phase::backward) {
            p.scratch = nullptr;
            if constexpr (prepared_elements < T, X >> 0) p.prepared = reinterpret_cast<const T*>(a.prepared);
        }
        dense_forward<Act>(p);
    }
    template <class T, Shape X, class Act>
    static void backward_with(const backward_args<T>& a, const companions<T>&) {
        dense_pass<T> p = pass<X>(a);
        p.dy = a.dy;
        p.dx = a.dx();
        p.add_dx = a.add_dx();
        p.dw = a.dw[0];
        if constexpr (biased) p.db = a.dw[1];
        p.dz = reinterpret_cast<T*>(a.scratch_per_sample);
        dense_backward<Act>(p);
    }

private:
    /// w in panels, where it has more than one.
    template <class T, Shape X>
    static constexpr int64 prepared_elements = O > tile_columns<T>
                                                   ? panel_elements<T>(channels<X>, O) + slack_elements
                                                   : 0;

    template <Shape X, class T>
    static dense_pass<T> pass(const pass_args<T>& a) {
        const T* bias = nullptr;
        if constexpr (biased) bias = a.w[1];
        return {channels<X>, O,     a.places_of_all(places<X>),
                a.threads,   a.x(), a.w[0],
                bias,        a.y,   reinterpret_cast<T*>(a.scratch_per_thread)};
    }
};

}  // namespace strata
