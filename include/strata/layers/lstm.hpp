// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <strata/kernels/recurrent/lstm_pass.hpp>
#include <strata/layer/layer.hpp>
#include <strata/layer/options.hpp>

namespace strata {

/// An option of `lstm`: a bias of what comes in and one of what it remembers, as PyTorch's files have them.
/// Only their sum counts.
struct two_biases {};
inline constexpr unsigned about_two_biases = 1U << 17;
template <>
inline constexpr unsigned topic_of<two_biases> = about_bias | about_two_biases;

/// Goes along a sequence place by place and remembers: long short-term memory, with H cells c that gates
/// write to (i), keep (f) and show (o).
///
///     forward     a_t = w x_t + u h_{t-1} + b      i, f, o = sigmoid(a_t)    g = tanh(a_t)      each a quarter of a_t, in the order i, f, g, o
///                 c_t = f c_{t-1} + i g            y_t = h_t = o tanh(c_t)
///                 before the first place h and c are what the step before has left, where a `state` is handed in, else 0
///     backward    from the last place to the first: see kernels/recurrent/lstm_pass.hpp
///
///     x: [L, D]   w (weight_ih_l0): [4H, D]   u (weight_hh_l0): [4H, H]   b (bias): [4H]   a: [L, 4H]   c, h, y: [L, H]
///
/// (Hochreiter and Schmidhuber, 1997; the gate f that forgets: Gers, Schmidhuber, Cummins, 2000.) PyTorch's
/// LSTM(D, H, batch_first=True); it has two biases, whose sum is b. Carries h and c; backward stops at the
/// step's beginning. Options: `two_biases` (bias_ih_l0, bias_hh_l0: [4H] in place of b, all of PyTorch's
/// names and shapes), `no_bias`, `init<xavier>` for w and u. Keeps x, y, the gates and c. Refused: E41 (no
/// sequence), E09, E25, E26.
template <int H = 0, class... Options>
struct lstm : layer {
private:
    static constexpr bool biased = !has_option<no_bias, Options...>;
    static constexpr bool twofold = has_option<two_biases, Options...>;
    using wrong_option =
        typename first_wrong_option<about_bias | about_two_biases | about_init, 0, Options...>::type;
    using first_weights = typename chosen_initializer<xavier, Options...>::type;
    static constexpr bool fits = H <= most_elements / 4;
    static constexpr int rows = fits ? 4 * H : H;

    template <class X>
    struct rules {
        using output = refused<E41_layer_needs_a_sequence>;
    };
    template <int L, int D>
    struct rules<shape<L, D>> {
        using output = typename std::conditional_t<
            !std::is_void_v<wrong_option>,
            option_refusal<wrong_option, expected<two_biases, no_bias, init<xavier>>>,
            std::conditional_t<
                (H > 0),
                std::conditional_t<fits, type_holder<shape<L, H>>,
                                   type_holder<refused<E45_too_large, parameter_of<"bias", int64{4} * H>>>>,
                type_holder<refused<E09_size_not_positive>>>>::type;
        using w = parameter<"weight_ih_l0", shape<rows, D>, first_weights, stored<1, 0>>;
        using u = parameter<"weight_hh_l0", shape<rows, H>, first_weights, stored<1, 0>>;
        template <text Name>
        using bias = parameter<Name, shape<rows>, zeros>;
        using parameters = std::conditional_t<
            twofold, parameter_list<w, u, bias<"bias_ih_l0">, bias<"bias_hh_l0">>,
            std::conditional_t<biased, parameter_list<w, u, bias<"bias">>, parameter_list<w, u>>>;
    };
    template <Shape X>
    static constexpr lstm_extents extents{static_cast<int>(places<X>), channels<X>, H};

public:
    static constexpr fusion role = fusion::recurrence;

