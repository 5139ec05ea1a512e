// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/recurrent/lstm_cell.hpp>
#include <strata/kernels/recurrent/peephole_lstm_cell.hpp>
#include <strata/layer/recurrent_layer.hpp>
#include <type_traits>

namespace strata {

/// An option of `lstm`: the gate that keeps begins with this bias, so that cells remember from the start.
template <fraction Value = 1.0>
struct forget_bias {};
inline constexpr unsigned about_forget_bias = 1U << 18;
template <fraction Value>
inline constexpr unsigned topic_of<forget_bias<Value>> = about_forget_bias;

/// An option of `lstm`: the gates see the memory of their cells, i and f as it was, o as it has become.
struct peepholes {};
inline constexpr unsigned about_peepholes = 1U << 24;
template <>
inline constexpr unsigned topic_of<peepholes> = about_peepholes;

template <int H>
struct parameters_of_cells<peephole_lstm_cell, H> {
    template <class... Others>
    using after = parameter_list<Others..., parameter<"peepholes", shape<3 * H>, zeros>>;
};

/// What the biases of an lstm start from: a number at the second quarter, H to 2H - 1, else zero.
template <int H, fraction Value>
struct forget_gate_at {
    static double draw(const random_stream&, std::uint64_t i, fans) {
        return i / H == 1 ? number_of<Value, double> : 0;
    }
};
template <int H, fraction Value>
inline constexpr bool starts_from_a_number<forget_gate_at<H, Value>> = true;

template <int H, class... Options>
struct start_of_lstm_bias {
    using type = zeros;
};
template <int H, fraction Value, class... Rest>
struct start_of_lstm_bias<H, forget_bias<Value>, Rest...> {
    using type = forget_gate_at<(H > 0 ? H : 1), Value>;
};
template <int H, class First, class... Rest>
struct start_of_lstm_bias<H, First, Rest...> : start_of_lstm_bias<H, Rest...> {};

template <int H, class... Options>
using lstm_layer =
    recurrent_layer<std::conditional_t<has_option<peepholes, Options...>, peephole_lstm_cell, lstm_cell>, H,
                    typename start_of_lstm_bias<H, Options...>::type, about_forget_bias | about_peepholes,
                    expected<two_biases, no_bias, forget_bias<>, peepholes, init<xavier>>, Options...>;

/// Goes along a sequence place by place and remembers: long short-term memory, with H cells c that gates
/// write to (i), keep (f) and show (o).
///
///     forward     a_t = w x_t + u h_{t-1} + b      i, f, o = sigmoid(a_t)    g = tanh(a_t)      each a quarter of a_t, in the order i, f, g, o
///                 c_t = f c_{t-1} + i g            y_t = h_t = o tanh(c_t)
///                 before the first place h and c are what the step before has left, where a `state` is handed in, else 0
///     with `peepholes`      i, f = sigmoid(a_t + p c_{t-1})    o = sigmoid(a_t + p c_t)    p_i, p_f, p_o each a third of p
///     backward    from the last place to the first: see kernels/recurrent/lstm_cell.hpp, peephole_lstm_cell.hpp
///
///     x: [L, D]   w (weight_ih_l0): [4H, D]   u (weight_hh_l0): [4H, H]   b (bias): [4H]   p (peepholes): [3H]
///     a: [L, 4H]   c, h, y: [L, H]
///
/// (Hochreiter and Schmidhuber, 1997; the gate f that forgets: Gers, Schmidhuber, Cummins, 2000.) PyTorch's
/// LSTM(D, H, batch_first=True); it has two biases, whose sum is b. Carries h and c; backward stops at the
/// step's beginning. Options: `two_biases` (bias_ih_l0, bias_hh_l0: [4H] in place of b, all of PyTorch's
/// names and shapes), `no_bias`, `init<xavier>` for w and u, `forget_bias<1.0>`, from which f's quarter of b
/// starts instead of 0 (Jozefowicz, Zaremba, Sutskever, 2015, section 2.2), `peepholes` (Gers, Schmidhuber,
/// 2000), whose p starts from 0. Keeps x, y, the gates and c. Refused: E41 (no sequence), E09, E25, E26.
template <int H = 0, class... Options>
struct lstm : lstm_layer<H, Options...> {
    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        lstm_layer<H, Options...>::settings(visit);
        visit("peepholes", has_option<peepholes, Options...>);
    }
};

}  // namespace strata
