// SPDX-License-Identifier: MIT
#include <strata/metrics/perplexity.hpp>

#include "measured.hpp"

using namespace strata;
using namespace strata::test;

namespace perplexity_tests {

TEST_CASE("the perplexity is the exponential of PyTorch's cross entropy") {
    check_classes_like_pytorch<perplexity>(pytorch::class_metrics_perplexity,
                                           pytorch::pixel_metrics_perplexity);
}

TEST_CASE("equal scores leave as many choices as there are classes") {
    const answers_and_targets<double> s{3, std::vector<double>(3 * 4 * 7, 2.0), std::vector<int>(3 * 4, 6)};
    CHECK(measured<perplexity, shape<4, 7>>(s) == doctest::Approx(7));
}

}  // namespace perplexity_tests
