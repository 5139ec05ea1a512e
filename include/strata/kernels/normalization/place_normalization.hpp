// SPDX-License-Identifier: MIT
#pragma once
/// Normalization of the rows of a matrix [n, C], each by itself: `group_normalization` where a sample is one
/// row and one group, in fewer sweeps. Rows are the places of sequences and images.
///
///     forward       xh = (x - mean[n]) s[n]    y = act(xh w + b)         s = 1 / sqrt(variance + eps)
///     backward      z = dy slope(y)    dx = s[n] (z w - p / C - xh q / C)    p = sum_c z w    q = sum_c z w xh
///                   db[c] = sum_n z    dw[c] = sum_n z xh
///
/// What is summed over rows is summed in blocks that follow from their number alone, and blocks are joined in
/// order.
#include <array>
#include <cmath>
#include <strata/kernels/normalization/group_normalization.hpp>
#include <strata/kernels/row_sums.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Whether rows are normalized here: longer ones fill the cache, and are few.
constexpr bool is_place_normalization(const group_extents& e) { return e.R == 1 && e.G == 1 && e.C <= 4096; }
/// Elements of `sums` in the backward pass.
template <class T>
constexpr int64 place_normalization_scratch(int64 C) {
    return 2 * row_sums_scratch<T>(static_cast<int>(C));
}

/// The mean and s of a row.
template <class T>
void statistics_of_row(const T* x, int64 C, T epsilon, T* mean_s) {
    const double count = static_cast<double>(C);
    const T about =
        static_cast<T>(long_sum<T>(C, [x](int64 c, auto lanes) { return lanes.load(x + c); }) / count);
    // what rounding has left of the distances from the mean is their own mean
    const auto [distances, squares] = long_sums_of<T, 2>(C, [x, about](int64 c, auto lanes) {
        const simd<T> d = reassociation_barrier<T>(lanes.load(x + c) - simd<T>(about));
        return std::array<simd<T>, 2>{d, d * d};
    });
    const double off = distances / count;
    const double variance = squares / count - off * off;
    mean_s[0] = static_cast<T>(static_cast<double>(about) + off);
    mean_s[1] = T(1) / std::sqrt(static_cast<T>(variance > 0 ? variance : 0) + epsilon);
}

/// y of row r.
template <class Act, bool Scaled, bool Shifted, class T>
void normalize_row(const group_normalization_pass<T>& p, int64 r) {
    const int64 C = p.e.C;
    const T *const x = p.x + r * C, *const w = p.w, *const b = p.b;
    T *const y = p.y + r * C, *const mean_s = p.mean_s + 2 * r;
    statistics_of_row(x, C, p.epsilon, mean_s);
    const simd<T> mean(mean_s[0]), s(mean_s[1]);
    sweep<T>(C, [=](int64 c, auto lanes) {
        const simd<T> xh = (lanes.load(x + c) - mean) * s;
        lanes.store(y + c, Act::value(detail::scaled_and_shifted<Scaled, Shifted>(xh, w, b, c, lanes)));
    });
}

namespace detail {

/// z and xh from element i on.
template <class Act, class T, class Lanes>
inline simd<T> gradient_behind(const group_normalization_pass<T>& p, int64 i, const Lanes& lanes) {
    return lanes.load(p.dy + i) * Act::slope(lanes.load(p.y + i));
}
template <class T, class Lanes>
inline simd<T> normalized(const group_normalization_pass<T>& p, int64 i, const T* mean_s,
                          const Lanes& lanes) {
    return (lanes.load(p.x + i) - simd<T>(mean_s[0])) * simd<T>(mean_s[1]);
}

}  // namespace detail

/// Of a row of C, `store(c, lanes, dx)` with dx = s (d - mean d - xh mean(d xh)), where d(c, lanes) is the
/// gradient of xh(c, lanes).
template <class T, class D, class Xh, class Store>
void gradient_of_normalized_row(int64 C, T s, const D& d, const Xh& xh, const Store& store) {
    const auto sums = long_sums_of<T, 2>(C, [&](int64 c, auto lanes) {
        const simd<T> of_c = d(c, lanes);
        return std::array<simd<T>, 2>{of_c, of_c * xh(c, lanes)};
    });
    const auto mean_of = [C](double sum) { return simd<T>(static_cast<T>(sum / static_cast<double>(C))); };
    const simd<T> mean = mean_of(sums[0]), along = mean_of(sums[1]);
    sweep<T>(C, [&](int64 c, auto lanes) {
        const simd<T> rest = xsimd::fma(xh(c, lanes), along, mean);
        store(c, lanes, simd<T>(simd<T>(s) * (d(c, lanes) - rest)));
    });
}

