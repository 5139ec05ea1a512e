// SPDX-License-Identifier: MIT
#pragma once
/// The plain twin of `transpose_each`.
#include <strata/int64.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

template <class T>
void reference_transpose_each(int64 n, int rows, int columns, const T* x, T* y, bool add) {
    for (int64 m = 0; m < n; ++m, x += rows * columns, y += rows * columns)
        for (int i = 0; i < rows; ++i)
            for (int j = 0; j < columns; ++j) {
                T& to = y[j * rows + i];
                to = add ? to + x[i * columns + j] : x[i * columns + j];
            }
}

}  // namespace strata::inline STRATA_TARGET
