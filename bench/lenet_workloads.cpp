// SPDX-License-Identifier: MIT
/// LeNet.
#include "networks.hpp"
#include "runs.hpp"

namespace strata::bench {

workloads lenet_workloads() {
    return {
        trains<lenet>("train/lenet/b64", 64),
        answers<lenet>("infer/lenet/b1", 1),
        answers<lenet>("infer/lenet/b256", 256),
    };
}

}  // namespace strata::bench
