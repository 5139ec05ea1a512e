// SPDX-License-Identifier: MIT
/// Forward and backward passes of single layers.
#include "layers.hpp"
#include "runs.hpp"

namespace strata::bench {

workloads backward_workloads() {
    return {
        there_and_back<conv3x3_64>("fwdbwd/conv3x3s1/64-64@56/b16", 16),
        there_and_back<conv3x3_128>("fwdbwd/conv3x3s1/128-128@28/b16", 16),
        there_and_back<conv3x3_256>("fwdbwd/conv3x3s1/256-256@14/b16", 16),
        there_and_back<conv3x3_512>("fwdbwd/conv3x3s1/512-512@7/b16", 16),
        there_and_back<conv1x1_256>("fwdbwd/conv1x1s1/64-256@56/b16", 16),
        there_and_back<conv7x7_64>("fwdbwd/conv7x7s2/3-64@112/b16", 16),
        there_and_back<conv1x7_192>("fwdbwd/conv1x7s1/192-192@17/b16", 16),
        there_and_back<conv7x1_192>("fwdbwd/conv7x1s1/192-192@17/b16", 16),
        there_and_back<conv5x5_64>("fwdbwd/conv5x5s1/64-64@28/b16", 16),
        there_and_back<conv3x3_halving>("fwdbwd/conv3x3s2/64-128@28/b16", 16),
        there_and_back<conv3x3_dilated>("fwdbwd/conv3x3s1d2/64-64@28/b16", 16),
        there_and_back<depthwise_halving>("fwdbwd/depthwise3x3s2/128@28/b16", 16),
        there_and_back<conv1d_causal>("fwdbwd/conv1d3d4/64-64@1024/b16", 16),
        there_and_back<dense_1024>("fwdbwd/dense/1024-1024/b128", 128),
    };
}

}  // namespace strata::bench
