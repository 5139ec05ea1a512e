// SPDX-License-Identifier: MIT
#pragma once
// Written by scripts/make-graph-literals with PyTorch, in double.
#include <vector>

namespace strata::test::pytorch {

inline const std::vector<double> sum_times{-12, -4, -4, 3};

inline const std::vector<double> sigmoid_of_a_line{0.7310585786300049, -0.19661193324148185, 0.3932238664829637, -0.3932238664829637, -0.5898357997244456, 0.19661193324148185};

inline const std::vector<double> squared_norm{0.11600000000000005, -0.11200000000000002, 0.6360000000000001, 0.08800000000000002, 0.17600000000000005, 0.10400000000000004, 0.20800000000000007};

inline const std::vector<double> three_gates{-20, -8, 6, 2, 0};

inline const std::vector<double> two_ways{-3, 2, 3, 0};

inline const std::vector<double> in_stages{1.5456448841066441, 2.0595697955721652, 1.5922327514838093};

}  // namespace strata::test::pytorch
