// SPDX-License-Identifier: MIT
// title: A layer that does not say its shape
// means: Shapes are settled before the program runs, so each layer has to say what it makes of an input of
// means: shape X. docs/your-own-layer.md writes a layer from nothing.
// lecture: backprop: computational graph
// expect sentence: layer 0, double_it, got shape<784>: this layer does not say what it makes of such an input; give it a template <Shape X> using output, which is a shape or a refused<...> (docs/your-own-layer.md)
// at global scope: the message names a type of the program
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct double_it : layer {
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        for (long i = 0; i < a.n * X::size; ++i) a.y[i] = 2 * a.x()[i];
    }
};
struct doubled : net<input<784>, double_it, dense<10>> {};  // <- here
#else
struct double_it : layer {
    template <Shape X>
    using output = X;
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        for (long i = 0; i < a.n * X::size; ++i) a.y[i] = 2 * a.x()[i];
    }
};
struct doubled : net<input<784>, double_it, dense<10>> {};
#endif
