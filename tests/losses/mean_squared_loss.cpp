// SPDX-License-Identifier: MIT
#include <strata/losses/mean_squared_loss.hpp>

#include "../literals/mean_squared_loss.hpp"
#include "applied_numbers.hpp"

using namespace strata;
using namespace strata::test;

namespace mean_squared_losses_of_tests {

static_assert(LossOver<mean_squared_loss, shape<1>> && LossOver<mean_squared_loss, shape<3, 4, 5>, double>);
static_assert(std::is_same_v<mean_squared_loss::target<shape<3, 4>>, target<real_numbers, shape<3, 4>>>);

using squared = mean_squared_loss;

TEST_CASE("the mean squared loss gives PyTorch's value and gradient") {
    check_numbers_like_pytorch<shape<7>, squared>(
        pytorch::mean_squared_loss_scores, {pytorch::mean_squared_loss_targets}, pytorch::mean_squared_loss,
        pytorch::mean_squared_loss_gradient);
    check_numbers_like_pytorch<shape<3, 2, 3>, squared>(
        pytorch::mean_squared_image_scores, {pytorch::mean_squared_image_targets},
        pytorch::mean_squared_image, pytorch::mean_squared_image_gradient);
}

TEST_CASE("the mean squared loss has the same bits for any number of threads") {
    check_same_bits_by_threads<squared>(1);
}

TEST_CASE("equal squares have their mean, however many they are") {
    using Y = shape<1000, 999>;
    const std::vector<float> y(Y::size, 0.1F), t(Y::size, 0.0F);
    const double found = applied_to_numbers<squared, float, Y>(y, {t}).loss;
    CHECK(std::abs(found / (double{0.1F} * double{0.1F}) - 1) < 2e-6);
}

TEST_CASE("a target that is no finite number is an error that says where it is") {
    check_number_error<shape<5>>(squared{}, 1, 0, 13, HUGE_VALF, "training sample 9, output 3",
                                 "a finite number");
    check_number_error<shape<2, 3>>(squared{}, 1, 0, 6 + 5, std::nanf(""),
                                    "training sample 8, place 1, feature 2", "a finite number");
    check_number_error<shape<3, 2, 2>>(squared{}, 1, 0, 12 + 7, -HUGE_VALF,
                                       "training sample 8, row 1, column 0, channel 1", "a finite number");
}

}  // namespace mean_squared_losses_of_tests
