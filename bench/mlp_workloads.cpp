// SPDX-License-Identifier: MIT
/// The fully connected network.
#include "networks.hpp"
#include "runs.hpp"

namespace strata::bench {

workloads mlp_workloads() {
    return {
        trains<mlp>("train/mlp/b64", 64),
        trains<mlp>("train/mlp/b64/adam", 64, adam{.rate = 1e-4}),
        answers<mlp>("infer/mlp/b1", 1),
    };
}

}  // namespace strata::bench
