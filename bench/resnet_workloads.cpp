// SPDX-License-Identifier: MIT
/// ResNet-20.
#include "networks.hpp"
#include "runs.hpp"

namespace strata::bench {

workloads resnet_workloads() {
    return {
        trains<resnet20>("train/resnet20/b64", 64),
        answers<resnet20>("infer/resnet20/b1", 1),
        answers<resnet20>("infer/resnet20/b64", 64),
        gradient_of_input<resnet20>("gradient_of_input/resnet20/b1", 1),
        gradient_of_input<resnet20>("gradient_of_input/resnet20/b64", 64),
    };
}

}  // namespace strata::bench
