// SPDX-License-Identifier: MIT
#include <strata/metrics/accuracy.hpp>

#include "measured.hpp"

using namespace strata;
using namespace strata::test;

namespace accuracy_tests {

using samples = answers_and_targets<float>;

static_assert(std::is_same_v<accuracy::target<shape<4>>, target<class_numbers>>);
static_assert(std::is_same_v<accuracy::target<shape<4, 5, 7>>, target<class_numbers, shape<5, 7>>>);

TEST_CASE("right is where the largest score is the label's, the first of equals") {
    const std::vector<float> y{1, 2, 0, 5, 5, 5, 0, 0, 1};
    CHECK(measured<accuracy, shape<3>>(samples{3, y, {1, 0, 0}}) == doctest::Approx(2 / 3.0));
    CHECK(measured<accuracy, shape<3>>(samples{3, y, {1, 1, 2}}) == doctest::Approx(2 / 3.0));
}

TEST_CASE("every pixel and every place with its right class is counted") {
    const samples s{2, {1, 2, 5, 5, 0, 1, 1, 0}, {1, 0, 0, 0}};
    CHECK(measured<accuracy, shape<2, 1, 2>>(s) == 0.75);
    CHECK(measured<accuracy, shape<2, 2>>(s) == 0.75);
}

TEST_CASE("the accuracy is PyTorch's") {
    check_classes_like_pytorch<accuracy>(pytorch::class_metrics_accuracy, pytorch::pixel_metrics_accuracy);
}

TEST_CASE("a label that is no class is an error that says where it is") {
    accuracy m;
    const samples s{3, {0, 1, 0, 1, 1, 0}, {0, 1, 2}};
    CHECK_THROWS_WITH_AS(add_samples<shape<2>>(m, s, 0, 3),
                         doctest::Contains("sample 2 of the batch: the label is out of range"), error);
}

}  // namespace accuracy_tests
