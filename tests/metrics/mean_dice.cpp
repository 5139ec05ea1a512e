// SPDX-License-Identifier: MIT
#include <strata/metrics/mean_dice.hpp>
#include <strata/metrics/mean_iou.hpp>

#include "measured.hpp"

using namespace strata;
using namespace strata::test;

namespace mean_dice_tests {

TEST_CASE(
    "Dice's coefficient of a class is twice what is common by what there is, and 1 where there is none") {
    mean_dice m;
    CHECK(m.value() == 0);
    add_samples<shape<3, 1, 2>>(m, answers_and_targets<float>{1, {1, 0, 0, 0, 1, 0}, {0, 0}}, 0, 1);
    CHECK(m.dice(0) == 2.0 / 3);
    CHECK(m.dice(1) == 0);
    CHECK(m.dice(2) == 1);
    CHECK(m.value() == doctest::Approx(5.0 / 9));
}

TEST_CASE("it follows from the intersection over union of the class") {
    const answers_and_targets<float> given{4, {3, 1, 2, 0, 5, 1, 1, 1, 4, 2, 0, 1}, {0, 2, 2, 0}};
    mean_dice dice;
    mean_iou iou;
    add_samples<shape<3>>(dice, given, 0, 4);
    add_samples<shape<3>>(iou, given, 0, 4);
    for (int c = 0; c < 3; ++c) {
        const double share = iou.intersection_over_union(c);
        CHECK(dice.dice(c) == doctest::Approx(2 * share / (1 + share)));
    }
}

}  // namespace mean_dice_tests
