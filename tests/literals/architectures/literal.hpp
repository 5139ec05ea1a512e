// SPDX-License-Identifier: MIT
#pragma once
/// What the literals of `scripts/make-architecture-literals` are.
#include <vector>

namespace strata::test {

/// Many numbers in two: their norm, and their product with as many numbers that are drawn for them.
struct digest {
    double norm, product;
};

/// A network with drawn weights over two drawn images: the loss is the product of the outputs and drawn numbers.
struct architecture_literal {
    double loss;
    std::vector<digest> outputs;     ///< one for each of its heads
    std::vector<double> first_head;  ///< its first twenty numbers
    digest image_gradient;
    std::vector<digest> gradients;  ///< one for each parameter
};

}  // namespace strata::test
