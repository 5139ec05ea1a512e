// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/products/matrix_vector.hpp>

#include "random_values.hpp"

using namespace strata;

TEST_CASE("a matrix times a vector, from either side, is what a plain loop sums") {
    const auto check = []<class T>(T, double near) {
        for (const long R : {1L, 7L, 130L})
            for (const long C : {1L, 5L, 33L, 301L}) {
                CAPTURE(R);
                CAPTURE(C);
                const auto w = random_values<T>(R * C, 1), column = random_values<T>(C, 2),
                           row = random_values<T>(R, 3);
                std::vector<T> of_column(std::size_t(R) + 64), of_row(std::size_t(C) + 64),
                    plain_column = of_column, plain_row = of_row;
                for (std::size_t r = 0; r < std::size_t(R); ++r)
                    for (std::size_t c = 0; c < std::size_t(C); ++c) {
                        plain_column[r] += w[r * std::size_t(C) + c] * column[c];
                        plain_row[c] += row[r] * w[r * std::size_t(C) + c];
                    }
                for (const int threads : {1, 3}) {
                    times_column(w.data(), R, C, column.data(), of_column.data(), threads);
                    times_row(w.data(), R, C, row.data(), of_row.data(), threads);
                    CHECK(largest_difference(of_column, plain_column, R) < near * double(C));
                    CHECK(largest_difference(of_row, plain_row, C) < near * double(R));
                }
            }
    };
    check(float{}, 1e-6);
    check(double{}, 1e-15);
}
