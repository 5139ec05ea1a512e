// SPDX-License-Identifier: MIT
#include <strata/losses/cosine_loss.hpp>
#include <strata/losses/huber_loss.hpp>
#include <strata/losses/mean_absolute_loss.hpp>
#include <strata/losses/poisson_loss.hpp>
#include <strata/losses/smooth_l1_loss.hpp>
#include <strata/losses/soft_softmax_loss.hpp>

#include "../literals/losses_of_numbers.hpp"
#include "applied_numbers.hpp"

using namespace strata;
using namespace strata::test;

namespace losses_of_numbers {

static_assert(LossOver<mean_absolute_loss, shape<3>> && LossOver<cosine_loss, shape<3, 4, 5>, double>);
static_assert(!takes<soft_softmax_loss, shape<1>> && takes<kl_divergence_loss, shape<9, 2>>);

TEST_CASE("losses of distances give PyTorch's values and gradients") {
    check_numbers_like_pytorch<shape<7>, mean_absolute_loss>(
        pytorch::mean_absolute_loss_scores, {pytorch::mean_absolute_loss_targets},
        pytorch::mean_absolute_loss, pytorch::mean_absolute_loss_gradient);
    check_numbers_like_pytorch<shape<7>>(pytorch::smooth_l1_loss_scores, {pytorch::smooth_l1_loss_targets},
                                         pytorch::smooth_l1_loss, pytorch::smooth_l1_loss_gradient,
                                         smooth_l1_loss{.beta = 0.5});
    check_numbers_like_pytorch<shape<3, 2, 3>>(pytorch::huber_loss_scores, {pytorch::huber_loss_targets},
                                               pytorch::huber_loss, pytorch::huber_loss_gradient,
                                               huber_loss{.delta = 1.5});
    check_numbers_like_pytorch<shape<7>, cosine_loss>(pytorch::cosine_loss_scores,
                                                      {pytorch::cosine_loss_targets}, pytorch::cosine_loss,
                                                      pytorch::cosine_loss_gradient);
}

TEST_CASE("losses of counts and probabilities give PyTorch's values and gradients") {
    check_numbers_like_pytorch<shape<7>, poisson_loss>(pytorch::poisson_loss_scores,
                                                       {pytorch::poisson_loss_targets}, pytorch::poisson_loss,
                                                       pytorch::poisson_loss_gradient);
    check_numbers_like_pytorch<shape<5>, soft_softmax_loss>(
        pytorch::soft_softmax_loss_scores, {pytorch::soft_softmax_loss_targets}, pytorch::soft_softmax_loss,
        pytorch::soft_softmax_loss_gradient);
    check_numbers_like_pytorch<shape<4, 2, 3>, soft_softmax_loss>(
        pytorch::soft_softmax_pixels_scores, {pytorch::soft_softmax_pixels_targets},
        pytorch::soft_softmax_pixels, pytorch::soft_softmax_pixels_gradient);
    check_numbers_like_pytorch<shape<5>, kl_divergence_loss>(
        pytorch::kl_divergence_loss_scores, {pytorch::kl_divergence_loss_targets},
        pytorch::kl_divergence_loss, pytorch::kl_divergence_loss_gradient);
}

TEST_CASE("losses of numbers have the same bits for any number of threads") {
    check_same_bits_by_threads<mean_absolute_loss>(1);
    check_same_bits_by_threads<smooth_l1_loss>(1);
    check_same_bits_by_threads<poisson_loss>(1);
    check_same_bits_by_threads<soft_softmax_loss>(1);
    check_same_bits_by_threads<cosine_loss>(1);
}

TEST_CASE("losses of numbers keep their digits at scores of any size, and hand a NaN on") {
    const auto of = [](auto loss, float y, float t) {
        return applied_to_numbers<decltype(loss), float, shape<1>>({y}, {{t}}, loss);
    };
    CHECK(of(huber_loss{}, 1e4F, 0).loss == 1e4 - 0.5);
    CHECK(of(huber_loss{}, -1e4F, 0).gradient[0] == -1);
    CHECK(of(smooth_l1_loss{}, 1e4F, 1e4F).loss == 0);
    CHECK(of(mean_absolute_loss{}, 1e4F, 1e4F).gradient[0] == 0);
    CHECK(std::isnan(of(mean_absolute_loss{}, std::nanf(""), 0).loss));
    CHECK(std::isnan(of(huber_loss{}, std::nanf(""), 0).gradient[0]));
    const applied_to_numbers<soft_softmax_loss, float, shape<2>> sure({1e4F, -1e4F}, {{1, 0}});
    CHECK(sure.loss == 0);
    const applied_to_numbers<soft_softmax_loss, float, shape<2>> wrong({1e4F, -1e4F}, {{0, 1}});
    CHECK(wrong.loss == 2e4);
    CHECK(wrong.gradient[0] == 1);
}

TEST_CASE("numbers that a loss cannot have, and targets, are errors that say which") {
    const std::vector<std::vector<float>> t{{0}};
    using huber = applied_to_numbers<huber_loss, float, shape<1>>;
    CHECK_THROWS_WITH_AS(huber({0}, t, huber_loss{.delta = 0}), doctest::Contains("delta"), error);
    check_number_error<shape<5>>(mean_absolute_loss{}, 1, 0, 13, HUGE_VALF, "training sample 9, output 3",
                                 "a finite number");
    check_number_error<shape<5>>(poisson_loss{}, 1, 0, 1, -1, "training sample 7, output 1", "0 or more");
    check_number_error<shape<2, 3>>(kl_divergence_loss{}, 1, 0, 6 + 5, -0.5F,
                                    "training sample 8, place 1, feature 2", "0 or more");
}

}  // namespace losses_of_numbers
