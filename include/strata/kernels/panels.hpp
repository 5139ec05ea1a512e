// SPDX-License-Identifier: MIT
#pragma once
/// A matrix that many products follow each other with, in panels.
///
///     c[r, j] = sum_d a[r, d] b[d, j], or added to c              a: [R, depth]   b: [depth, columns]   c: [R, columns]
///
/// A panel is as many columns of b as a tile has, its rows one behind the other, so that a product reads one run of memory.
/// To lay them out takes as long as a product of a few rows: it is worth it for the weights that a recurrent layer uses at
/// every place.
#include <algorithm>
#include <strata/kernels/matrix_product.hpp>

namespace strata {

template <class T>
struct panels {
    T* b;  ///< `elements` and slack
    int depth, columns;

    static constexpr int width = tile_columns<T>;
    static constexpr int count(int columns) { return (columns + width - 1) / width; }
    static constexpr long elements(int depth, int columns) { return long(depth) * count(columns) * width; }

    [[nodiscard]] T* panel(int k) const { return b + long(k) * width * depth; }
    [[nodiscard]] int columns_of(int k) const { return std::min(width, columns - k * width); }

    /// Takes over b [depth, columns], whose rows are `ldw` elements apart.
    void lay_out(const T* w, long ldw, int threads) const {
        parallel_for(count(columns), threads, [&](int k, int) {
            for (long d = 0; d < depth; ++d) std::copy_n(w + d * ldw + k * width, columns_of(k), panel(k) + d * width);
        });
    }
    /// The same of w [columns, depth], whose transpose b is.
    void lay_out_turned(const T* w, long ldw, int threads) const {
        parallel_for(count(columns), threads, [&](int k, int) { transpose(w + long(k) * width * ldw, ldw, panel(k), width, columns_of(k), depth, 1); });
    }

    /// c = a b, or c + a b, for rows of a and c that are `lda` and `ldc` elements apart.
    void multiply(const T* a, long lda, T* c, long ldc, int rows, bool add, int threads) const {
        parallel_for(count(columns), 2.0 * rows * columns * depth < 1e5 ? 1 : threads, [&](int k, int) {
            matrix_product<T>{a, lda, 1, panel(k), width, c + long(k) * width, ldc, rows, columns_of(k), depth, nullptr, add}.run(1);
        });
    }
};

}  // namespace strata
