// SPDX-License-Identifier: MIT
// title: Outputs and losses are not equally many
// means: Every output of a net is compared with something, by a loss of its own. `joint_loss` holds one for
// means: each branch of `heads`, in their order.
// lecture: detection: classification + localization
// expect sentence: a trainer with joint_loss<softmax_loss>, got shape<10> and shape<4>: the network has 2 outputs and the trainer 1 loss; give it one for each branch of heads<...>: joint_loss{first, second, ...}, or the loss alone where there is one
#include <strata/strata.hpp>
using namespace strata;

struct two : net<input<784>, dense<100>, relu, heads<dense<10>, dense<4>>> {};

#ifdef BROKEN
int main() {
    model<two> m;
    trainer t{m, softmax_loss{}, adam{}};  // <- here
}
#else
int main() {
    model<two> m;
    trainer t{m, joint_loss{softmax_loss{}, softmax_loss{}}, adam{}};
}
#endif
