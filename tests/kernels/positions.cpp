// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/attention/positions.hpp>

#include "random_values.hpp"

using namespace strata;

TEST_CASE(
    "what is added to every sample, and its gradient, have the bits of their plain twins, for any number of "
    "threads") {
    for (const long S : {1L, 3L, 16L, 17L, 255L, 257L, 4000L})
        for (const long n : {1L, 2L, 9L})
            for (const int threads : {1, 2, 3}) {
                CAPTURE(S);
                CAPTURE(n);
                CAPTURE(threads);
                const auto x = random_values<float>(n * S, 1), p = random_values<float>(S, 2);
                auto y = random_values<float>(n * S, 3), expected_y = y, dp = random_values<float>(S, 4),
                     expected_dp = dp;
                add_to_samples(x.data(), p.data(), y.data(), n, S, threads);
                reference_add_to_samples(x.data(), p.data(), expected_y.data(), n, S);
                CHECK(y == expected_y);
                sum_of_samples(x.data(), dp.data(), n, S, threads);
                reference_sum_of_samples(x.data(), expected_dp.data(), n, S);
                CHECK(dp == expected_dp);
            }
}

TEST_CASE("a gradient is handed on as it is, or added to what is there") {
    for (const long n : {1L, 17L, 40000L}) {
        const auto from = random_values<double>(n, 1), before = random_values<double>(n, 2);
        auto to = before;
        pass_on(from.data(), to.data(), true, n, 2);
        bool same = true;
        for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i)
            same = same && to[i] == before[i] + from[i];
        CHECK(same);
        pass_on(from.data(), to.data(), false, n, 2);
        CHECK(std::equal(to.begin(), to.begin() + n, from.begin()));
    }
}
