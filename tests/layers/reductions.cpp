// SPDX-License-Identifier: MIT
#include <strata/layers/reductions.hpp>

#include <limits>

#include <strata/graph/explain.hpp>
#include <strata/layers/average_pool.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/multiplication.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/sigmoid.hpp>

#include "../literals/reductions.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<mean_of_places, shape<5>, shape<7, 5>> && makes<sum_of_places, shape<5>, shape<7, 5>> &&
              makes<max_of_places, shape<5>, shape<7, 5>>);
static_assert(makes<global_max_pool, shape<3, 1, 1>, shape<3, 5, 7>>);
static_assert(makes<mean_of_channels, shape<1, 5, 7>, shape<3, 5, 7>> &&
              makes<max_of_channels, shape<7, 1>, shape<7, 5>> && makes<max_of_channels, shape<1>, shape<5>>);
static_assert(refuses<mean_of_places, E41_layer_needs_a_sequence, shape<35>> &&
              refuses<max_of_places, E41_layer_needs_a_sequence, shape<3, 5, 7>> &&
              refuses<global_max_pool, E04_layer_needs_an_image, shape<7, 5>>);

namespace reduction_tests {

using weights = shared<"weights", chain<conv<2, 1>, relu, conv<17, 1>>>;
using attended =
    net<input<17, 3, 5>,
        multiply<chain<>,
                 chain<sum<chain<global_average_pool, weights>, chain<global_max_pool, weights>>, sigmoid>>,
        multiply<chain<>, chain<concat<mean_of_channels, max_of_channels>, conv<1, 3, same>, sigmoid>>>;

}  // namespace reduction_tests

TEST_CASE("reductions over places give PyTorch's values and gradients") {
    check_like_pytorch<net<input<4, 3>, mean_of_places>>(pytorch::mean_of_places);
    check_like_pytorch<net<input<4, 3>, sum_of_places>, double>(pytorch::sum_of_places);
    check_like_pytorch<net<input<4, 3>, max_of_places>>(pytorch::max_of_places);
    check_like_pytorch<net<input<3, 2, 4>, global_max_pool>, double>(pytorch::global_max_pool);
}

TEST_CASE("reductions over channels give PyTorch's values and gradients") {
    check_like_pytorch<net<input<3, 2, 4>, mean_of_channels>>(pytorch::mean_of_channels);
    check_like_pytorch<net<input<3, 2, 4>, max_of_channels>>(pytorch::max_of_channels);
    check_like_pytorch<net<input<4, 3>, mean_of_channels>, double>(pytorch::mean_of_features);
    check_like_pytorch<net<input<4, 3>, max_of_channels>, double>(pytorch::max_of_features);
}

TEST_CASE(
    "the gradients of reductions are those of centred differences where others read the value as well") {
    check_gradients_right<net<input<67, 17>, concat<mean_of_places, max_of_places, sum_of_places>>>();
    check_gradients_right<reduction_tests::attended>();
}

TEST_CASE("of equal numbers the first gets the gradient, beyond a block of places too, and a NaN wins") {
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    auto run = pass<float>::of<net<input<70, 1>, max_of_places>>(1);
    std::vector<float> x(70, -1), first(70, 0);
    x[66] = x[69] = 2, first[66] = 3;
    CHECK(run.forward(1, x) == std::vector<float>{2});
    CHECK(run.backward({3}) == first);
    x[3] = nan, x[68] = nan;
    CHECK(std::isnan(run.forward(1, x).front()));
    CHECK(run.backward({5})[3] == 5);
    auto channels = pass<float>::of<net<input<3, 1, 2>, max_of_channels>>(1);
    CHECK(channels.forward(1, {1, nan, 1, 7, 0, nan})[0] == 1);
    CHECK(channels.backward({2, 4}) == std::vector<float>{2, 4, 0, 0, 0, 0});
}

TEST_CASE("a reduction over places sees all of them, one over channels its own place") {
    CHECK(explain<net<input<7, 3>, mean_of_places>>::layer<0>::receptive_field == 0);
    CHECK(explain<net<input<3, 5, 5>, global_max_pool>>::layer<0>::receptive_field == 0);
    CHECK(explain<net<input<3, 5, 5>, max_of_channels>>::layer<0>::receptive_field == 1);
}

TEST_CASE("the mean of many places keeps its digits in float") {
    auto run = pass<float>::of<net<input<100000, 1>, mean_of_places>>(1);
    CHECK(run.forward(1, std::vector<float>(100000, 0.1F)).front() == doctest::Approx(0.1).epsilon(1e-6));
}

TEST_CASE("reductions are the same for a sample whatever the batch it is in, in groups as layer by layer") {
    check_fused_like_unfused<reduction_tests::attended>();
    check_partial_batches<reduction_tests::attended>();
    check_partial_batches<net<input<5, 3>, concat<sum_of_places, max_of_places>>>();
}
