// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/panels.hpp>

#include "random_values.hpp"

using namespace strata;

namespace {

/// a [rows, depth] and c [rows, columns] with gaps between their rows.
template <class T>
void agrees(int rows, int columns, int depth, bool add) {
    CAPTURE(rows); CAPTURE(columns); CAPTURE(depth); CAPTURE(add);
    const long lda = depth + 3, ldc = columns + 5;
    const auto a = random_values<T>(rows * lda, 1), w = random_values<T>(long(depth) * columns, 2), turned = [&] {
        auto t = w;
        transpose(w.data(), t.data(), depth, columns, 1);
        return t;
    }();
    auto fast = random_values<T>(rows * ldc, 3), fast_turned = fast, plain = fast;
    auto laid = random_values<T>(panels<T>::elements(depth, columns), 4);
    const panels<T> b{laid.data(), depth, columns};
    b.lay_out(w.data(), columns, 2);
    b.multiply(a.data(), lda, fast.data(), ldc, rows, add, 2);
    b.lay_out_turned(turned.data(), depth, 2);
    b.multiply(a.data(), lda, fast_turned.data(), ldc, rows, add, 1);
    reference_matrix_product(matrix_product<T>{a.data(), lda, 1, w.data(), columns, plain.data(), ldc, rows, columns, depth, nullptr, add});
    CHECK(largest_difference(fast, plain, rows * ldc) <= rounding<T>(depth + 1));
    CHECK(fast == fast_turned);
}

}  // namespace

TEST_CASE("a product with a matrix in panels is the product, whichever way round the matrix was and for any number of threads") {
    for (const int rows : {1, 5, 6, 49})
        for (const int columns : {1, 7, 16, 33, 64, 131})
            for (const int depth : {1, 9, 64})
                for (const bool add : {false, true}) {
                    agrees<float>(rows, columns, depth, add);
                    agrees<double>(rows, columns, depth, add);
                }
}
