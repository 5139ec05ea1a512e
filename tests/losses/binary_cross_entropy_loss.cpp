// SPDX-License-Identifier: MIT
#include <strata/losses/binary_cross_entropy_loss.hpp>

#include <limits>

#include "../literals/binary_cross_entropy_loss.hpp"
#include "applied_numbers.hpp"

using namespace strata;
using namespace strata::test;

namespace binary_cross_entropy_losses_of_tests {

using binary = binary_cross_entropy_loss;
static_assert(LossOver<binary, shape<1>> && LossOver<binary, shape<1, 4, 5>, double>);

TEST_CASE("the binary cross entropy gives PyTorch's value and gradient") {
    check_numbers_like_pytorch<shape<7>, binary>(
        pytorch::binary_cross_entropy_loss_scores, {pytorch::binary_cross_entropy_loss_targets},
        pytorch::binary_cross_entropy_loss, pytorch::binary_cross_entropy_loss_gradient);
}

TEST_CASE("the weight of a yes is PyTorch's pos_weight") {
    check_numbers_like_pytorch<shape<3, 2, 3>, binary>(
        pytorch::binary_cross_entropy_weighted_scores, {pytorch::binary_cross_entropy_weighted_targets},
        pytorch::binary_cross_entropy_weighted, pytorch::binary_cross_entropy_weighted_gradient,
        binary{.positive_weight = 2.5});
}

TEST_CASE("scores of 10,000 lose what they are wrong by, and nothing where they are right") {
    const applied_to_numbers<binary, float, shape<4>> found({1e4F, 1e4F, -1e4F, -1e4F}, {{1, 0, 0, 1}});
    CHECK(found.loss == 5000);
    CHECK(found.gradient == std::vector<float>{0, 0.25F, 0, -0.25F});
    const applied_to_numbers<binary, double, shape<1>> weighted({-1e4}, {{1}}, binary{.positive_weight = 3});
    CHECK(weighted.loss == 30000);
    CHECK(weighted.gradient == std::vector<double>{-3});
}

TEST_CASE("a score that is sure keeps the digits of what is left to learn, on both sides") {
    const double left = std::exp(-30.0);
    const applied_to_numbers<binary, double, shape<2>> found({30, -30}, {{1, 0}});
    CHECK(found.loss / left == doctest::Approx(1).epsilon(1e-12));
    CHECK(found.gradient[0] / left == doctest::Approx(-0.5).epsilon(1e-12));
    CHECK(found.gradient[1] / left == doctest::Approx(0.5).epsilon(1e-12));
}

TEST_CASE("a binary score that is no number makes a loss that is none") {
    const float none = std::numeric_limits<float>::quiet_NaN();
    CHECK(!std::isfinite(applied_to_numbers<binary, float, shape<3>>({0, none, 0}, {{1, 0, 1}}).loss));
}

TEST_CASE("the binary cross entropy has the same bits for any number of threads") {
    check_same_bits_by_threads<binary>(1);
}

TEST_CASE("a target outside of 0 to 1 and a negative weight of a yes are errors") {
    check_number_error<shape<5>>(binary{}, 1, 0, 1, 1.5F, "training sample 7, output 1", "0 to 1");
    check_number_error<shape<5>>(binary{}, 1, 0, 1, -1, "training sample 7, output 1", "0 to 1");
    for (const double weight : {-1.0, std::nan("")})
        CHECK_THROWS_WITH_AS(
            (applied_to_numbers<binary, float, shape<1>>({0}, {{1}}, binary{.positive_weight = weight})),
            doctest::Contains("the weight of a yes cannot be negative"), error);
}

TEST_CASE("the weight of a yes is among the settings") {
    binary loss{.positive_weight = 3};
    loss.settings([](const std::string& name, double& value) {
        CHECK(name == "positive_weight");
        CHECK(value == 3);
        value = 4;
    });
    CHECK(loss.positive_weight == 4);
}

}  // namespace binary_cross_entropy_losses_of_tests
