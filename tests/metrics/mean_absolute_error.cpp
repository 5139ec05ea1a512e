// SPDX-License-Identifier: MIT
#include <strata/metrics/mean_absolute_error.hpp>

#include "measured.hpp"

using namespace strata;
using namespace strata::test;

namespace mean_absolute_error_tests {

TEST_CASE("the mean absolute error is PyTorch's") {
    check_numbers_like_pytorch<mean_absolute_error>(pytorch::number_metrics_mean_absolute_error,
                                                    pytorch::image_metrics_mean_absolute_error);
}

}  // namespace mean_absolute_error_tests
