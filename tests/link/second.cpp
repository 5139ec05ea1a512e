// SPDX-License-Identifier: MIT
#include "shared.hpp"

double loss_of(strata::model<shared_net>& m) {
    return strata::evaluate_scores<float>(m.predict(shared_input()), shared_labels()).loss;
}
