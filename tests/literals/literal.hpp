// SPDX-License-Identifier: MIT
#pragma once
/// What the literals of `scripts/make-literals` are: numbers of an independent source, in C order, images [N, C, H, W].
#include <vector>

namespace strata::test {

/// A parameter or running statistic: its values, and its gradient where one is compared.
struct parameter_literal {
    const char* name;
    std::vector<double> value, gradient;
};

/// A network over n samples: its input and output, and for the gradient dy of that output all others.
struct network_literal {
    int n;
    std::vector<double> x, y, dy, dx;
    std::vector<parameter_literal> parameters;
};

/// Parameters after 1, 2, 3, 10 and 100 steps of an update rule.
struct rule_literal {
    std::vector<double> after_1, after_2, after_3, after_10, after_100;
};

}  // namespace strata::test
