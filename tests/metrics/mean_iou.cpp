// SPDX-License-Identifier: MIT
#include <strata/metrics/mean_iou.hpp>

#include "measured.hpp"

using namespace strata;
using namespace strata::test;

namespace mean_iou_tests {

TEST_CASE("the mean intersection over union is PyTorch's, with 1 for a class that is in neither") {
    check_classes_like_pytorch<mean_iou>(pytorch::class_metrics_mean_iou, pytorch::pixel_metrics_mean_iou);
}

TEST_CASE("a class that neither occurs nor is answered has an intersection over union of 1") {
    mean_iou m;
    add_samples<shape<3, 1, 2>>(m, answers_and_targets<float>{1, {1, 0, 0, 0, 1, 0}, {0, 0}}, 0, 1);
    CHECK(m.intersection_over_union(0) == 0.5);
    CHECK(m.intersection_over_union(1) == 0);
    CHECK(m.intersection_over_union(2) == 1);
    CHECK(m.value() == 0.5);
}

}  // namespace mean_iou_tests
