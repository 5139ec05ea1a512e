// SPDX-License-Identifier: MIT
#include <strata/metrics/mean_squared_error.hpp>

#include "measured.hpp"

using namespace strata;
using namespace strata::test;

namespace mean_squared_error_tests {

TEST_CASE("the mean squared error is PyTorch's") {
    check_numbers_like_pytorch<mean_squared_error>(pytorch::number_metrics_mean_squared_error,
                                                   pytorch::image_metrics_mean_squared_error);
}

}  // namespace mean_squared_error_tests
