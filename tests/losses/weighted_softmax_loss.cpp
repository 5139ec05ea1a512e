// SPDX-License-Identifier: MIT
#include <strata/losses/weighted_softmax_loss.hpp>

#include "../literals/losses_of_classes.hpp"
#include "applied.hpp"

using namespace strata;
using namespace strata::test;

namespace weighted_softmax_losses {

using weighted = weighted_softmax_loss;
static_assert(LossOver<weighted, shape<10>> && LossOver<weighted, shape<3, 4, 5>> &&
              !takes<weighted, shape<1>>);

TEST_CASE("class weights, smoothed labels and ignored ones give PyTorch's values and gradients") {
    check_like_pytorch<weighted, shape<5>>(
        pytorch::weighted_softmax_weights_scores, pytorch::weighted_softmax_weights_labels,
        pytorch::weighted_softmax_weights, pytorch::weighted_softmax_weights_gradient,
        {.class_weights = {0.5, 2, 0, 1.5, 1}});
    check_like_pytorch<weighted, shape<5>>(
        pytorch::weighted_softmax_smoothed_scores, pytorch::weighted_softmax_smoothed_labels,
        pytorch::weighted_softmax_smoothed, pytorch::weighted_softmax_smoothed_gradient,
        {.label_smoothing = 0.1});
    check_like_pytorch<weighted, shape<4, 2, 3>>(
        pytorch::weighted_softmax_all_scores, pytorch::weighted_softmax_all_labels,
        pytorch::weighted_softmax_all, pytorch::weighted_softmax_all_gradient,
        {.class_weights = {0.5, 2, 0, 1.5}, .label_smoothing = 0.2, .ignored = 3});
}

TEST_CASE("without weights, smoothing and missing labels it is the softmax loss") {
    check_same_as_softmax_loss<weighted, shape<3>>();
    check_differences<weighted, shape<5>>(2, {.class_weights = {1, 2, 3, 4, 5}, .label_smoothing = 0.3});
}

TEST_CASE("where all labels are ignored nothing is learned") {
    const applied<weighted, float, shape<2>> none({1, 2}, {-100});
    CHECK(none.loss == 0);
    CHECK(none.gradient == std::vector<float>{0, 0});
}

TEST_CASE("weights, smoothings and labels that cannot be are errors that say which") {
    using of = applied<weighted, float, shape<2>>;
    CHECK_THROWS_WITH_AS(of({0, 0}, {0}, 1, {.class_weights = {1}}), doctest::Contains("class_weights"),
                         error);
    CHECK_THROWS_WITH_AS(of({0, 0}, {0}, 1, {.class_weights = {1, -1}}), doctest::Contains("class_weights"),
                         error);
    CHECK_THROWS_WITH_AS(of({0, 0}, {0}, 1, {.label_smoothing = 1}), doctest::Contains("label_smoothing"),
                         error);
    check_label_error<weighted, shape<5>>({0, 5}, "sample 1", "0 to 4", "5");
}

}  // namespace weighted_softmax_losses
