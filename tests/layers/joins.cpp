// SPDX-License-Identifier: MIT
#include <strata/layers/joins.hpp>

#include <strata/layers/batch_norm.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/sigmoid.hpp>

#include "../literals/joins.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<add, shape<3, 5, 7>, shape<3, 5, 7>, shape<3, 5, 7>>);
static_assert(makes<add, shape<17>, shape<17>, shape<17>, shape<17>>);
static_assert(refuses<add, E07_branches_of_unequal_shape, shape<3, 5, 7>, shape<3, 5, 6>>);
static_assert(refuses<add, E07_branches_of_unequal_shape, shape<3, 5, 7>, shape<1, 5, 7>>);
static_assert(makes<concatenation, shape<9, 5, 7>, shape<3, 5, 7>, shape<2, 5, 7>, shape<4, 5, 7>>);
static_assert(makes<concatenation, shape<20>, shape<3>, shape<17>>);
static_assert(makes<concatenation, shape<5, 20>, shape<5, 3>, shape<5, 17>>);
static_assert(refuses<concatenation, E08_branches_differ_beyond_channels, shape<3, 5, 7>, shape<3, 5, 6>>);
static_assert(refuses<concatenation, E08_branches_differ_beyond_channels, shape<3, 5, 7>, shape<105>>);
static_assert(mistaken<E07_branches_of_unequal_shape, input<3, 5, 5>, residual<chain<conv<4, 3, same>>>>);
static_assert(mistaken<E08_branches_differ_beyond_channels, input<3, 5, 5>, concat<conv<4, 3>, conv<4, 1>>>);

namespace {

using projected = net<input<2, 5, 7>,
                      residual<chain<conv<3, 3, stride<2>, pad<1>, no_bias>, batch_norm, relu,
                                     conv<3, 3, same, no_bias>, batch_norm>,
                               chain<conv<3, 1, stride<2>, no_bias>, batch_norm>>,
                      relu>;
using identical = net<input<2, 4, 5>, residual<chain<conv<2, 3, same>, relu, conv<2, 3, same>>>, relu>;
using inception = net<input<2, 3, 4>, concat<conv<3, 1>, conv<2, 3, same>, chain<>>>;
using added = net<input<2, 3, 4>, sum<conv<3, 1>, conv<3, 3, same>>>;

}  // namespace

TEST_CASE("a residual block with a projection gives PyTorch's values and gradients") {
    check_like_pytorch<projected, double>(pytorch::residual_projection, false);
    check_fused_like_unfused<projected>();
}

TEST_CASE("a residual block with the identity gives PyTorch's values and gradients") {
    check_like_pytorch<identical, double>(pytorch::residual_identity);
    check_fused_like_unfused<identical>();
}

TEST_CASE("branches one behind the other give PyTorch's values and gradients") {
    check_like_pytorch<inception, double>(pytorch::concatenation);
}

TEST_CASE("branches that are added give PyTorch's values and gradients") {
    check_like_pytorch<added, double>(pytorch::addition);
}

TEST_CASE("a value that several branches read gets the sum of their gradients") {
    auto twice = pass<float>::of<net<input<3>, sum<chain<>, chain<>, relu>>>(1);
    CHECK(twice.forward(1, {1, -2, 3}) == std::vector<float>{3, -4, 9});
    CHECK(twice.backward({1, 10, 100}) == std::vector<float>{3, 20, 300});
    auto beside = pass<float>::of<net<input<2>, concat<chain<>, relu, chain<>>>>(1);
    CHECK(beside.forward(1, {1, -2}) == std::vector<float>{1, -2, 1, 0, 1, -2});
    CHECK(beside.backward({1, 2, 10, 20, 100, 200}) == std::vector<float>{111, 202});
}

TEST_CASE("the gradients through joins are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<17>, sum<relu, chain<>>, relu>>();
    check_gradients_right<net<input<3, 1, 5>, concat<conv<17, 1>, chain<>, conv<1, 3, same>>>>(1);
    check_gradients_right<net<input<3, 3, 3>, residual<chain<batch_norm>>>>();
    check_gradients_right<net<input<3, 5>, concat<relu, chain<>, relu>>>();
}

TEST_CASE("a sum with a shortcut behind a convolution of any kernel is the same in its own pass") {
    test::check_fused_like_unfused<
        net<input<5, 7, 6>, residual<chain<conv<5, 3, same>, batch_norm>>, relu>>();
    test::check_fused_like_unfused<
        net<input<17, 9, 10>, residual<chain<conv<17, 3, same, no_bias>, batch_norm>>, relu>>();
    test::check_fused_like_unfused<net<input<6, 7, 6>, residual<conv<6, 3, same, groups<6>>>>>();
    test::check_fused_like_unfused<net<
        input<16, 8, 8>,
        residual<conv<20, 3, stride<2>, pad<1>, round_down>, conv<20, 1, stride<2>, round_down>>, sigmoid>>();
}
