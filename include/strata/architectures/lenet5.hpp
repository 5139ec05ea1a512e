// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/net.hpp>
#include <strata/layers/average_pool.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/hyperbolic_tangent.hpp>

namespace strata {

/// LeNet-5 for digits of 28 x 28 (LeCun, Bottou, Bengio, Haffner: "Gradient-based learning applied to
/// document recognition", 1998, figure 2): C1, S2, C3, S4, C5, F6 and the output, 61,706 parameters for ten
/// classes.
///
/// As it is usually written today: each map of C3 sees all six of S2 (the paper's table 1 leaves some out),
/// S2 and S4 average without coefficients of their own, tanh is not scaled, and the output is a dense layer.
/// The paper puts its digits into 32 x 32, which is the padding of C1. C5 is a convolution over all of its
/// input: a dense layer.
template <int Classes = 10>
struct lenet5 : net<input<1, 28, 28>, named<"C1", conv<6, 5, pad<2>>>, hyperbolic_tangent,
                    named<"S2", average_pool<2>>, named<"C3", conv<16, 5>>, hyperbolic_tangent,
                    named<"S4", average_pool<2>>, flatten, named<"C5", dense<120>>, hyperbolic_tangent,
                    named<"F6", dense<84>>, hyperbolic_tangent, named<"output", dense<Classes>>> {};

}  // namespace strata