/// dx of row r.
template <class Act, bool Scaled, class T>
void gradient_of_row(const group_normalization_pass<T>& pass, int64 r) {
    const group_normalization_pass<T> p = pass;  // its numbers are nobody else's, whatever is stored
    const int64 first = r * p.e.C;
    const T mean_s[] = {p.mean_s[2 * r], p.mean_s[2 * r + 1]};
    gradient_of_normalized_row(
        p.e.C, mean_s[1],
        [&](int64 c, auto lanes) {
            const simd<T> z = detail::gradient_behind<Act>(p, first + c, lanes);
            if constexpr (Scaled)
                return simd<T>(z * lanes.load(p.w + c));
            else
                return z;
        },
        [&](int64 c, auto lanes) { return detail::normalized(p, first + c, mean_s, lanes); },
        [&](int64 c, auto lanes, const simd<T>& dx) { store_or_add(lanes, p.dx + first + c, dx, p.add_dx); });
}

namespace detail {

/// Adds z xh to dw and z to db, of `columns` columns of these rows from a first one on, as a block of the
/// sums.
template <class Act, class T, class Sums>
void add_columns(const group_normalization_pass<T>& p, const slice& rows, int64 first, int64 columns,
                 Sums& dw, Sums& db) {
    sweep<T>(columns, [&](int64 c, auto lanes) {
        simd<T> with_x(T(0)), alone(T(0));
        for (int64 r = rows.begin; r < rows.end; ++r) {
            const int64 i = r * p.e.C + first + c;
            const simd<T> z = gradient_behind<Act>(p, i, lanes);
            alone += z;
            with_x = xsimd::fma(z, normalized(p, i, p.mean_s + 2 * r, lanes), with_x);
        }
        dw.add(c, lanes, with_x);
        db.add(c, lanes, alone);
    });
    dw.block_done();
    db.block_done();
}

}  // namespace detail

template <class Act, bool Scaled = true, bool Shifted = true, class T>
void place_normalization_forward(const group_normalization_pass<T>& p) {
    parallel_for(row_blocks, threads_for(p.n * p.e.C, p.threads), [&](int block, int) {
        const slice mine = slice_of(p.n, row_blocks, block);
        for (int64 r = mine.begin; r < mine.end; ++r) normalize_row<Act, Scaled, Shifted>(p, r);
    });
}

/// `sums` has `place_normalization_scratch` elements.
template <class Act, bool Scaled = true, class T>
void place_normalization_backward(const group_normalization_pass<T>& p) {
    const int C = static_cast<int>(p.e.C);
    const int64 of_sums = long_sums<T>::elements(C);
    parallel_for(row_blocks, threads_for(int64{p.n} * C, p.threads), [&](int block, int) {
        const slice mine = slice_of(p.n, row_blocks, block);
        long_sums<T> dw(p.sums + 2 * block * of_sums, C), db(p.sums + (2 * block + 1) * of_sums, C);
        // as many rows at once as stay in the cache until all their columns are read
        const int64 fit = 4096 / C + 1, portion = fit < terms_of_block ? fit : terms_of_block;
        for_blocks(mine.end - mine.begin, portion, [&](int64 begin, int64 end) {
            if (p.dx)
                for (int64 r = mine.begin + begin; r < mine.begin + end; ++r)
                    gradient_of_row<Act, Scaled>(p, r);
            if (!p.dw && !p.db) return;
            detail::add_columns<Act>(p, {mine.begin + begin, mine.begin + end}, 0, C, dw, db);
        });
        dw.finish();
        db.finish();
    });
    const auto joined = [&](const T* of_block, T* to) {
        for (int c = 0; c < C && to; ++c) {
            double sum = 0;
            for (int block = 0; block < row_blocks; ++block)
                sum += static_cast<double>(of_block[2 * block * of_sums + c]);
            to[c] = static_cast<T>(sum);
        }
    };
    joined(p.sums, p.dw);
    joined(p.sums + of_sums, p.db);
}

}  // namespace strata::inline STRATA_TARGET
