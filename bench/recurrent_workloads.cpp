// SPDX-License-Identifier: MIT
/// The model of letters, and one of its layers.
#include "layers.hpp"
#include "networks.hpp"
#include "runs.hpp"

namespace strata::bench {

workloads recurrent_workloads() {
    return {
        trains<charlm, place_softmax_loss>("train/charlm/b32t64", 32, adam{.rate = 1e-4}),
        answers<lstm_256>("fwd/lstm/256-256/b32t64", 32),
        there_and_back<lstm_256>("fwdbwd/lstm/256-256/b32t64", 32),
    };
}

}  // namespace strata::bench
