// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <strata/kernels/recurrent/recurrent_pass.hpp>
#include <strata/layer/layer.hpp>
#include <strata/layer/lengths.hpp>
#include <strata/layer/options.hpp>

namespace strata {

/// An option of recurrent layers: a bias of what comes in and one of what they remember, as PyTorch's files
/// have them.
struct two_biases {};
inline constexpr unsigned about_two_biases = 1U << 17;
template <>
inline constexpr unsigned topic_of<two_biases> = about_bias | about_two_biases;

/// The parameters of their own that H of some cells have, behind the biases.
template <class Cell, int H>
struct parameters_of_cells {
    template <class... Others>
    using after = parameter_list<Others...>;
};

/// What recurrent layers have in common: H of some cells, place by place over a sequence.
///
///     x: [L, D]   w (weight_ih_l0): [A H, D]   u (weight_hh_l0): [M H, H]   b (bias): [A H]   y: [L, H]
///
/// A and M are the Cell's (kernels/recurrent/recurrent_pass.hpp). Where the cells want a bias of h u by
/// itself, it is the last H of `bias`, [(A + 1) H]. With `two_biases` there are bias_ih_l0: [A H] and
/// bias_hh_l0: [M H] in place of it. Topics: what the options may be about beside biases and initializers;
/// Known: what a refusal says they are. StartOfBias: of `bias`, or of bias_ih_l0.
///
/// Of two values, `with<"lengths", lstm<64>>`, the second says how long each sample is, and its sequence ends
/// there: y is zero from there on, and what is handed on is what is known at that place
/// (strata/layer/lengths.hpp; in PyTorch a packed sequence).
template <class Cell, int H, class StartOfBias, unsigned Topics, class Known, class... Options>
struct recurrent_layer : layer {
private:
    static constexpr bool biased = !has_option<no_bias, Options...>;
    static constexpr bool twofold = has_option<two_biases, Options...>;
    using wrong_option =
        typename first_wrong_option<about_bias | about_two_biases | about_init | Topics, 0, Options...>::type;
    using first_weights = typename chosen_initializer<xavier, Options...>::type;
    static constexpr int blocks_of_x = Cell::blocks_of_x, blocks_of_h = Cell::blocks_of_h,
                         biases = blocks_of_x + Cell::blocks_beside;
    static constexpr bool fits = H <= most_elements / biases;
    static constexpr int unit = fits ? H : 1;  ///< so that a refused layer's extents can be written

    template <class X, class... N>
    struct rules {
        using output = refused<E41_layer_needs_a_sequence>;
    };
    template <int L, int D, Length... N>
    struct rules<shape<L, D>, N...> {
        using output = typename std::conditional_t<
            !std::is_void_v<wrong_option>, option_refusal<wrong_option, Known>,
            std::conditional_t<
                (H > 0),
                std::conditional_t<
                    fits, type_holder<shape<L, H>>,
                    type_holder<refused<E45_too_large, parameter_of<"bias", int64{biases} * H>>>>,
                type_holder<refused<E09_size_not_positive>>>>::type;
        using w = parameter<"weight_ih_l0", shape<blocks_of_x * unit, D>, first_weights, stored<1, 0>>;
        using u = parameter<"weight_hh_l0", shape<blocks_of_h * unit, unit>, first_weights, stored<1, 0>>;
        using of_cells = parameters_of_cells<Cell, unit>;
        using parameters = std::conditional_t<
            twofold,
            typename of_cells::template after<w, u,
                                              parameter<"bias_ih_l0", shape<blocks_of_x * unit>, StartOfBias>,
                                              parameter<"bias_hh_l0", shape<blocks_of_h * unit>, zeros>>,
            std::conditional_t<
                biased,
                typename of_cells::template after<w, u, parameter<"bias", shape<biases * unit>, StartOfBias>>,
                typename of_cells::template after<w, u>>>;
    };
    template <class T>
    using pass_of = recurrent_pass<Cell, T>;
    template <Shape X>
    static constexpr recurrent_extents extents{static_cast<int>(places<X>), channels<X>, H};

public:
    static constexpr fusion role = fusion::recurrence;

