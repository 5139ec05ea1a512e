// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/reference/transpose_each.hpp>
#include <strata/kernels/transpose_each.hpp>

#include "random_values.hpp"

using namespace strata;

namespace transpose_each_tests {

/// Matrices turned round, with something after the last one.
template <class T, int Rows, int Columns>
void agrees(long n) {
    CAPTURE(n);
    CAPTURE(Rows);
    CAPTURE(Columns);
    const long size = n * Rows * Columns;
    const auto x = random_values<T>(size, 1), before = random_values<T>(size, 2);
    auto y = before, reference = before;
    transpose_each<Rows, Columns>(n, x.data(), y.data());
    reference_transpose_each(n, Rows, Columns, x.data(), reference.data(), false);
    CHECK(y == reference);
    add_transpose_of_each<Rows, Columns>(n, x.data(), y.data());
    reference_transpose_each(n, Rows, Columns, x.data(), reference.data(), true);
    CHECK(y == reference);
}

template <int Rows, int Columns>
void all_agree() {
    for (const long n : {1, 2, 5, 40}) {
        agrees<float, Rows, Columns>(n);
        agrees<float, Columns, Rows>(n);
        agrees<double, Rows, Columns>(n);
        agrees<double, Columns, Rows>(n);
    }
}

}  // namespace transpose_each_tests

TEST_CASE("small matrices turned round agree with their plain twin, and nothing is stored beyond") {
    transpose_each_tests::all_agree<1, 1>();
    transpose_each_tests::all_agree<1, 17>();
    transpose_each_tests::all_agree<2, 2>();
    transpose_each_tests::all_agree<2, 3>();
    transpose_each_tests::all_agree<2, 5>();
    transpose_each_tests::all_agree<2, 19>();
    transpose_each_tests::all_agree<3, 3>();
    transpose_each_tests::all_agree<3, 7>();
    transpose_each_tests::all_agree<4, 4>();
    transpose_each_tests::all_agree<4, 13>();
    transpose_each_tests::all_agree<5, 6>();
    transpose_each_tests::all_agree<8, 30>();
}
