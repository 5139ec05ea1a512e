// SPDX-License-Identifier: MIT
// title: Backward where nothing was kept for it
// means: The backward pass needs what the forward pass saw. A workspace for inference throws that away as
// means: soon as it can; one for training keeps it.
// lecture: backprop: computational graph
// expect sentence: the backward pass: a workspace for inference keeps nothing that backward needs; make it a workspace<small, training>
// at global scope: the message names a type of the program
#include <strata/strata.hpp>
using namespace strata;

struct small : net<input<784>, dense<10>> {};

#ifdef BROKEN
int main() {
    workspace<small, inference> run(8);
    run.backward(8, nullptr, nullptr, seed{1}, 0);  // <- here
}
#else
int main() {
    workspace<small, training> run(8);
    run.backward(8, nullptr, nullptr, seed{1}, 0);
}
#endif
