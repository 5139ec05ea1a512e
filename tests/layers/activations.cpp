// SPDX-License-Identifier: MIT
/// The maps of one number to one number: each is PyTorch's, has the slope of its own curve, and joins its
/// neighbours.
#include <limits>
#include <strata/layers/dense.hpp>
#include <strata/layers/elu.hpp>
#include <strata/layers/gelu.hpp>
#include <strata/layers/hard_swish.hpp>
#include <strata/layers/hyperbolic_tangent.hpp>
#include <strata/layers/leaky_relu.hpp>
#include <strata/layers/selu.hpp>
#include <strata/layers/sigmoid.hpp>
#include <strata/layers/silu.hpp>
#include <strata/layers/softplus.hpp>

#include "../literals/activations.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

namespace {

template <class Map>
void check_map(const network_literal& literal) {
    static_assert(Pointwise<Map> != PointwiseOfX<Map>);
    static_assert(makes<Map, shape<3, 5, 7>, shape<3, 5, 7>> && makes<Map, shape<17>, shape<17>>);
    check_like_pytorch<net<input<3, 2, 3>, Map>>(literal);
    check_gradients_right<net<input<17, 1, 3>, Map>>();
    check_fused_like_unfused<net<input<5>, dense<17>, Map, dense<3>>>();
}

/// The layer's answer for one row of numbers, in inference.
template <class Map, class T = double>
std::vector<T> values(const std::vector<T>& x) {
    return pass<T>::template of<net<input<1>, Map>>(static_cast<int>(x.size()))
        .predict(static_cast<int>(x.size()), x);
}

}  // namespace

TEST_CASE("the sigmoid gives PyTorch's values and gradients, alone and joined") {
    check_map<sigmoid>(pytorch::sigmoid);
    CHECK(values<sigmoid>({0, 1000, -1000}) == std::vector<double>{0.5, 1, 0});
}

TEST_CASE("the hyperbolic tangent gives PyTorch's values and gradients, alone and joined") {
    check_map<hyperbolic_tangent>(pytorch::hyperbolic_tangent);
    CHECK(values<hyperbolic_tangent>({0, 1000, -1000}) == std::vector<double>{0, 1, -1});
}

TEST_CASE("the sigmoid of straight lines gives PyTorch's values and gradients, alone and joined") {
    check_map<hard_sigmoid>(pytorch::hard_sigmoid);
    CHECK(values<hard_sigmoid>({0, 1000, -1000}) == std::vector<double>{0.5, 1, 0});
}

TEST_CASE("silu with straight lines gives PyTorch's values and gradients, alone and joined") {
    check_map<hard_swish>(pytorch::hard_swish);
    CHECK(values<hard_swish>({0, 1000, -1000}) == std::vector<double>{0, 1000, 0});
}

TEST_CASE("the leaky rectifier gives PyTorch's values and gradients, alone and joined") {
    check_map<leaky_relu<>>(pytorch::leaky_relu);
    check_like_pytorch<net<input<3, 2, 3>, leaky_relu<0.2>>>(pytorch::leaky_relu_fifth);
    CHECK(values<leaky_relu<0.25>>({0, 8, -8}) == std::vector<double>{0, 8, -2});
}

TEST_CASE("the exponential linear unit gives PyTorch's values and gradients, alone and joined") {
    check_map<elu<>>(pytorch::elu);
    check_like_pytorch<net<input<3, 2, 3>, elu<0.5>>>(pytorch::elu_half);
    CHECK(values<elu<>>({0, 1000, -1000}) == std::vector<double>{0, 1000, -1});
    CHECK(values<elu<>>({-1e-12})[0] == doctest::Approx(-1e-12).epsilon(1e-11));
}

TEST_CASE("the scaled exponential linear unit gives PyTorch's values and gradients, alone and joined") {
    check_map<selu>(pytorch::selu);
    CHECK(values<selu>({-1000})[0] == doctest::Approx(-1.7580993408473766));
}

TEST_CASE("softplus gives PyTorch's values and gradients, alone and joined") {
    check_map<softplus>(pytorch::softplus);
    CHECK(values<softplus>({1000, -1000}) == std::vector<double>{1000, 0});
    CHECK(values<softplus>({-30})[0] == doctest::Approx(9.3576229688393e-14).epsilon(1e-12));
}

TEST_CASE("the sigmoid-weighted linear unit gives PyTorch's values and gradients, alone and joined") {
    check_map<silu>(pytorch::silu);
    CHECK(values<silu>({0, 1000, -1000}) == std::vector<double>{0, 1000, 0});
}

TEST_CASE("the Gaussian error linear unit gives PyTorch's values and gradients, alone and joined") {
    check_map<gelu>(pytorch::gelu);
    CHECK(values<gelu>({0, 1000, -1000}) == std::vector<double>{0, 1000, 0});
    // x erfc(-x / sqrt 2) / 2 to 60 digits: nothing cancels in the tail
    CHECK(values<gelu>({-6})[0] == doctest::Approx(-5.9195271885617e-9).epsilon(1e-9));
}

TEST_CASE(
    "the Gaussian error linear unit by tanh gives PyTorch's values and gradients, and is near the exact "
    "one") {
    check_map<gelu_tanh>(pytorch::gelu_tanh);
    std::vector<double> x;
    for (int i = -500; i <= 500; ++i) x.push_back(i / 100.0);
    const auto exact = values<gelu>(x), near = values<gelu_tanh>(x);
    double apart = 0;
    for (std::size_t i = 0; i < x.size(); ++i) apart = std::max(apart, std::abs(exact[i] - near[i]));
    CHECK(apart < 5e-4);
    CHECK(apart > 1e-4);
}

TEST_CASE("a NaN stays a NaN through every map") {
    const std::vector<float> nan{std::numeric_limits<float>::quiet_NaN()};
    auto of_all = [&]<class... Map>(types<Map...>) {
        return std::vector<float>{values<Map, float>(nan)[0]...};
    };
    for (const float y : of_all(types<sigmoid, hyperbolic_tangent, leaky_relu<>, elu<>, selu, softplus, silu,
                                      gelu, gelu_tanh, hard_sigmoid, hard_swish>{}))
        CHECK(std::isnan(y));
}
