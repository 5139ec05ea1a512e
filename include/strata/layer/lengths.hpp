// SPDX-License-Identifier: MIT
#pragma once
/// Sequences of several lengths in one batch: a second value says how many places of each sample there are.
///
///     net<whole_input<20>, named<"lengths", whole_input<1>>, embedding<30, 16>, with<"lengths", lstm<64>>, ...>
///
///     x: [L, D]   n (the lengths): [1], a whole number from 1 to L
///
/// What such a layer makes of the places from n on is zero, and nothing that stands there reaches a place
/// before, a state or a gradient.
#include <algorithm>
#include <cstring>
#include <strata/error.hpp>
#include <strata/exact_number.hpp>
#include <strata/layer/rearrangement.hpp>
#include <string>

namespace strata {

/// The shape of lengths: one number a sample.
template <class X>
concept Length = std::is_same_v<X, shape<1>>;

/// Throws: a sample of a batch of sequences of L places cannot be so long.
[[noreturn, gnu::cold]] inline void refuse_length(int sample, int L, double found) {
    throw_error({.problem = "the length of a sequence is no number of its places",
                 .name = "sample " + std::to_string(sample),
                 .expected = "a whole number from 1 to " + std::to_string(L),
                 .found = short_text(found, 9)});
}

/// Throws where one of n lengths is none of sequences of L places.
template <class T>
void check_lengths(const T* lengths, int n, int L) {
    for (int i = 0; i < n; ++i)
        if (!(lengths[i] >= T(1) && lengths[i] <= T(L)) || T(int(lengths[i])) != lengths[i])
            refuse_length(i, L, static_cast<double>(lengths[i]));
}

/// Lengths have no slope: their gradient, where somebody wants it, is zero.
template <class T>
void no_gradient_of_lengths(const backward_args<T>& a) {
    if (a.input_gradients[1] && !a.adds[1]) std::fill_n(a.input_gradients[1], a.n, T(0));
}

/// A rearrangement of places that depends, where lengths are read, on each sample's. Beside what a
/// `rearrangement` says, `Order` says
///
///     place_of(row, length)      which place of x is place `row` of y; -1 where that is zero
template <class Order>
struct rearrangement_by_length : rearrangement<Order> {
    using rearrangement<Order>::forward;
    using rearrangement<Order>::backward;

    template <class Phase, class T, Shape X, Shape... N>
    static constexpr memory needs() {
        memory m;
        m.x_in_backward = Phase::backward && sizeof...(N) > 0;
        return m;
    }
    template <class Phase, class T, Shape X, Length N>
    static void forward(const forward_args<T>& a) {
        using Y = typename Order::template output<X>;
        constexpr int D = channels<X>;
        check_lengths(a.inputs[1], a.n, static_cast<int>(places<X>));
        forward_each<X, Y>(a, [&](const T* x, T* y, int sample) {
            for (int row = 0; row < Y::size / D; ++row) {
                const int from = Order::place_of(row, static_cast<int>(a.inputs[1][sample]));
                if (from < 0)
                    std::fill_n(y + int64{row} * D, D, T(0));
                else
                    std::memcpy(y + int64{row} * D, x + int64{from} * D, std::size_t{D} * sizeof(T));
            }
        });
    }
    template <class T, Shape X, Length N>
    static void backward(const backward_args<T>& a) {
        using Y = typename Order::template output<X>;
        constexpr int D = channels<X>;
        backward_each_added<X, Y>(a, [&](const T* dy, T* dx, int sample) {
            for (int row = 0; row < Y::size / D; ++row)
                if (const int from = Order::place_of(row, static_cast<int>(a.inputs[1][sample])); from >= 0)
                    for (int d = 0; d < D; ++d) dx[int64{from} * D + d] += dy[int64{row} * D + d];
        });
        no_gradient_of_lengths(a);
    }
};

}  // namespace strata
