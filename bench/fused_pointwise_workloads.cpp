// SPDX-License-Identifier: MIT
/// Normalization and activations with no product before them: nothing but memory is saved.
#include "runs.hpp"

namespace strata::bench {

namespace {
struct norm_relu : net<input<64, 56, 56>, batch_norm, relu> {};
/// Two that are cheap to compute again, and three that are not.
struct rectifiers : net<input<64, 56, 56>, leaky_relu<>, relu6> {};
struct curves : net<input<64, 56, 56>, leaky_relu<>, hyperbolic_tangent, sigmoid> {};
}  // namespace

workloads fused_pointwise_workloads() {
    return {
        compared<norm_relu, input_gradients>("fused/fwdbwd/bn+relu/64@56/b64", 64),
        compared<rectifiers, input_gradients>("fused/fwdbwd/leaky_relu+relu6/64@56/b64", 64),
        compared<curves, input_gradients>("fused/fwdbwd/leaky_relu+tanh+sigmoid/64@56/b64", 64),
    };
}

}  // namespace strata::bench
