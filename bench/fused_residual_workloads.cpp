// SPDX-License-Identifier: MIT
/// A residual sum with what is before and behind it, beside the layers one by one.
#include "runs.hpp"

namespace strata::bench {

namespace {
struct residual_relu : net<input<32, 56, 56>, residual<chain<conv<32, 3, same, no_bias>, batch_norm>>, relu> {
};
}  // namespace

workloads fused_residual_workloads() {
    return {
        compared<residual_relu, inference>("fused/fwd/conv3x3+bn+add+relu/32@56/b32", 32),
        compared<residual_relu, input_gradients>("fused/fwdbwd/conv3x3+bn+add+relu/32@56/b32", 32),
    };
}

}  // namespace strata::bench
