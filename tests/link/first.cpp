// SPDX-License-Identifier: MIT
#include "shared.hpp"

double loss_of(strata::model<shared_net>& m);

int main() {
    strata::model<shared_net> m(strata::seed{1});
    const double before = loss_of(m);
    strata::trainer t(m, strata::softmax_loss{}, strata::sgd{.rate = 0.1});
    for (int i = 0; i < 10; ++i) t.step(shared_input(), shared_labels());
    return loss_of(m) < before ? 0 : 1;
}
