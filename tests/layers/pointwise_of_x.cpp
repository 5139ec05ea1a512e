// SPDX-License-Identifier: MIT
#include <strata/layer/pointwise_of_x.hpp>

#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/gelu.hpp>
#include <strata/layers/max_pool.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/sigmoid.hpp>
#include <strata/layers/silu.hpp>

#include "fused_like_unfused.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(PointwiseOfX<gelu> && !PointwiseOfX<relu> && !Pointwise<gelu>);

TEST_CASE("maps that need their x join the layer before them in inference alone, and nothing changes by it") {
    using mixed = net<input<3, 6, 6>, conv<17, 3>, gelu, max_pool<2>, conv<5, 1>, relu, silu, gelu_tanh,
                      sigmoid, flatten, dense<3>, silu, sigmoid>;
    static_assert(operations<mixed, inference>::size == 6);
    static_assert(operations<mixed, training>::size == 11);
    check_fused_like_unfused<mixed>();
    check_gradients_right<mixed>();
}
