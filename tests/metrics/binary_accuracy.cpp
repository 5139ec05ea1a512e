// SPDX-License-Identifier: MIT
#include <strata/metrics/binary_accuracy.hpp>

#include "measured.hpp"

using namespace strata;
using namespace strata::test;

namespace binary_accuracy_tests {

TEST_CASE("a yes is right where the score is above 0, and a no elsewhere") {
    const answers_and_targets<float> s{2, {1, -1, 0, 3, -2, 0.5F}, {}, {1, 1, 0, 0.75F, 0.25F, 0.5F}};
    CHECK(measured<binary_accuracy, shape<3>>(s) == doctest::Approx(4 / 6.0));
    CHECK(std::string_view(binary_accuracy::name) == "accuracy");
}

}  // namespace binary_accuracy_tests
