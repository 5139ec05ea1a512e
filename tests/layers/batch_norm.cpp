// SPDX-License-Identifier: MIT
#include <strata/layers/batch_norm.hpp>

#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/max_pool.hpp>
#include <strata/layers/relu.hpp>

#include <algorithm>
#include <cmath>

#include "../literals/batch_norm.hpp"
#include "answers_with_gradient.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<batch_norm, shape<3, 5, 7>, shape<3, 5, 7>>);
static_assert(makes<batch_norm, shape<17>, shape<17>>);
static_assert(net<input<3, 5, 7>, batch_norm>::parameters == 6);
static_assert(net<input<17>, batch_norm>::parameters == 34);
static_assert(net<input<17>, batch_norm_with<no_bias>>::parameters == 17);
static_assert(net<input<17>, batch_norm_with<no_scale, cumulative, no_bias>>::parameters == 0);
static_assert(refuses<batch_norm_with<epsilon<0.0>>, E65_number_outside_its_range, shape<17>>);
static_assert(refuses<batch_norm_with<statistics_momentum<1.5>>, E65_number_outside_its_range, shape<17>>);
static_assert(makes<batch_norm_with<statistics_momentum<1>, epsilon<1e-12>>, shape<17>, shape<17>>);
static_assert(
    refuses<batch_norm_with<cumulative, statistics_momentum<0.2>>, E26_option_said_twice, shape<17>>);
static_assert(refuses<batch_norm_with<stride<2>>, E25_option_not_known, shape<17>>);

TEST_CASE("batch normalization gives PyTorch's values and gradients in training") {
    check_like_pytorch<net<input<3, 3, 4>, batch_norm>>(pytorch::batch_norm, false);
    check_like_pytorch<net<input<4>, batch_norm>>(pytorch::batch_norm_vector, false);
}

TEST_CASE("batch normalization with options gives PyTorch's values and gradients in training") {
    check_like_pytorch<net<input<3, 2, 3>, batch_norm_with<epsilon<0.5>>>>(pytorch::batch_norm_epsilon,
                                                                           false);
    check_like_pytorch<net<input<3, 2, 3>, batch_norm_with<no_scale, no_bias>>>(
        pytorch::batch_norm_not_learned, false);
}

namespace batch_norm_steps {

/// What PyTorch is told and what it says then.
struct literal {
    const std::vector<double>&weight, &bias, &first, &second, &running_mean, &running_var, &asked, &answer;
};

template <class T>
void check(pass<T> run, const literal& l) {
    const auto vector = [](const std::vector<double>& v) { return std::vector<T>(v.begin(), v.end()); };
    assign(tensor_called(run.parameters(), "0.weight"), l.weight);
    assign(tensor_called(run.parameters(), "0.bias"), l.bias);
    run.forward(2, vector(l.first));
    run.forward(2, vector(l.second));
    CHECK(difference(elements(tensor_called(run.parameters(), "0.running_mean")), l.running_mean) <
          rounding<T>);
    CHECK(difference(elements(tensor_called(run.parameters(), "0.running_var")), l.running_var) <
          rounding<T>);
    CHECK(difference(run.predict(2, vector(l.asked)), l.answer) < rounding<T>);
}
template <class Norm>
void check(const literal& l) {
    check(pass<double>::of<net<input<3, 2, 3>, Norm>>(2), l);
    check(pass<float>::of<net<input<3, 2, 3>, Norm>>(2), l);
}

}  // namespace batch_norm_steps

TEST_CASE(
    "after two steps the running statistics and the answers are PyTorch's, whatever they are means of") {
    namespace of = pytorch;
    batch_norm_steps::check<batch_norm>({of::batch_norm_steps_weight, of::batch_norm_steps_bias,
                                         of::batch_norm_steps_first, of::batch_norm_steps_second,
                                         of::batch_norm_steps_running_mean, of::batch_norm_steps_running_var,
                                         of::batch_norm_steps_asked, of::batch_norm_steps_answer});
    batch_norm_steps::check<batch_norm_with<epsilon<0.5>, statistics_momentum<0.3>>>(
        {of::batch_norm_momentum_weight, of::batch_norm_momentum_bias, of::batch_norm_momentum_first,
         of::batch_norm_momentum_second, of::batch_norm_momentum_running_mean,
         of::batch_norm_momentum_running_var, of::batch_norm_momentum_asked, of::batch_norm_momentum_answer});
    batch_norm_steps::check<batch_norm_with<cumulative>>(
        {of::batch_norm_cumulative_weight, of::batch_norm_cumulative_bias, of::batch_norm_cumulative_first,
         of::batch_norm_cumulative_second, of::batch_norm_cumulative_running_mean,
         of::batch_norm_cumulative_running_var, of::batch_norm_cumulative_asked,
         of::batch_norm_cumulative_answer});
}

