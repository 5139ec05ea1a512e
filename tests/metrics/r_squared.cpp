// SPDX-License-Identifier: MIT
#include <strata/metrics/r_squared.hpp>

#include "measured.hpp"

using namespace strata;
using namespace strata::test;

namespace r_squared_tests {

using samples = answers_and_targets<double>;

TEST_CASE("R squared is that of PyTorch's sums, the mean over outputs and over channels") {
    check_numbers_like_pytorch<r_squared>(pytorch::number_metrics_r_squared,
                                          pytorch::image_metrics_r_squared);
}

TEST_CASE("answers that are the mean explain nothing, and right ones all") {
    CHECK(measured<r_squared, shape<1>>(samples{4, {3, 3, 3, 3}, {}, {1, 2, 4, 5}}) == 0);
    CHECK(measured<r_squared, shape<1>>(samples{4, {1, 2, 4, 5}, {}, {1, 2, 4, 5}}) == 1);
}

TEST_CASE("a target that never varies is explained by right answers alone") {
    CHECK(measured<r_squared, shape<1>>(samples{2, {3, 3}, {}, {3, 3}}) == 1);
    CHECK(measured<r_squared, shape<1>>(samples{2, {3, 4}, {}, {3, 3}}) == 0);
}

TEST_CASE("a large mean takes no digits from the variation") {
    samples s{4, {}, {}, {1e9 + 1, 1e9 + 2, 1e9 + 4, 1e9 + 5}};
    for (const double t : s.numbers) s.y.push_back(t + 0.5);
    CHECK(measured<r_squared, shape<1>>(s) == doctest::Approx(0.9).epsilon(1e-9));
}

TEST_CASE("a state of too many channels is refused") {
    CHECK_THROWS_AS(metric_of<r_squared>({{"channels", -1}}), error);
}

}  // namespace r_squared_tests
