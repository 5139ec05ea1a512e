// SPDX-License-Identifier: MIT
#include <strata/layers/embedding.hpp>

#include <limits>

#include <strata/layers/dense.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/lstm.hpp>
#include <strata/layers/relu.hpp>

#include "../literals/sequences.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"
#include "whole_numbers.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<embedding<65, 32>, shape<100, 32>, shape<100>>);
static_assert(makes<embedding<1, 1>, shape<1, 1>, shape<1>>);
static_assert(refuses<embedding<65, 32>, E03_layer_needs_a_vector, shape<3, 4, 4>>);
static_assert(refuses<embedding<65, 32>, E03_layer_needs_a_vector, shape<3, 4>>);
static_assert(refuses<embedding<0, 32>, E09_size_not_positive, shape<3>>);
static_assert(refuses<embedding<65>, E09_size_not_positive, shape<3>>);
static_assert(refuses<embedding<65, 32, relu>, E25_option_not_known, shape<3>>);
static_assert(refuses<embedding<65, 32, init<zeros>, init<ones>>, E26_option_said_twice, shape<3>>);
static_assert(net<input<100>, embedding<65, 32>>::parameters == 65 * 32);

namespace {

std::string said_of(pass<float>& run, const std::vector<float>& x) {
    try {
        run.forward(static_cast<int>(x.size()) / 3, x);
    } catch (const error& e) {
        return e.what();
    }
    return "";
}

}  // namespace

TEST_CASE("an embedding gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<4>, embedding<7, 3>>>(pytorch::embedding);
}

TEST_CASE(
    "an embedding's gradients are those of centred differences over awkward sizes, and that of its numbers "
    "is zero") {
    check_gradients_right<net<input<1>, whole_numbers<1>, embedding<1, 1>>>(1);
    check_gradients_right<net<input<19>, whole_numbers<7>, embedding<7, 17>, dense<3>>>();
    check_gradients_right<net<input<5>, whole_numbers<40>, embedding<40, 33>, flatten, dense<3>>>();
}

TEST_CASE("an embedding does the same for a sample whatever the batch it is in, and in groups") {
    check_partial_batches<net<input<9>, whole_numbers<5>, embedding<5, 17>, dense<3>>>();
    check_fused_like_unfused<net<input<9>, whole_numbers<5>, embedding<5, 17>, dense<3>, relu>>();
}

TEST_CASE("an embedding's gradient has the same bits for one thread and for two") {
    using wide = net<input<300>, whole_numbers<65>, embedding<65, 48>>;
    auto one = pass<float>::of<wide>(9, 1), two = pass<float>::of<wide>(9, 2);
    const auto drawn = normal_numbers(9 * 300, 1), back = normal_numbers(9L * 300 * 48, 2);
    const std::vector<float> x(drawn.begin(), drawn.end()), dy(back.begin(), back.end());
    CHECK(one.forward(9, x) == two.forward(9, x));
    CHECK(one.backward(dy) == two.backward(dy));
    CHECK(elements(one.gradients()[0]) == elements(two.gradients()[0]));
}

TEST_CASE(
    "an embedding in front of an lstm, whose product is then one with the table, computes what the two would "
    "alone") {
    check_gradients_right<net<input<5>, whole_numbers<7>, embedding<7, 17>, lstm<3>>>();
    check_gradients_right<net<input<1>, whole_numbers<1>, embedding<1, 1>, lstm<1, no_bias>>>(1);
    check_partial_batches<net<input<9>, whole_numbers<40>, embedding<40, 5>, lstm<19>, dense<3>>>();
    check_fused_like_unfused<net<input<9>, whole_numbers<5>, embedding<5, 17>, lstm<18>, dense<3>, relu>>();
    check_fused_like_unfused<net<input<9>, whole_numbers<5>, frozen<embedding<5, 17>>, lstm<18>>>();
    check_fused_like_unfused<net<input<9>, whole_numbers<5>, embedding<5, 17>, frozen<lstm<18>>>>();
    check_fused_like_unfused<net<input<9>, whole_numbers<5>, embedding<5, 3>, lstm<5, two_biases>>>();

    using letters = net<input<30>, whole_numbers<65>, embedding<65, 48>, lstm<70>>;
    auto one = pass<float>::of<letters>(40, 1), two = pass<float>::of<letters>(40, 2);
    const auto drawn = normal_numbers(40 * 30, 1), back = normal_numbers(40L * 30 * 70, 2);
    const std::vector<float> x(drawn.begin(), drawn.end()), dy(back.begin(), back.end());
    CHECK(one.forward(40, x) == two.forward(40, x));
    CHECK(one.backward(dy) == two.backward(dy));
    for (std::size_t i = 0; i < 4; ++i) CHECK(elements(one.gradients()[i]) == elements(two.gradients()[i]));
}

TEST_CASE("a number that has no row in the table is an error that says sample and place") {
    auto run = pass<float>::of<net<input<3>, embedding<65, 2>>>(2, 2);
    CHECK(said_of(run, {0, 64, 1, 2, 3, 4}).empty());
    const auto says = [&](float wrong, const std::string& found) {
        const std::string text = said_of(run, {0, 64, 1, 2, wrong, 4});
        CAPTURE(text);
        CHECK(
            text.find(
                "place 1 of sample 1 has no row in the table, expected a whole number from 0 to 64, found " +
                found) != std::string::npos);
    };
    says(65, "65");
    says(-1, "-1");
    says(2.5F, "2.5");
    says(std::numeric_limits<float>::quiet_NaN(), "nan");
    says(-std::numeric_limits<float>::infinity(), "-inf");
    says(1e30F, "1.0000000");
}

TEST_CASE(
    "an embedding starts from normal numbers unless another initializer is stated, and init_all leaves it "
    "alone") {
    auto start = pass<double>::of<net<input<1>, embedding<100, 100>>>(1);
    double sum = 0, squares = 0;
    for (const double w : elements(start.parameters()[0])) {
        sum += w;
        squares += w * w;
    }
    // 10,000 draws: four deviations of the mean are 0.04, of the variance 0.06
    CHECK(std::abs(sum / 10'000) < 0.04);
    CHECK(std::abs(squares / 10'000 - 1) < 0.06);
    auto still = pass<double>::of<net<input<1>, embedding<3, 2, init<ones>>>>(1);
    CHECK(elements(still.parameters()[0]) == std::vector<double>(6, 1.0));
    CHECK(!parameter_table<net<input<1>, embedding<3, 2>>::graph>::list()[0].start.open);
}
