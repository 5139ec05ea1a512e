// SPDX-License-Identifier: MIT
/// Layers that are fused, beside the same layers one by one.
#include "runs.hpp"

namespace strata::bench {

namespace {

struct conv_norm_relu : net<input<64, 56, 56>, conv<64, 3, same, no_bias>, batch_norm, relu> {};
struct dense_relu : net<input<1024>, dense<1024>, relu> {};

}  // namespace

workloads fused_layer_workloads() {
    return {
        compared<conv_norm_relu, inference>("fused/fwd/conv3x3+bn+relu/64-64@56/b16", 16),
        compared<conv_norm_relu, input_gradients>("fused/fwdbwd/conv3x3+bn+relu/64-64@56/b16", 16),
        compared<dense_relu, inference>("fused/fwd/dense+relu/1024-1024/b128", 128),
        compared<dense_relu, input_gradients>("fused/fwdbwd/dense+relu/1024-1024/b128", 128),
    };
}

}  // namespace strata::bench
