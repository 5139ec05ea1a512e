// SPDX-License-Identifier: MIT
#include <strata/losses/binary_cross_entropy_loss.hpp>
#include <strata/losses/focal_loss.hpp>

#include "../literals/losses_of_boxes.hpp"
#include "applied_numbers.hpp"

using namespace strata;
using namespace strata::test;

namespace focal {

static_assert(LossOver<focal_loss, shape<3>> && LossOver<focal_loss, shape<9, 4, 4>, double>);

TEST_CASE("the focal loss gives torchvision's values and gradients, soft targets among them") {
    namespace given = strata::test::torchvision;
    check_numbers_like_pytorch<shape<7>, focal_loss>(given::focal_loss_outputs, {given::focal_loss_targets},
                                                     given::focal_loss, given::focal_loss_gradient);
    check_numbers_like_pytorch<shape<7>, focal_loss>(
        given::focal_loss_even_outputs, {given::focal_loss_even_targets}, given::focal_loss_even,
        given::focal_loss_even_gradient, {.alpha = -1, .gamma = 1.5});
    check_numbers_like_pytorch<shape<7>, focal_loss>(
        given::focal_loss_plain_outputs, {given::focal_loss_plain_targets}, given::focal_loss_plain,
        given::focal_loss_plain_gradient, {.alpha = 0.25, .gamma = 0});
}

TEST_CASE("without focus and weights it is the binary cross entropy") {
    const std::vector<double> y{-3, -0.5, 0, 2, 8}, t{0, 1, 0.5, 1, 0};
    const applied_to_numbers<focal_loss, double, shape<5>> focal(y, {t}, {.alpha = -1, .gamma = 0});
    const applied_to_numbers<binary_cross_entropy_loss, double, shape<5>> plain(y, {t});
    CHECK(focal.loss == doctest::Approx(plain.loss).epsilon(1e-12));
    CHECK(difference(focal.gradient, plain.gradient) < 1e-12);
}

TEST_CASE("scores of any size keep their digits, and a NaN is handed on") {
    const auto of = [](float y, float t, const focal_loss& loss) {
        return applied_to_numbers<focal_loss, float, shape<1>>({y}, {{t}}, loss);
    };
    for (const double gamma : {0.0, 0.5, 2.0}) {
        const focal_loss loss{.alpha = -1, .gamma = gamma};
        CHECK(of(-1e4F, 1, loss).loss == doctest::Approx(1e4));
        CHECK(of(-1e4F, 1, loss).gradient[0] == doctest::Approx(-1));
        CHECK(of(1e4F, 1, loss).loss == 0);
        CHECK(of(1e4F, 1, loss).gradient[0] == 0);
        CHECK(std::isnan(of(std::nanf(""), 1, loss).loss));
        CHECK(std::isnan(of(std::nanf(""), 0, loss).gradient[0]));
    }
}

TEST_CASE("the focal loss has the same bits for any number of threads") {
    check_same_bits_by_threads<focal_loss>(1);
}

TEST_CASE("a focus below 0, a weight above 1 and targets outside of [0, 1] are errors") {
    using one = applied_to_numbers<focal_loss, float, shape<1>>;
    const std::vector<std::vector<float>> t{{0}};
    CHECK_THROWS_WITH_AS(one({0}, t, {.gamma = -1}), doctest::Contains("gamma"), error);
    CHECK_THROWS_WITH_AS(one({0}, t, {.alpha = 1.5}), doctest::Contains("alpha"), error);
    check_number_error<shape<5>>(focal_loss{}, 1, 0, 13, 1.5F, "training sample 9, output 3", "0 to 1");
}

}  // namespace focal
