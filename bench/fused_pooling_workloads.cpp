// SPDX-License-Identifier: MIT
/// Convolution, bias, ReLU and pooling in one pass, beside three.
#include "runs.hpp"

namespace strata::bench {

namespace {
struct conv_relu_pool : net<input<16, 64, 64>, conv<32, 3, same>, relu, max_pool<2>> {};
}  // namespace

workloads fused_pooling_workloads() {
    return {
        compared<conv_relu_pool, inference>("fused/fwd/conv3x3+relu+max_pool/16-32@64/b64", 64),
        compared<conv_relu_pool, input_gradients>("fused/fwdbwd/conv3x3+relu+max_pool/16-32@64/b64", 64),
    };
}

}  // namespace strata::bench
