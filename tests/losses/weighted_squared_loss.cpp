// SPDX-License-Identifier: MIT
#include <strata/losses/weighted_squared_loss.hpp>

#include <strata/losses/mean_squared_loss.hpp>

#include "../literals/weighted_squared_loss.hpp"
#include "applied_numbers.hpp"

using namespace strata;
using namespace strata::test;

namespace weighted_squared_losses_of_tests {

using weighted = weighted_squared_loss;
static_assert(LossOver<weighted, shape<3>> && !is_across_samples<weighted>);
static_assert(target_of<weighted, shape<3>>::size == 2);

TEST_CASE("the weighted squared loss gives PyTorch's value and gradient") {
    check_numbers_like_pytorch<shape<7>, weighted>(
        pytorch::weighted_squared_loss_scores,
        {pytorch::weighted_squared_loss_targets, pytorch::weighted_squared_loss_weights},
        pytorch::weighted_squared_loss, pytorch::weighted_squared_loss_gradient);
    check_numbers_like_pytorch<shape<3, 2, 3>, weighted>(
        pytorch::weighted_squared_image_scores,
        {pytorch::weighted_squared_image_targets, pytorch::weighted_squared_image_weights},
        pytorch::weighted_squared_image, pytorch::weighted_squared_image_gradient);
}

TEST_CASE("equal weights give the mean squared loss, whatever they are") {
    const std::vector<double> y{1, 2, 3, 4, 5, 6}, t{0, 1, 5, 2, 2, 3}, w{7, 7, 7, 0.25, 0.25, 0.25};
    const applied_to_numbers<weighted, double, shape<3>> found(y, {t, w});
    const applied_to_numbers<mean_squared_loss, double, shape<3>> expected(y, {t});
    CHECK(found.loss == doctest::Approx(expected.loss));
    CHECK(difference(found.gradient, expected.gradient) < 1e-15);
}

TEST_CASE("a sample whose weights are all 0 has the loss 0 and moves nothing") {
    const applied_to_numbers<weighted, float, shape<2>> found({1, 2, 3, 4}, {{5, 5, 5, 5}, {0, 0, 1, 3}});
    CHECK(found.loss == doctest::Approx((4 + 3 * 1) / 4.0 / 2));
    CHECK(found.gradient == std::vector<float>{0, 0, -0.5F, -0.75F});
}

TEST_CASE("the weighted squared loss has the same bits for any number of threads") {
    check_same_bits_by_threads<weighted>(2);
}

TEST_CASE("a weight below 0 and a target that is no finite number are errors that say where they are") {
    check_number_error<shape<5>>(weighted{}, 2, 0, 1, HUGE_VALF, "training sample 7, output 1",
                                 "a finite number");
    check_number_error<shape<5>>(weighted{}, 2, 1, 6, -0.25F, "training sample 8, output 1", "0 or more");
}

}  // namespace weighted_squared_losses_of_tests
