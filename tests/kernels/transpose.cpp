// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/products/transpose.hpp>

#include "random_values.hpp"

using namespace strata;

namespace {

/// Columns of a wider matrix into a wider one, whose other elements stay.
template <class T>
void turns(int rows, int columns, long ldx, long ldy) {
    CAPTURE(rows);
    CAPTURE(columns);
    const auto x = random_values<T>(rows * ldx, 1);
    std::vector<T> y(static_cast<std::size_t>(columns * ldy), T(9));
    transpose(x.data(), ldx, y.data(), ldy, rows, columns);
    bool same = true;
    for (int j = 0; j < columns; ++j)
        for (int i = 0; i < ldy; ++i)
            same = same && y[static_cast<std::size_t>(j * ldy + i)] ==
                               (i < rows ? x[static_cast<std::size_t>(i * ldx + j)] : T(9));
    CHECK(same);
}

}  // namespace

TEST_CASE("a transposed matrix has its rows as columns") {
    for (const int rows : {1, 2, 3, 4, 32, 45})
        for (const int columns : {1, 4, 7, 64, 70})
            for (const int apart : {0, 5}) {
                turns<float>(rows, columns, columns + apart, rows + apart);
                turns<double>(rows, columns, columns + apart, rows + apart);
            }
}

TEST_CASE("many matrices are turned round one by one, into new values or onto those that are there") {
    const int n = 5, rows = 66, columns = 101;
    for (const bool add : {false, true})
        for (const int threads : {1, 2}) {
            CAPTURE(add);
            CAPTURE(threads);
            const auto x = random_values<float>(long{n} * rows * columns, 1),
                       before = random_values<float>(long{n} * rows * columns, 2);
            auto y = before;
            transpose_all(n, x.data(), y.data(), rows, columns, add, threads);
            bool same = true;
            for (std::size_t k = 0; k < n; ++k)
                for (std::size_t i = 0; i < rows; ++i)
                    for (std::size_t j = 0; j < columns; ++j) {
                        const std::size_t at = (k * columns + j) * rows + i;
                        same = same && y[at] == (add ? before[at] : 0) + x[(k * rows + i) * columns + j];
                    }
            CHECK(same);
        }
}
