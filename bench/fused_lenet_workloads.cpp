// SPDX-License-Identifier: MIT
/// LeNet fused, beside LeNet layer by layer.
#include "networks.hpp"
#include "runs.hpp"

namespace strata::bench {

namespace {
constexpr momentum rule{.rate = 1e-4};
}

workloads fused_lenet_workloads() {
    return {{"fused/train/lenet/b64", 64 * training_operations<lenet>,
             [](int threads) { return training_step<lenet>(64, threads, rule); },
             [](int threads) { return training_step<unfused<lenet>>(64, threads, rule); }}};
}

}  // namespace strata::bench