TEST_CASE("with the deviation as its scale and the mean as its shift it is the identity") {
    auto run = pass<double>::of<net<input<4>, batch_norm>>(2);
    // of each channel two numbers, so that the mean m and the variance v are seen
    const std::vector<double> x{1, -3, 0.5, 10, 5, -1, 2.5, 40};
    assign(tensor_called(run.parameters(), "0.weight"),
           {std::sqrt(4 + 1e-5), std::sqrt(1 + 1e-5), std::sqrt(1 + 1e-5), std::sqrt(225 + 1e-5)});
    assign(tensor_called(run.parameters(), "0.bias"), {3, -2, 1.5, 25});
    CHECK(difference(run.forward(2, x), x) < rounding<double>);
}

/// Whether a channel of equal numbers is normalized to zeros, however far from zero it is.
template <Network Net>
static void check_equal_numbers(int n, float number) {
    CAPTURE(n);
    CAPTURE(number);
    auto run = pass<float>::of<Net>(n);
    const auto y =
        run.forward(n, std::vector<float>(static_cast<std::size_t>(n * Net::input_shape::size), number));
    CHECK(std::all_of(y.begin(), y.end(), [](float v) { return v == 0; }));
}

TEST_CASE("equal numbers are normalized to zeros, over any batch and image") {
    for (const float number : {254.9F, 200.1F, -0.1F, 1e6F / 3}) {
        check_equal_numbers<net<input<1, 28, 28>, batch_norm>>(16, number);
        check_equal_numbers<net<input<1, 256, 256>, batch_norm>>(1, number);
        check_equal_numbers<net<input<19>, batch_norm>>(300, number);
        check_equal_numbers<net<input<5, 30, 7>, batch_norm, relu>>(3, number);
    }
}

TEST_CASE("batch normalization's gradients are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<1, 1, 1>, batch_norm>>(3);
    check_gradients_right<net<input<17, 5, 7>, batch_norm>>();
    check_gradients_right<net<input<3>, batch_norm>>(5);
    check_gradients_right<net<input<3, 3, 3>, batch_norm, relu>>();
    check_gradients_right<net<input<17, 2, 3>, batch_norm_with<no_scale>, relu>>();
    check_gradients_right<net<input<17, 2, 3>, batch_norm_with<no_bias, epsilon<0.5>>, relu>>();
}

TEST_CASE("batch normalization joined with its neighbours is the same as layer by layer") {
    check_fused_like_unfused<net<input<17, 5, 7>, batch_norm, relu>>();
    check_fused_like_unfused<
        net<input<3, 6, 6>, conv<17, 3, same, no_bias>, batch_norm, relu, max_pool<2>>>();
    check_fused_like_unfused<net<input<3, 5, 5>, conv<4, 3>, batch_norm>>();
    check_fused_like_unfused<net<input<5>, dense<17, no_bias>, batch_norm, relu, dense<3>, batch_norm>>(5);
}

TEST_CASE("with options too: in inference they are folded into the weights before them") {
    check_fused_like_unfused<net<input<3, 4, 4>, conv<5, 3, no_bias>, batch_norm_with<epsilon<0.5>>, relu,
                                 conv<17, 1>, batch_norm_with<no_scale, cumulative>>>();
    check_fused_like_unfused<
        net<input<5>, dense<17, no_bias>, batch_norm_with<no_bias, statistics_momentum<0.3>>, relu, dense<3>,
            batch_norm_with<no_scale, no_bias, epsilon<0.5>>, relu>>(5);
    check_fused_like_unfused<net<input<3, 4, 4>, residual<chain<relu, batch_norm_with<no_scale>>>, relu>>();
}

TEST_CASE("a single value in a channel gives no variance: the running one stays as it is") {
    auto run = pass<double>::of<net<input<2>, batch_norm>>(1);
    const auto y = run.forward(1, {3, -4});
    CHECK(y == std::vector<double>{0, 0});
    CHECK(elements(tensor_called(run.parameters(), "0.running_var")) == std::vector<double>{1, 1});
    CHECK(difference(elements(tensor_called(run.parameters(), "0.running_mean")),
                     std::vector<double>{0.3, -0.4}) < 1e-15);
    CHECK(run.backward({1, 1}) == std::vector<double>{0, 0});
}

TEST_CASE("a mean far larger than the deviation does not cancel in float") {
    auto run = pass<float>::of<net<input<1, 8, 8>, batch_norm>>(4);
    std::vector<float> x, expected;
    for (int i = 0; i < 256; ++i) x.push_back(4096.0F + static_cast<float>(i % 2));
    for (int i = 0; i < 256; ++i) expected.push_back(i % 2 == 1 ? 1.0F : -1.0F);
    CHECK(difference(run.forward(4, x), expected) < 1e-3);
}

TEST_CASE("where it answers and its input has a gradient, the running statistics stay and have no slope") {
    check_answers_with_gradient<net<input<3, 2, 3>, batch_norm>>();
    check_answers_with_gradient<net<input<2, 4, 4>, conv<5, 3, no_bias>, batch_norm, relu>>();
    check_answers_with_gradient<net<input<3, 2, 3>, batch_norm_with<no_scale, no_bias, epsilon<0.5>>>>();
}
