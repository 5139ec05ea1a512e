// SPDX-License-Identifier: MIT
/// What joins values number by number: `multiply`, `maximum`, `minimum`.
#include <strata/layer/broadcast.hpp>
#include <strata/layers/average_pool.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/extremes.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/multiplication.hpp>
#include <strata/layers/reshape.hpp>
#include <strata/layers/sigmoid.hpp>

#include <limits>

#include "../literals/joins.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<multiplication, shape<3, 5, 7>, shape<3, 5, 7>, shape<3, 1, 1>>);
static_assert(makes<multiplication, shape<3, 5, 7>, shape<1, 5, 1>, shape<3, 1, 7>>);
static_assert(makes<largest, shape<17>, shape<17>, shape<1>, shape<17>>);
static_assert(makes<smallest, shape<5, 17>, shape<5, 1>, shape<1, 17>>);
static_assert(makes<largest, shape<2, 3, 4, 5>, shape<2, 3, 1, 5>, shape<1, 1, 4, 5>>);
static_assert(refuses<multiplication, E61_branches_do_not_broadcast, shape<3, 5, 7>, shape<3, 5, 6>>);
static_assert(refuses<multiplication, E61_branches_do_not_broadcast, shape<3, 5, 7>, shape<3>>);
static_assert(refuses<largest, E61_branches_do_not_broadcast, shape<1>, shape<3>, shape<2>>);
static_assert(
    refuses<multiplication, E45_too_large, shape<1, 1 << 15, 1>, shape<1 << 15, 1, 1>, shape<1, 1, 8>>);
static_assert(mistaken<E61_branches_do_not_broadcast, input<3, 5, 5>, multiply<chain<>, conv<4, 1>>>);
static_assert(mistaken<E27_form_without_parts, input<3>, maximum<>>);

namespace broadcast_tests {

using excited = net<input<2, 3, 4>, multiply<conv<3, 1>, chain<global_average_pool, conv<3, 1>, sigmoid>>>;

}  // namespace broadcast_tests

TEST_CASE("branches that are multiplied give PyTorch's values and gradients") {
    check_like_pytorch<net<input<2, 3, 4>, multiply<conv<3, 1>, conv<3, 3, same>, conv<3, 1>>>>(
        pytorch::multiplication);
}

TEST_CASE("a weight for each channel, and one for each place, give PyTorch's values and gradients") {
    check_like_pytorch<broadcast_tests::excited>(pytorch::excitation);
    check_like_pytorch<net<input<2, 3, 4>, multiply<conv<3, 1>, conv<1, 3, same>>>, double>(
        pytorch::place_weights);
}

TEST_CASE("values of four axes meet number by number") {
    auto run = pass<double>::of<net<input<16>, reshape<2, 2, 2, 2>, multiply<chain<>, chain<>>, flatten>>(1);
    std::vector<double> x(16), squares(16);
    for (std::size_t i = 0; i < 16; ++i) x[i] = double(i) - 7, squares[i] = x[i] * x[i];
    CHECK(run.predict(1, x) == squares);
}

TEST_CASE("the largest and the smallest of branches give PyTorch's values and gradients") {
    check_like_pytorch<net<input<2, 3, 4>, maximum<conv<3, 1>, conv<3, 3, same>>>>(pytorch::largest);
    check_like_pytorch<net<input<2, 3, 4>, minimum<conv<3, 1>, conv<1, 3, same>>>, double>(pytorch::smallest);
}

TEST_CASE("the gradients of what meets are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<17>, multiply<dense<1>, chain<>, chain<>>>>();
    check_gradients_right<net<input<3, 5>, multiply<dense<17>, dense<1>>>>();
    check_gradients_right<net<input<3, 2, 5>, maximum<conv<17, 1>, conv<17, 1>, conv<1, 1>>>>(1);
    check_gradients_right<
        net<input<12>, multiply<chain<dense<24>, reshape<2, 3, 1, 4>>, reshape<1, 3, 4, 1>>, flatten>>();
}

TEST_CASE("a sample is joined the same way whatever the batch it is in") {
    check_fused_like_unfused<broadcast_tests::excited>();
    check_partial_batches<broadcast_tests::excited>();
}

TEST_CASE("of equal numbers the first one gets the gradient, and a NaN stays a NaN") {
    auto run = pass<float>::of<net<input<2>, maximum<chain<>, chain<>>>>(1);
    CHECK(run.forward(1, {1, -2}) == std::vector<float>{1, -2});
    CHECK(run.backward({3, 5}) == std::vector<float>{3, 5});
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    auto two = pass<float>::of<net<input<2>, minimum<chain<>, sigmoid>>>(1);
    CHECK(std::isnan(two.forward(1, {nan, 4})[0]));
}