    template <Shape... X>
    using output = typename rules<X...>::output;
    template <Shape X, Shape... N>
    using parameters = typename rules<X>::parameters;
    template <Shape X, Shape... N>
    using carried =
        std::conditional_t<Cell::carries,
                           carried_list<carried_value<"hidden", shape<H>>, carried_value<"cell", shape<H>>>,
                           carried_list<carried_value<"hidden", shape<H>>>>;
    template <Shape X, Shape... N>
    static constexpr int64 multiply_adds =
        places<X>*(channels<X>* int64{blocks_of_x} + H * int64{blocks_of_h}) * H;
    template <Shape X, Shape... N>
    static constexpr everything_before seen{};

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("cells", H);
        visit("bias", biased);
        visit("two_biases", twofold);
    }

    template <class Phase, class T, Shape X, Shape... N>
    static constexpr memory needs() {
        constexpr recurrent_extents e = extents<X>;
        constexpr int64 kept = pass_of<T>::kept_elements(e), product = pass_of<T>::product_elements(e),
                        gradients = pass_of<T>::gradient_elements(e), panels = pass_of<T>::panels_of_u(e);
        constexpr int64 size = sizeof(T);
        memory m;
        m.scratch = sum_of_biases * size;
        m.scratch_per_thread = pass_of<T>::per_thread(e) * size;
        if constexpr (Phase::backward) {
            m.x_in_backward = m.y_in_backward = true;
            m.scratch += panels * size;
            m.kept_per_sample = kept * size;
            m.scratch_per_sample = std::max(gradients, product) * size;
        } else {
            m.prepared = panels * size;
            m.scratch_per_sample = (kept + product) * size;
        }
        return m;
    }
    template <class Phase, class T, Shape X, Shape... N>
    static void prepare(const prepare_args<T>& a) {
        constexpr int columns = blocks_of_h * unit;
        pack_panels<T>(a.w[1], columns, false, H, columns, reinterpret_cast<T*>(a.prepared));
    }
    template <class Phase, class T, Shape X, Shape... N>
    static void forward(const forward_args<T>& a) {
        pass_of<T> p = pass<X>(a, a.w, Phase::backward ? a.kept_per_sample : a.scratch_per_sample);
        p.product = reinterpret_cast<T*>(a.scratch_per_sample);
        if constexpr (!Phase::backward) {
            p.product += a.n * pass_of<T>::kept_elements(p.e);
            p.panels = reinterpret_cast<T*>(a.prepared);
            p.packed = true;
        }
        hand_on(p, a);
        if constexpr (sizeof...(N) > 0) {
            check_lengths(a.inputs[1], a.n, p.e.L);
            p.lengths = a.inputs[1];
        }
        recurrent_forward(p);
    }
    template <class T, Shape X, Shape... N>
    static void backward(const backward_args<T>& a) {
        pass_of<T> p = backward_pass<X>(a, a.w, a.dw);
        p.dx = a.dx();
        p.add_dx = a.add_dx();
        if constexpr (sizeof...(N) > 0) {
            p.lengths = a.inputs[1];
            no_gradient_of_lengths(a);
        }
        recurrent_backward(p);
        second_bias(a.dw);
    }

