// SPDX-License-Identifier: MIT
#include <strata/layers/fractional_max_pool.hpp>

#include <strata/layers/convolution.hpp>
#include <strata/layers/relu.hpp>

#include "../literals/fractional_max_pool.hpp"
#include "../literals/literal.hpp"
#include "answers_with_gradient.hpp"
#include "fused_like_unfused.hpp"
#include "pass.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<fractional_max_pool<2, 4, 5>, shape<3, 4, 5>, shape<3, 7, 8>>);
static_assert(makes<fractional_max_pool<2, 6, 7>, shape<3, 6, 7>, shape<3, 7, 8>>);
static_assert(refuses<fractional_max_pool<2, 7, 5>, E02_window_larger_than_input, shape<3, 7, 8>>);
static_assert(refuses<fractional_max_pool<2, 4, 8>, E02_window_larger_than_input, shape<3, 7, 8>>);
static_assert(refuses<fractional_max_pool<2, 4, 5>, E04_layer_needs_an_image, shape<56>>);
static_assert(refuses<fractional_max_pool<2, 4>, E09_size_not_positive, shape<3, 7, 8>>);

namespace {

/// The kernels on an image of one channel do what PyTorch does, given the same two numbers.
void check_regions(const network_literal& literal, fractional_extents e) {
    auto with_slack = [](std::vector<double> v) {
        v.resize(v.size() + slack_elements);
        return v;
    };
    const std::vector<double> x = with_slack(literal.x), dy = with_slack(literal.dy);
    std::vector<double> y(dy.size()), dx(x.size());
    std::vector<std::uint8_t> won(y.size());
    max_pool_forward(e, x.data(), y.data(), won.data());
    CHECK(y == with_slack(literal.y));
    max_pool_backward<double>(e, won.data(), dx.data(), e.x.W,
                              [&](long i, auto lanes) { return lanes.load(dy.data() + i); });
    CHECK(difference(dx, with_slack(literal.dx)) < 1e-15);
}

}  // namespace

TEST_CASE("fractional max pooling gives PyTorch's values and gradients for the same random numbers") {
    check_regions(pytorch::fractional_low, {1, {.W = 9, .F = 2}, {.W = 10, .F = 2}, 6, 6, 0.3, 0.05});
    check_regions(pytorch::fractional_high, {1, {.W = 9, .F = 3}, {.W = 10, .F = 3}, 5, 6, 0.7, 0.95});
    check_regions(pytorch::fractional_one, {1, {.W = 5, .F = 2}, {.W = 7, .F = 2}, 1, 4, 0.75, 0.25});
}

TEST_CASE("the answer of fractional max pooling is PyTorch's for random numbers of 1/2") {
    auto run = pass<double>::of<net<input<3, 7, 8>, fractional_max_pool<2, 4, 5>>>(2);
    CHECK(run.predict(2, pytorch::fractional_half.x) == pytorch::fractional_half.y);
    auto apart = pass<double>::of<net<input<2, 9, 10>, fractional_max_pool<2, 2, 3>>>(2);
    CHECK(apart.predict(2, pytorch::fractional_half_apart.x) == pytorch::fractional_half_apart.y);
}

TEST_CASE(
    "windows begin at the first place, end at the last, and step by two neighbouring numbers of places") {
    for (const double u : {0.0, 0.2, 0.5, 0.99}) {
        const fractional_extents e{1, {.W = 25, .F = 2}, {.W = 31, .F = 2}, 18, 13, u, u};
        CHECK(e.row(0).begin == 0);
        CHECK(e.row(17).begin == 23);
        CHECK(e.column(12).begin == 29);
        for (int o = 0; o < 16; ++o) {
            const int step = e.row(o + 1).begin - e.row(o).begin;
            CHECK((step == 1 || step == 2));
        }
    }
}

TEST_CASE("regions are drawn for each sample and step, and shared by the channels of a sample") {
    auto run = pass<double>::of<net<input<2, 13, 13>, fractional_max_pool<2, 8, 8>>>(2);
    std::vector<double> x = normal_numbers(169, 1);
    const std::vector<double> one = x;
    for (int copies = 1; copies < 4; ++copies) x.insert(x.end(), one.begin(), one.end());
    auto part = [](const std::vector<double>& y, long k) {
        return std::vector<double>(y.begin() + 64 * k, y.begin() + 64 * (k + 1));
    };
    const auto y = run.forward(2, x, 0);
    CHECK(part(y, 0) == part(y, 1));
    CHECK(part(y, 2) == part(y, 3));
    CHECK(part(y, 0) != part(y, 2));
    CHECK(run.forward(2, x, 0) == y);
    CHECK(run.forward(2, x, 1) != y);
}

TEST_CASE("fractional max pooling's gradients are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<1, 1, 1>, fractional_max_pool<1, 1, 1>>>();
    check_gradients_right<net<input<17, 5, 7>, fractional_max_pool<2, 3, 4>>>();
    check_gradients_right<net<input<3, 17, 18>, fractional_max_pool<16, 2, 1>>>();
    check_gradients_right<
        net<input<3, 5, 7>, sum<fractional_max_pool<3, 3, 3>, fractional_max_pool<2, 3, 3>>>>();
}

TEST_CASE("it does the same in groups as layer by layer") {
    check_fused_like_unfused<
        net<input<3, 7, 7>, conv<17, 3, same>, relu, fractional_max_pool<2, 5, 5>, conv<3, 3>>>();
}

TEST_CASE("where it answers and its input has a gradient, the regions are those of inference") {
    check_answers_with_gradient<net<input<3, 7, 8>, fractional_max_pool<2, 4, 5>>>();
}
