// SPDX-License-Identifier: MIT
#pragma once
/// The computational graphs of the lecture on backpropagation as networks: each of their numbers is an input,
/// each of their edges a tap. (CS231n, "Backpropagation, intuitions".)
#include <strata/kernels/elementary.hpp>
#include <strata/strata.hpp>

/// Gates that the library has no layer for: what goes on, and the slope by what went on.
namespace gates {
struct negation : strata::pointwise<negation> {
    template <class B>
    static B value(const B& x) {
        return -x;
    }
    template <class B>
    static B slope(const B&) {
        return B(-1);
    }
};
struct exponential : strata::pointwise<exponential> {
    template <class B>
    static B value(const B& x) {
        return strata::exponential<typename B::value_type>(x);
    }
    template <class B>
    static B slope(const B& y) {
        return y;
    }
};
struct plus_one : strata::pointwise<plus_one> {
    template <class B>
    static B value(const B& x) {
        return x + B(1);
    }
    template <class B>
    static B slope(const B&) {
        return B(1);
    }
};
struct reciprocal : strata::pointwise<reciprocal> {
    template <class B>
    static B value(const B& x) {
        return B(1) / x;
    }
    template <class B>
    static B slope(const B& y) {
        return -y * y;
    }
};
struct doubled : strata::pointwise<doubled> {
    template <class B>
    static B value(const B& x) {
        return x + x;
    }
    template <class B>
    static B slope(const B&) {
        return B(2);
    }
};
}  // namespace gates

namespace lecture {
using namespace strata;

template <text Name>
using number = named<Name, input<1>>;

/// f = (x + y) z, by way of q = x + y.
struct sum_times : net<input<1>, number<"y">, number<"z">, tap<"x">, sum<chain<>, from<"y">>, tap<"q">,
                       multiply<chain<>, from<"z">>, tap<"f">> {};

/// f = 1 / (1 + exp(-(w0 x0 + w1 x1 + w2))), gate by gate.
struct sigmoid_by_gates
    : net<input<1>, number<"x0">, number<"w1">, number<"x1">, number<"w2">, tap<"w0">,
          multiply<chain<>, from<"x0">>, tap<"w0 x0">, from<"w1", multiply<chain<>, from<"x1">>>,
          tap<"w1 x1">, sum<from<"w0 x0">, chain<>>, tap<"w x">, sum<chain<>, from<"w2">>, tap<"s">,
          gates::negation, tap<"-s">, gates::exponential, tap<"exp">, gates::plus_one, tap<"1 + exp">,
          gates::reciprocal, tap<"f">> {};

/// The same with the sigmoid as one gate.
struct sigmoid_as_one
    : net<input<1>, number<"x0">, number<"w1">, number<"x1">, number<"w2">, tap<"w0">,
          multiply<chain<>, from<"x0">>, tap<"w0 x0">, from<"w1", multiply<chain<>, from<"x1">>>,
          sum<from<"w0 x0">, chain<>>, sum<chain<>, from<"w2">>, sigmoid> {};

/// f = |W x|^2 by way of q = W x, which meets itself: W is an input [2, 2], x a row [1, 2].
struct squared_norm : net<input<1, 2>, named<"W", input<2, 2>>, tap<"x">, with<"W", dot_products>, tap<"q">,
                          with<"q", dot_products>, reshape<1>, tap<"f">> {};

/// f = 2 (x y + max(z, w)): one gate that switches, one that routes, one that distributes.
struct three_gates : net<input<1>, number<"y">, number<"z">, number<"w">, tap<"x">,
                         multiply<chain<>, from<"y">>, tap<"x y">, from<"z", maximum<chain<>, from<"w">>>,
                         tap<"max">, sum<from<"x y">, chain<>>, tap<"sum">, gates::doubled, tap<"f">> {};

/// f = (x + y) max(x, z): x goes two ways, and has the sum of the gradients that come back.
struct two_ways
    : net<input<1>, number<"y">, number<"z">, tap<"x">, sum<chain<>, from<"y">>, tap<"x + y">,
          from<"x", maximum<chain<>, from<"z">>>, tap<"max">, multiply<from<"x + y">, chain<>>, tap<"f">> {};

/// f = (x + sigmoid(y)) / (sigmoid(x) + (x + y)^2), which one would not write down as one derivative.
struct in_stages
    : net<input<1>, number<"y">, tap<"x">, from<"y", sigmoid>, sum<chain<>, from<"x">>, tap<"numerator">,
          from<"x">, sum<chain<>, from<"y">>, multiply<chain<>, chain<>>, sum<chain<>, from<"x", sigmoid>>,
          gates::reciprocal, multiply<chain<>, from<"numerator">>> {};

}  // namespace lecture
