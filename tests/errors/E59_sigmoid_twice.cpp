// SPDX-License-Identifier: MIT
// title: Two sigmoids in a row
// means: The binary cross entropy computes the sigmoid together with its logarithm, which stays finite however sure
// means: an answer is. A sigmoid layer before it would be squeezed into (0, 1) once more, and could not get sure.
// lecture: losses: binary cross entropy
// expect sentence: a trainer with binary_cross_entropy_loss, got shape<3>: binary_cross_entropy_loss takes scores and applies sigmoid itself; take the sigmoid layer off the end of the net
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct tags : net<input<784>, dense<3>, sigmoid> {};
int main() {
    model<tags> m;
    trainer t{m, binary_cross_entropy_loss{}, adam{}};  // <- here
}
#else
struct tags : net<input<784>, dense<3>> {};
int main() {
    model<tags> m;
    trainer t{m, binary_cross_entropy_loss{}, adam{}};
}
#endif
