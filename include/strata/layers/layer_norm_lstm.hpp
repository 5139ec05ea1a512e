// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <strata/kernels/recurrent/normalized_lstm_cell.hpp>
#include <strata/layers/lstm.hpp>
#include <type_traits>

namespace strata {

/// An `lstm` that normalizes what comes in, what it remembers and its cells at each place, each by itself:
/// the size of its weights does not drive gates to where they are flat.
///
///     forward     a_t = w x_t    m_t = u h_{t-1}      i, f, g, o of N(a_t) p + N(m_t) q + b
///                 c_t = f c_{t-1} + i g               y_t = h_t = o tanh(N(c_t) r + s)        N(x) = (x - mean x) / sqrt(variance x + 1e-5)
///                 before the first place h and c are what the step before has left, where a `state` is handed in, else 0
///     backward    from the last place to the first: see kernels/recurrent/normalized_lstm_cell.hpp
///
///     x: [L, D]   w (weight_ih_l0): [4H, D]   u (weight_hh_l0): [4H, H]   p (norm_ih.weight), q (norm_hh.weight), b (bias): [4H]
///     r (norm_cell.weight), s (norm_cell.bias): [H]   c, h, y: [L, H]
///
/// (Ba, Kiros, Hinton: "Layer normalization", 2016, equations 20 to 22, whose two shifts of the gates are one
/// here.) Carries h and c; backward stops at the step's beginning. With a second value,
/// `with<"lengths", layer_norm_lstm<64>>`, sequences of several lengths, as `lstm`. Options: `init<xavier>`
/// for w and u, `forget_bias<1.0>`. Keeps x, y, the gates, c and all that is normalized. Refused: E41 (no
/// sequence), E09, E25, E26.
template <int H = 0, class... Options>
struct layer_norm_lstm : layer {
private:
    using wrong_option = typename first_wrong_option<about_init | about_forget_bias, 0, Options...>::type;
    using first_weights = typename chosen_initializer<xavier, Options...>::type;
    using first_biases = typename start_of_lstm_bias<H, Options...>::type;
    template <class T>
    using pass_of = recurrent_pass<normalized_lstm_cell, T>;
    static constexpr bool fits = H <= most_elements / 4;
    static constexpr int unit = fits && H > 0 ? H : 1;

    template <class X, class... N>
    struct rules {
        using output = refused<E41_layer_needs_a_sequence>;
    };
    template <int L, int D, Length... N>
    struct rules<shape<L, D>, N...> {
        using output = typename std::conditional_t<
            !std::is_void_v<wrong_option>,
            option_refusal<wrong_option, expected<forget_bias<>, init<xavier>>>,
            std::conditional_t<
                (H > 0),
                std::conditional_t<fits, type_holder<shape<L, H>>,
                                   type_holder<refused<E45_too_large, parameter_of<"bias", int64{4} * H>>>>,
                type_holder<refused<E09_size_not_positive>>>>::type;
        using parameters =
            parameter_list<parameter<"weight_ih_l0", shape<4 * unit, D>, first_weights, stored<1, 0>>,
                           parameter<"weight_hh_l0", shape<4 * unit, unit>, first_weights, stored<1, 0>>,
                           parameter<"norm_ih.weight", shape<4 * unit>, ones>,
                           parameter<"norm_hh.weight", shape<4 * unit>, ones>,
                           parameter<"bias", shape<4 * unit>, first_biases>,
                           parameter<"norm_cell.weight", shape<unit>, ones>,
                           parameter<"norm_cell.bias", shape<unit>, zeros>>;
    };
    template <Shape X>
    static constexpr recurrent_extents extents{static_cast<int>(places<X>), channels<X>, H};

public:
    template <Shape... X>
    using output = typename rules<X...>::output;
    template <Shape X, Shape... N>
    using parameters = typename rules<X>::parameters;
    template <Shape X, Shape... N>
    using carried = carried_list<carried_value<"hidden", shape<H>>, carried_value<"cell", shape<H>>>;
    template <Shape X, Shape... N>
    static constexpr int64 multiply_adds = places<X>* int64{4} * (channels<X> + H) * H;
    template <Shape X, Shape... N>
    static constexpr everything_before seen{};

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("cells", H);
    }

    template <class Phase, class T, Shape X, Shape... N>
    static constexpr memory needs() {
        constexpr recurrent_extents e = extents<X>;
        constexpr int64 kept = pass_of<T>::kept_elements(e), product = pass_of<T>::product_elements(e),
                        gradients = pass_of<T>::gradient_elements(e), size = sizeof(T);
        memory m;
        m.scratch = pass_of<T>::panels_of_u(e) * size;
        m.scratch_per_thread = pass_of<T>::per_thread(e) * size;
        if constexpr (Phase::backward) {
            m.x_in_backward = m.y_in_backward = true;
            m.kept_per_sample = kept * size;
            m.scratch_per_sample = std::max(gradients, product) * size;
        } else {
            m.scratch_per_sample = (kept + product) * size;
        }
        return m;
    }
    template <class Phase, class T, Shape X, Shape... N>
    static void forward(const forward_args<T>& a) {
        T* const scratch = reinterpret_cast<T*>(a.scratch_per_sample);
        pass_of<T> p = pass<X, N...>(a, Phase::backward ? reinterpret_cast<T*>(a.kept_per_sample) : scratch);
        p.product = Phase::backward ? scratch : scratch + a.n * pass_of<T>::kept_elements(p.e);
        if (a.carried_on) p.h_after = a.carried_on[0], p.s_after = a.carried_on[1];
        if constexpr (sizeof...(N) > 0) check_lengths(a.inputs[1], a.n, p.e.L);
        recurrent_forward(p);
    }
    template <class T, Shape X, Shape... N>
    static void backward(const backward_args<T>& a) {
        pass_of<T> p = pass<X, N...>(a, reinterpret_cast<T*>(a.kept_per_sample));
        p.dy = a.dy;
        p.dx = a.dx();
        p.add_dx = a.add_dx();
        p.dw = a.dw[0];
        p.du = a.dw[1];
        p.own_gradients = a.dw + 2;
        p.gradients = reinterpret_cast<T*>(a.scratch_per_sample);
        if constexpr (sizeof...(N) > 0) no_gradient_of_lengths(a);
        recurrent_backward(p);
    }

private:
    template <Shape X, Shape... N, class T>
    static pass_of<T> pass(const pass_args<T>& a, T* kept) {
        pass_of<T> p{.e = extents<X>,
                     .n = a.n,
                     .threads = a.threads,
                     .x = a.x(),
                     .w = a.w[0],
                     .u = a.w[1],
                     .b = nullptr,
                     .h = a.y,
                     .kept = kept,
                     .panels = reinterpret_cast<T*>(a.scratch),
                     .scratch = reinterpret_cast<T*>(a.scratch_per_thread)};
        p.own_parameters = a.w + 2;
        if (a.carried) p.h_before = a.carried[0], p.s_before = a.carried[1];
        if constexpr (sizeof...(N) > 0) p.lengths = a.inputs[1];
        return p;
    }
};

}  // namespace strata
