// SPDX-License-Identifier: MIT
/// The small VGG.
#include "networks.hpp"
#include "runs.hpp"

namespace strata::bench {

workloads vgg_workloads() {
    return {
        trains<small_vgg>("train/vgg/b64", 64),
        answers<small_vgg>("infer/vgg/b1", 1),
    };
}

}  // namespace strata::bench
