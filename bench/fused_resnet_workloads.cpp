// SPDX-License-Identifier: MIT
/// ResNet-20 fused, beside ResNet-20 layer by layer.
#include "networks.hpp"
#include "runs.hpp"

namespace strata::bench {

namespace {
constexpr momentum rule{.rate = 1e-4};
}

workloads fused_resnet_workloads() {
    return {{"fused/train/resnet20/b64", 64 * training_operations<resnet20>,
             [](int threads) { return training_step<resnet20>(64, threads, rule); },
             [](int threads) { return training_step<unfused<resnet20>>(64, threads, rule); }}};
}

}  // namespace strata::bench
