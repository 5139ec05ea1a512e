// SPDX-License-Identifier: MIT
#pragma once
/// Rows of few numbers by lanes: a vector holds the same number of as many rows as it has lanes.
#include <algorithm>
#include <strata/kernels/products/transpose.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>
#include <type_traits>

namespace strata::inline STRATA_TARGET {

/// Up to W = `simd_width` rows of C numbers, turned.
///
///     x: [rows, C] in memory, without gaps      t[c]: the vector x[0, c], ..., x[W - 1, c]
///
/// Lanes beyond the last row hold what its lane holds, so that they overflow where it does and nowhere else.
/// What is computed lane by lane does not depend on a row's neighbours.
template <class T>
class turned_rows {
    static constexpr int W = simd_width<T>;

public:
    static constexpr int most = 32;  ///< the largest C

    /// 0 < rows <= W. Reads up to 3 elements beyond the last row.
    void read(const T* x, int rows, int C) {
        if (rows < W) {
            read_some(x, rows, C);
        } else if (C < 4) {
            with_constant(C, [&](auto K) {
                for (int c = 0; c < K; ++c)
                    for (int i = 0; i < W; ++i) number_[c * W + i] = x[i * K + c];
            });
        } else {
            for (int i = 0; i < W; i += side)
                for (int c = 0; c < C; c += side) transpose_square(x + i * C + c, C, number_ + c * W + i, W);
        }
    }
    void write(T* x, int rows, int C) const {
        if (rows < W) {
            write_some(x, rows, C);
        } else if (C < 4) {
            with_constant(C, [&](auto K) {
                for (int i = 0; i < W; ++i)
                    for (int c = 0; c < K; ++c) x[i * K + c] = number_[c * W + i];
            });
        } else {
            const int whole = C / side * side;
            for (int i = 0; i < W; i += side) {
                for (int c = 0; c < whole; c += side)
                    transpose_square(number_ + c * W + i, W, x + i * C + c, C);
                for (int r = i; r < i + side; ++r)
                    for (int c = whole; c < C; ++c) x[r * C + c] = number_[c * W + r];
            }
        }
    }

    [[nodiscard]] simd<T> operator[](int c) const { return simd<T>::load_aligned(number_ + c * W); }
    void set(int c, const simd<T>& v) { v.store_aligned(number_ + c * W); }

    /// Number c of one row.
    [[nodiscard]] T& at(int row, int c) { return number_[c * W + row]; }

private:
    static constexpr int side = 16 / static_cast<int>(sizeof(T));  // of a square that is turned in registers

    [[gnu::noinline]] void read_some(const T* x, int rows, int C) {
        for (int c = 0; c < C; ++c)
            for (int i = 0; i < W; ++i) number_[c * W + i] = x[std::min(i, rows - 1) * C + c];
    }
    [[gnu::noinline]] void write_some(T* x, int rows, int C) const {
        for (int i = 0; i < rows; ++i)
            for (int c = 0; c < C; ++c) x[i * C + c] = number_[c * W + i];
    }

    /// C below 4 as a constant, for which compilers turn by shuffling.
    template <class Body>
    static void with_constant(int C, Body&& body) {
        if (C == 3) return body(std::integral_constant<int, 3>{});
        if (C == 2) return body(std::integral_constant<int, 2>{});
        body(std::integral_constant<int, 1>{});
    }

    alignas(64) T number_[static_cast<std::size_t>(most * W)];
};

/// `body(begin, rows)` for blocks of W rows, and what is left.
template <class T, class Body>
void for_turned_rows(int64 begin, int64 end, Body&& body) {
    for (int64 r = begin; r < end; r += simd_width<T>)
        body(r, static_cast<int>(std::min<int64>(simd_width<T>, end - r)));
}

}  // namespace strata::inline STRATA_TARGET
