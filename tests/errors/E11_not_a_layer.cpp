// SPDX-License-Identifier: MIT
// title: Something in the list is not a layer
// means: Every part of a net is a layer or a form (chain, residual, concat, sum, heads, repeat, named). A
// means: class of your own becomes a layer when it derives from `strata::layer` and has what a layer has;
// means: docs/your-own-layer.md writes one. Of a layer that lacks a part the message says which.
// lecture: backprop: computational graph
// expect sentence: layer 1, swish, got shape<100>: this is neither a layer nor a form; a layer derives from strata::layer and has an output<X>, a forward and a backward (docs/your-own-layer.md)
// at global scope: the message names a type of the program
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct swish {
    template <class B>
    static B value(const B& x) {
        return x / (1 + xsimd::exp(-x));
    }
};
struct mlp : net<input<784>, dense<100>, swish, dense<10>> {};  // <- here
void start() { model<mlp> m; }
#else
struct leaky : pointwise<leaky> {
    template <class B>
    static B value(const B& x) {
        return xsimd::max(x, x * B(0.1f));
    }
    template <class B>
    static B slope(const B& y) {
        return xsimd::select(y > B(0), B(1), B(0.1f));
    }
};
struct mlp : net<input<784>, dense<100>, leaky, dense<10>> {};
void start() { model<mlp> m; }
#endif
