// SPDX-License-Identifier: MIT
#include <strata/layers/maxout.hpp>

#include <limits>

#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>

#include "../literals/activations.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<maxout<3>, shape<2, 5, 7>, shape<6, 5, 7>>);
static_assert(makes<maxout<17>, shape<1>, shape<17>>);
static_assert(makes<maxout<3>, shape<5, 2>, shape<5, 6>>);
static_assert(refuses<maxout<4>, E05_channels_not_divisible_by_groups, shape<6>>);
static_assert(refuses<maxout<0>, E09_size_not_positive, shape<6>>);
static_assert(mistaken<E05_channels_not_divisible_by_groups, input<5, 3, 3>, conv<7, 3>, maxout<2>>);

TEST_CASE("maxout gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<6, 3, 2>, maxout<3>>>(pytorch::maxout);
    check_like_pytorch<net<input<6>, maxout<2>>>(pytorch::maxout_vector);
}

TEST_CASE("maxout's gradients are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<1>, maxout<1>>>(3);
    check_gradients_right<net<input<51, 5, 7>, maxout<3>>>();
    check_gradients_right<net<input<5>, dense<34>, maxout<2>, dense<3>>>();
    check_gradients_right<net<input<5, 3>, dense<34>, maxout<2>, dense<3>>>();
}

TEST_CASE("of equal pieces the first takes the gradient, and a NaN wins") {
    auto run = pass<double>::of<net<input<4>, maxout<2>>>(1);
    CHECK(run.forward(1, {3, 3, -1, 2}) == std::vector<double>{3, 2});
    CHECK(run.backward({5, 7}) == std::vector<double>{5, 0, 0, 7});
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto y = run.forward(1, {nan, 3, 3, nan});
    CHECK(std::isnan(y[0]));
    CHECK(std::isnan(y[1]));
}

TEST_CASE("maxout does the same for a sample whatever the batch it is in, and in groups as alone") {
    check_partial_batches<net<input<34>, maxout<2>>>();
    check_fused_like_unfused<net<input<3, 5, 5>, conv<34, 3>, maxout<2>, conv<4, 1>, maxout<4>>>();
}
