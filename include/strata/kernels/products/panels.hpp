// SPDX-License-Identifier: MIT
#pragma once
/// A matrix cut into panels, as the loops of products read it: `tile_columns` columns each, one panel after
/// the other, a row of a panel after the other, so that a product walks along one run of memory. The last
/// panel is as wide as it has to be, in whole vectors.
#include <strata/kernels/products/tile.hpp>
#include <strata/kernels/products/transpose.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// n elements as whole vectors.
template <class T>
constexpr int64 whole_vectors(int64 n) {
    return (n + simd_width<T> - 1) / simd_width<T> * simd_width<T>;
}

/// Elements of a matrix [rows, columns] in panels.
template <class T>
constexpr int64 panel_elements(int64 rows, int64 columns) {
    return rows * whole_vectors<T>(columns);
}

/// The panels of so many columns.
template <class T>
constexpr int panel_count(int columns) {
    return (columns + tile_columns<T> - 1) / tile_columns<T>;
}
/// The columns of panel number p, and how many elements a row of it takes.
struct panel_columns {
    int left, count;
    int64 width;
};
template <class T>
constexpr panel_columns panel_at(int columns, int p) {
    const int left = p * tile_columns<T>,
              count = columns - left < tile_columns<T> ? columns - left : tile_columns<T>;
    return {left, count, whole_vectors<T>(count)};
}

/// The distance between rows that says of a matrix: it lies in panels.
inline constexpr int64 in_panels = 0;

/// One panel of b: [depth, columns], whose rows are `ldb` elements apart unless it lies `in_panels`.
template <class T>
struct panel {
    const T* b;
    int64 ldb;

    panel(const T* whole, int64 pitch, int64 depth, const panel_columns& at)
        : b(whole + at.left * (pitch == in_panels ? depth : 1)), ldb(pitch == in_panels ? at.width : pitch) {}
};

/// b: [depth, columns] in panels; `turned`: b[d, j] = b[j ldb + d] instead of b[d ldb + j].
template <class T>
[[gnu::noinline]] void pack_panels(const T* b, int64 ldb, bool turned, int depth, int columns, T* panels) {
    constexpr int rows_in_step = 8;  // so that reading goes along the rows and writing along the panels
    const int step = turned ? depth : rows_in_step;
    for (int top = 0; top < depth; top += step)
        for (int i = 0; i < panel_count<T>(columns); ++i) {
            const panel_columns at = panel_at<T>(columns, i);
            T* to = panels + int64(at.left) * depth + top * at.width;
            if (turned)
                transpose(b + at.left * ldb, ldb, to, at.width, at.count, depth);
            else
                for (int64 d = top; d < depth && d < top + step; ++d, to += at.width)
                    for (int j = 0; j < at.width; j += simd_width<T>)
                        simd<T>::load_unaligned(b + d * ldb + at.left + j).store_unaligned(to + j);
        }
}

}  // namespace strata::inline STRATA_TARGET
