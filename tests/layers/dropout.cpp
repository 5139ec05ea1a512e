// SPDX-License-Identifier: MIT
#include <strata/layers/dropout.hpp>

#include <strata/layers/dense.hpp>
#include <strata/layers/relu.hpp>

#include "answers_with_gradient.hpp"
#include "fused_like_unfused.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<dropout<0.5>, shape<3, 5, 7>, shape<3, 5, 7>>);
static_assert(makes<dropout<1.0 / 3>, shape<17>, shape<17>>);
static_assert(makes<dropout<percent<0>>, shape<17>, shape<17>>);
static_assert(refuses<dropout<percent<100>>, E10_rate_outside_0_1, shape<17>>);
static_assert(refuses<dropout<percent<-1>>, E10_rate_outside_0_1, shape<17>>);
static_assert(mistaken<E10_rate_outside_0_1, input<17>, dropout<percent<150>>>);
static_assert(dropout<percent<50>>::is_view<inference, shape<17>>);
static_assert(!dropout<percent<50>>::is_view<training, shape<17>>);

namespace {

constexpr long numbers = 5 * 31 * 33;
using third_of_numbers = net<input<5, 31, 33>, dropout<1.0 / 3>>;

const std::vector<double> ones_of_numbers(10 * numbers, 1.0);

double share_of_zeros(const std::vector<double>& y) {
    return static_cast<double>(std::count(y.begin(), y.end(), 0.0)) / static_cast<double>(y.size());
}

}  // namespace

TEST_CASE("the share that is dropped is near p, and the rest is scaled up by 1 / (1 - p)") {
    auto run = pass<double>::of<third_of_numbers>(10);
    const auto y = run.forward(10, ones_of_numbers);
    // 51150 draws: four deviations of the share are 0.0083
    CHECK(std::abs(share_of_zeros(y) - 1.0 / 3) < 0.0083);
    for (const double v : y)
        if (v != 0.0 && std::abs(v - 1.5) > 1e-15) FAIL("neither dropped nor scaled: " << v);
    CHECK(share_of_zeros(pass<double>::of<net<input<5, 31, 33>, dropout<percent<0>>>>(10).forward(
              10, ones_of_numbers)) == 0.0);
}

TEST_CASE("every sample and every channel has a mask of its own, each of share p") {
    auto run = pass<double>::of<third_of_numbers>(10);
    const auto y = run.forward(10, ones_of_numbers);
    const long places = 31 * 33;
    for (long i = 0; i < 50; ++i) {
        const std::vector<double> one(y.begin() + i * places, y.begin() + (i + 1) * places);
        CHECK(std::abs(share_of_zeros(one) - 1.0 / 3) < 0.074);
        for (long k = 0; k < i; ++k)
            if (std::equal(one.begin(), one.end(), y.begin() + k * places))
                FAIL("mask " << i << " is mask " << k);
    }
}

TEST_CASE("the backward pass drops what the forward pass dropped") {
    auto run = pass<double>::of<third_of_numbers>(10);
    const auto y = run.forward(10, ones_of_numbers, 7);
    CHECK(run.backward(ones_of_numbers) == y);
    check_gradients_right<net<input<17>, dropout<percent<50>>>>();
    check_gradients_right<net<input<5>, dense<17>, relu, dropout<0.2>, dense<3>>>();
}

TEST_CASE("the mask is the same for one thread and for two, and for every precision") {
    auto one = pass<double>::of<third_of_numbers>(10, 1), two = pass<double>::of<third_of_numbers>(10, 2);
    const auto y = one.forward(10, ones_of_numbers);
    CHECK(two.forward(10, ones_of_numbers) == y);
    CHECK(two.backward(ones_of_numbers) == y);
    auto single = pass<float>::of<third_of_numbers>(10, 2);
    const std::vector<float> x(ones_of_numbers.begin(), ones_of_numbers.end());
    CHECK(difference(single.forward(10, x), y) < 1e-6);
}

TEST_CASE("the mask of a sample does not depend on how many samples are behind it") {
    auto run = pass<double>::of<third_of_numbers>(10);
    const auto y = run.forward(10, ones_of_numbers);
    const auto part = run.forward(3, std::vector<double>(3 * numbers, 1.0));
    CHECK(std::equal(part.begin(), part.end(), y.begin()));
}

TEST_CASE("each step has a mask of its own, and the same step the same") {
    auto run = pass<double>::of<third_of_numbers>(10);
    const auto first = run.forward(10, ones_of_numbers, 0), second = run.forward(10, ones_of_numbers, 1);
    long both = 0;
    for (std::size_t i = 0; i < first.size(); ++i) both += first[i] == 0.0 && second[i] == 0.0;
    CHECK(std::abs(static_cast<double>(both) / static_cast<double>(first.size()) - 1.0 / 9) < 0.0056);
    CHECK(run.forward(10, ones_of_numbers, 0) == first);
}

TEST_CASE("two dropout layers of a network have masks of their own") {
    auto run = pass<double>::of<net<input<5, 31, 33>, dropout<percent<50>>, dropout<percent<50>>>>(10);
    CHECK(std::abs(share_of_zeros(run.forward(10, ones_of_numbers)) - 0.75) < 0.0077);
}

TEST_CASE("inference changes nothing") {
    auto run = pass<double>::of<third_of_numbers>(3);
    const auto x = normal_numbers(3 * numbers, 1);
    CHECK(run.predict(3, x) == x);
}

TEST_CASE("masks are the same whether the layers before run in groups or on their own") {
    check_fused_like_unfused<net<input<5>, dense<17>, relu, dropout<percent<50>>, dense<3>>>(9);
}

TEST_CASE("where dropout answers and its input has a gradient, nothing is drawn") {
    check_answers_with_gradient<net<input<17>, dropout<percent<50>>>>();
    check_answers_with_gradient<net<input<5>, dense<17>, dropout<percent<50>>, dense<3>>>();
}
