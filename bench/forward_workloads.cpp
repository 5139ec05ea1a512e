// SPDX-License-Identifier: MIT
/// Forward passes of single layers.
#include "layers.hpp"
#include "runs.hpp"

namespace strata::bench {

workloads forward_workloads() {
    return {
        answers<conv3x3_64>("fwd/conv3x3s1/64-64@56/b16", 16),
        answers<conv3x3_128>("fwd/conv3x3s1/128-128@28/b16", 16),
        answers<conv3x3_256>("fwd/conv3x3s1/256-256@14/b16", 16),
        answers<conv3x3_512>("fwd/conv3x3s1/512-512@7/b16", 16),
        answers<conv1x1_256>("fwd/conv1x1s1/64-256@56/b16", 16),
        answers<conv7x7_64>("fwd/conv7x7s2/3-64@112/b16", 16),
        answers<conv1x7_192>("fwd/conv1x7s1/192-192@17/b16", 16),
        answers<conv7x1_192>("fwd/conv7x1s1/192-192@17/b16", 16),
        answers<conv5x5_64>("fwd/conv5x5s1/64-64@28/b16", 16),
        answers<conv3x3_halving>("fwd/conv3x3s2/64-128@28/b16", 16),
        answers<conv3x3_dilated>("fwd/conv3x3s1d2/64-64@28/b16", 16),
        answers<depthwise_halving>("fwd/depthwise3x3s2/128@28/b16", 16),
        answers<conv1d_causal>("fwd/conv1d3d4/64-64@1024/b16", 16),
        answers<dense_1024>("fwd/dense/1024-1024/b128", 128),
    };
}

}  // namespace strata::bench
