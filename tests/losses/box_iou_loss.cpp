// SPDX-License-Identifier: MIT
#include <strata/losses/box_iou_loss.hpp>

#include "../literals/losses_of_boxes.hpp"
#include "applied_numbers.hpp"

using namespace strata;
using namespace strata::test;

namespace box_losses {

static_assert(LossOver<giou_loss, shape<4>> && LossOver<diou_loss, shape<7, 8>, double>);
static_assert(LossOver<giou_loss, shape<4, 3, 3>> && !takes<giou_loss, shape<5>> &&
              !takes<diou_loss, shape<4, 3>>);

TEST_CASE("losses of boxes give torchvision's values and gradients") {
    namespace given = strata::test::torchvision;
    check_numbers_like_pytorch<shape<4>, giou_loss>(given::giou_loss_outputs, {given::giou_loss_targets},
                                                    given::giou_loss, given::giou_loss_gradient);
    check_numbers_like_pytorch<shape<8>, giou_loss>(given::giou_loss_outputs, {given::giou_loss_targets},
                                                    given::giou_loss, given::giou_loss_gradient);
    check_numbers_like_pytorch<shape<4>, diou_loss>(given::diou_loss_outputs, {given::diou_loss_targets},
                                                    given::diou_loss, given::diou_loss_gradient);
}

TEST_CASE("a box that is the truth costs nothing, and one far away is pulled") {
    const auto of = []<class L>(L, std::vector<double> y) {
        return applied_to_numbers<L, double, shape<4>>(y, {{0, 0, 2, 2}});
    };
    CHECK(of(giou_loss{}, {0, 0, 2, 2}).loss == doctest::Approx(0).epsilon(1e-6));
    CHECK(of(giou_loss{}, {6, 0, 8, 2}).loss == doctest::Approx(1.5).epsilon(1e-6));
    CHECK(of(giou_loss{}, {6, 0, 8, 2}).gradient[0] > 0);
    CHECK(of(diou_loss{}, {6, 0, 8, 2}).loss == doctest::Approx(1 + 36.0 / 68).epsilon(1e-6));
    CHECK(of(diou_loss{}, {1, 1, 1, 1}).loss == doctest::Approx(1).epsilon(1e-6));
}

TEST_CASE("losses of boxes have the same bits for any number of threads") {
    std::vector<float> y;
    for (int i = 0; i < 4 * 3000; ++i) y.push_back(static_cast<float>(i % 4 / 2 * 20 + i * 7 % 13));
    const std::vector<std::vector<float>> t{std::vector<float>(y.rbegin(), y.rend())};
    const applied_to_numbers<giou_loss, float, shape<4>> one(y, t), three(y, t, {}, 3);
    CHECK(one.loss == three.loss);
    CHECK(one.gradient == three.gradient);
}

TEST_CASE("targets that are no boxes are errors that name the box") {
    std::vector<float> t{0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 3, 1, 1};
    target_view<float> target{.numbers = t.data()};
    try {
        check_targets_of<shape<8>>(giou_loss{}, 2, &target, "training sample", 7);
        FAIL("a box of a side below 0 was taken");
    } catch (const error& e) {
        CHECK(e.parts().name == "training sample 8, box 1");
        CHECK(e.parts().problem == "the target box has a side below 0");
    }
    t[13] = std::nanf("");
    CHECK_THROWS_WITH_AS(check_targets_of<shape<8>>(giou_loss{}, 2, &target, "training sample", 7),
                         doctest::Contains("the target is no finite number"), error);
}

}  // namespace box_losses
