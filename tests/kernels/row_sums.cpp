// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/row_sums.hpp>

#include "random_values.hpp"

using namespace strata;

TEST_CASE(
    "sums over rows are those of a plain loop in double, with the same bits for any number of threads") {
    for (const int C : {1, 3, 17, 130})
        for (const long rows : {1L, 15L, 70L, 5000L}) {
            CAPTURE(C);
            CAPTURE(rows);
            const auto x = random_values<float>(rows * C, 1), y = random_values<float>(rows * C, 2);
            std::vector<float> scratch(static_cast<std::size_t>(row_sums_scratch<float>(C)) + 64),
                other = scratch;
            for (const auto& [threads, to] : {std::pair{1, scratch.data()}, std::pair{3, other.data()}})
                sum_rows_in_blocks(rows, C, to, threads, [&](int64, auto lanes) {
                    return
                        [&, lanes](int64 i) { return lanes.load(x.data() + i) * lanes.load(y.data() + i); };
                });
            for (int c = 0; c < C; ++c) {
                double sum = 0;
                for (std::size_t i = static_cast<std::size_t>(c); i < std::size_t(rows * C);
                     i += std::size_t(C))
                    sum += double(x[i]) * double(y[i]);
                CHECK(sum_of_column(scratch.data(), C, c) == doctest::Approx(sum).epsilon(1e-5));
                CHECK(sum_of_column(other.data(), C, c) == sum_of_column(scratch.data(), C, c));
            }
        }
}
