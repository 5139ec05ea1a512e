// SPDX-License-Identifier: MIT
#include <strata/metrics/confusion.hpp>

#include "measured.hpp"

using namespace strata;
using namespace strata::test;

namespace confusion_tests {

TEST_CASE("the figure of a confusion matrix is the mean recall of the classes that occur") {
    check_classes_like_pytorch<confusion>(pytorch::class_metrics_mean_recall,
                                          pytorch::pixel_metrics_mean_recall);
}

TEST_CASE("the matrix can be asked for, and the recall of each class") {
    confusion m;
    add_samples<shape<3>>(m, answers_and_targets<float>{3, {0, 1, 0, 1, 0, 0, 0, 0, 1}, {0, 0, 2}}, 0, 3);
    CHECK(m.counts()(0, 1) == 1);
    CHECK(m.counts()(1, 0) == 0);
    CHECK(m.recall(0) == 0.5);
    CHECK(m.recall(1) == 0);
    CHECK(m.recall(2) == 1);
    CHECK(m.value() == 0.75);
}

}  // namespace confusion_tests