    template <Shape X>
    using output = typename rules<X>::output;
    template <Shape X>
    using parameters = typename rules<X>::parameters;
    template <Shape X>
    using carried = carried_list<carried_value<"hidden", shape<H>>, carried_value<"cell", shape<H>>>;
    template <Shape X>
    static constexpr int64 multiply_adds = places<X>*(channels<X> + H) * int64{4} * H;
    template <Shape X>
    static constexpr everything_before seen{};

    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("cells", H);
        visit("bias", biased);
        visit("two_biases", twofold);
    }

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        constexpr lstm_extents e = extents<X>;
        constexpr int64 kept = lstm_pass<T>::kept_elements(e) * int64(sizeof(T));
        memory m;
        m.scratch = (sum_of_biases + lstm_pass<T>::panels_of_u(e)) * int64(sizeof(T));
        m.scratch_per_thread = lstm_pass<T>::per_thread(e) * int64(sizeof(T));
        if constexpr (Phase::backward) {
            m.x_in_backward = m.y_in_backward = true;
            m.kept_per_sample = kept;
            m.scratch_per_sample = lstm_pass<T>::gradient_elements(e) * int64(sizeof(T));
        } else {
            m.scratch_per_sample = kept;
        }
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        lstm_pass<T> p = pass<X>(a, a.w, Phase::backward ? a.kept_per_sample : a.scratch_per_sample);
        hand_on(p, a);
        lstm_forward(p);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        lstm_pass<T> p = backward_pass<X>(a, a.w, a.dw);
        p.dx = a.dx();
        p.add_dx = a.add_dx();
        lstm_backward(p);
        second_bias(a.dw);
    }

    /// The same, in training, for an x that is a lookup in a table of V rows: the input is the numbers of the
    /// rows, the first parameter the table. X: what the lookup would give.
    template <class T, Shape X>
    static constexpr memory needs_of_lookup(int V) {
        memory m = needs<training, T, X>();
        m.scratch += (V * int64{4} * H + slack_elements) * int64(sizeof(T)) + V * int64(sizeof(int64));
        m.scratch_per_sample += (places<X> + 1) * int64(sizeof(int64));
        return m;
    }
    template <class T, Shape X>
    static void forward_of_lookup(const forward_args<T>& a, int V) {
        lstm_pass<T> p = pass<X>(a, a.w + 1, a.kept_per_sample);
        look_up(p, a, V);
        hand_on(p, a);
        lstm_forward(p);
    }
    template <class T, Shape X>
    static void backward_of_lookup(const backward_args<T>& a, int V) {
        lstm_pass<T> p = backward_pass<X>(a, a.w + 1, a.dw + 1);
        look_up(p, a, V);
        p.first = reinterpret_cast<int64*>(p.products + V * int64{4} * H + slack_elements);
        p.next =
            reinterpret_cast<int64*>(p.gradients + (a.n * lstm_pass<T>::gradient_elements(p.e) + 1) / 2 * 2);
        p.dx = a.dw[0];
        lstm_backward(p);
        second_bias(a.dw + 1);
    }

private:
    /// Elements of scratch, before the panels.
    static constexpr int64 sum_of_biases = twofold ? rounded(rows + slack_elements) : 0;

    template <Shape X, class T>
    static lstm_pass<T> pass(const pass_args<T>& a, T* const* w, std::byte* kept) {
        T *const scratch = reinterpret_cast<T*>(a.scratch), *b = nullptr;
        if constexpr (biased) b = w[2];
        if constexpr (twofold) {
            for (int j = 0; j < rows; ++j) scratch[j] = w[2][j] + w[3][j];
            b = scratch;
        }
        lstm_pass<T> p{extents<X>,
                       a.n,
                       a.threads,
                       a.x(),
                       w[0],
                       w[1],
                       b,
                       a.y,
                       reinterpret_cast<T*>(kept),
                       scratch + sum_of_biases,
                       reinterpret_cast<T*>(a.scratch_per_thread)};
        if (a.carried) p.h_before = a.carried[0], p.c_before = a.carried[1];
        return p;
    }
    template <class T>
    static void hand_on(lstm_pass<T>& p, const forward_args<T>& a) {
        if (a.carried_on) p.h_after = a.carried_on[0], p.c_after = a.carried_on[1];
    }
    template <Shape X, class T>
    static lstm_pass<T> backward_pass(const backward_args<T>& a, T* const* w, T* const* dw) {
        lstm_pass<T> p = pass<X>(a, w, a.kept_per_sample);
        p.dy = a.dy;
        p.dw = dw[0];
        p.du = dw[1];
        if constexpr (biased) p.db = dw[2];
        if constexpr (twofold)
            if (!p.db) p.db = dw[3];
        p.gradients = reinterpret_cast<T*>(a.scratch_per_sample);
        return p;
    }
    /// The gradients of two biases are one.
    template <class T>
    static void second_bias([[maybe_unused]] T* const* dw) {
        if constexpr (twofold)
            if (dw[2] && dw[3]) std::copy_n(dw[2], rows, dw[3]);
    }
    template <class T>
    static void look_up(lstm_pass<T>& p, const pass_args<T>& a, int V) {
        p.V = V;
        p.numbers = a.x();
        p.x = a.w[0];
        p.products = p.panels + lstm_pass<T>::panels_of_u(p.e);
    }
};

}  // namespace strata