    /// The same, in training, for an x that is a lookup in a table of V rows: the input is the numbers of the
    /// rows, the first parameter the table. X: what the lookup would give.
    template <class T, Shape X>
    static constexpr memory needs_of_lookup(int V) {
        memory m = needs<training, T, X>();
        m.scratch +=
            (V * int64{blocks_of_x} * H + slack_elements) * int64(sizeof(T)) + V * int64(sizeof(int64));
        m.scratch_per_sample += (places<X> + 1) * int64(sizeof(int64));
        return m;
    }
    template <class T, Shape X>
    static void forward_of_lookup(const forward_args<T>& a, int V) {
        pass_of<T> p = pass<X>(a, a.w + 1, a.kept_per_sample);
        p.product = reinterpret_cast<T*>(a.scratch_per_sample);
        look_up(p, a, V);
        hand_on(p, a);
        recurrent_forward(p);
    }
    template <class T, Shape X>
    static void backward_of_lookup(const backward_args<T>& a, int V) {
        pass_of<T> p = backward_pass<X>(a, a.w + 1, a.dw + 1);
        look_up(p, a, V);
        const int64 behind_products = V * int64{blocks_of_x} * H + slack_elements;
        p.first = reinterpret_cast<int64*>(p.products + (behind_products + 1) / 2 * 2);
        p.next =
            reinterpret_cast<int64*>(p.gradients + (a.n * pass_of<T>::gradient_elements(p.e) + 1) / 2 * 2);
        p.dx = a.dw[0];
        recurrent_backward(p);
        second_bias(a.dw + 1);
    }

private:
    /// Elements of scratch, before the panels.
    static constexpr int64 sum_of_biases = twofold ? rounded(blocks_of_x * unit + slack_elements) : 0;
    /// The first parameter that the cells have of their own.
    static constexpr int first_own = twofold ? 4 : biased ? 3 : 2;
    /// Where the biases of h u are added to those of x w, and how many of h u are not.
    static constexpr int added_biases = (blocks_of_h - Cell::blocks_beside) * unit;

    template <Shape X, class T>
    static pass_of<T> pass(const pass_args<T>& a, T* const* w, std::byte* kept) {
        T *const scratch = reinterpret_cast<T*>(a.scratch), *b = nullptr, *of_h = nullptr;
        if constexpr (biased && !twofold) {
            b = w[2];
            of_h = b + blocks_of_x * unit;
        }
        if constexpr (twofold) {
            for (int j = 0; j < blocks_of_x * unit; ++j)
                scratch[j] = j < added_biases ? w[2][j] + w[3][j] : w[2][j];
            b = scratch;
            of_h = w[3] + added_biases;
        }
        pass_of<T> p{.e = extents<X>,
                     .n = a.n,
                     .threads = a.threads,
                     .x = a.x(),
                     .w = w[0],
                     .u = w[1],
                     .b = b,
                     .h = a.y,
                     .kept = reinterpret_cast<T*>(kept),
                     .panels = scratch + sum_of_biases,
                     .scratch = reinterpret_cast<T*>(a.scratch_per_thread)};
        if (Cell::blocks_beside > 0) p.bias_of_h = of_h;
        if constexpr (pass_of<T>::has_own) p.own_parameters = w + first_own;
        if (a.carried) p.h_before = a.carried[0];
        if constexpr (Cell::carries)
            if (a.carried) p.s_before = a.carried[1];
        return p;
    }
    template <class T>
    static void hand_on(pass_of<T>& p, const forward_args<T>& a) {
        if (!a.carried_on) return;
        p.h_after = a.carried_on[0];
        if constexpr (Cell::carries) p.s_after = a.carried_on[1];
    }
    template <Shape X, class T>
    static pass_of<T> backward_pass(const backward_args<T>& a, T* const* w, T* const* dw) {
        pass_of<T> p = pass<X>(a, w, a.kept_per_sample);
        p.dy = a.dy;
        p.dw = dw[0];
        p.du = dw[1];
        if constexpr (biased && !twofold) {
            p.db = dw[2];
            if (dw[2]) p.dbias_of_h = dw[2] + blocks_of_x * unit;
        }
        if constexpr (twofold) {
            p.db = dw[2] ? dw[2] : dw[3];
            if (dw[3]) p.dbias_of_h = dw[3] + added_biases;
        }
        if constexpr (pass_of<T>::has_own) p.own_gradients = dw + first_own;
        p.gradients = reinterpret_cast<T*>(a.scratch_per_sample);
        return p;
    }
    /// The gradients of biases that are added are one.
    template <class T>
    static void second_bias([[maybe_unused]] T* const* dw) {
        if constexpr (twofold)
            if (dw[2] && dw[3]) std::copy_n(dw[2], added_biases, dw[3]);
    }
    template <class T>
    static void look_up(pass_of<T>& p, const pass_args<T>& a, int V) {
        p.V = V;
        p.numbers = a.x();
        p.x = a.w[0];
        p.products = p.panels + pass_of<T>::panels_of_u(p.e);
    }
};

}  // namespace strata
