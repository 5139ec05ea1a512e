// SPDX-License-Identifier: MIT
#pragma once
/// Normalization of samples of C numbers, each a single group, where C is large: `group_normalization` of one
/// row, without a row of what is the same for all of it, and without products that are stored to be summed.
///
///     forward       as `place_normalization`
///     backward      dx as there; then db[c] = sum_n z[n, c] and dw[c] = sum_n z[n, c] xh[n, c] by columns
///
/// Samples are tasks of the first half, blocks of columns of the second, in which samples are summed in
/// order.
#include <algorithm>
#include <strata/kernels/normalization/place_normalization.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Whether samples are normalized here: shorter ones are the rows of `place_normalization`.
constexpr bool is_whole_normalization(const group_extents& e) {
    return e.R == 1 && e.G == 1 && !is_place_normalization(e);
}

template <class Act, bool Scaled = true, bool Shifted = true, class T>
void whole_normalization_forward(const group_normalization_pass<T>& p) {
    p.for_samples([&](int sample, int) { normalize_row<Act, Scaled, Shifted>(p, sample); });
}

template <class Act, bool Scaled = true, class T>
void whole_normalization_backward(const group_normalization_pass<T>& p) {
    if (p.dx) p.for_samples([&](int sample, int) { gradient_of_row<Act, Scaled>(p, sample); });
    if (!p.dw && !p.db) return;
    constexpr int most = 1024;
    // as many samples as are read side by side, each from its own end to the other
    constexpr int together = 4;
    const int64 C = p.e.C;
    parallel_for(
        static_cast<int>((C + most - 1) / most), threads_for(p.n * C, p.threads), [&](int block, int) {
            const group_normalization_pass<T> own = p;  // its numbers are nobody else's, whatever is stored
            const int64 first = int64{block} * most, columns = std::min<int64>(most, C - first);
            long_sums_here<T, most> dw(columns), db(columns);
            for_blocks(own.n, together, [&](int64 begin, int64 end) {
                detail::add_columns<Act>(own, {begin, end}, first, columns, dw, db);
            });
            if (own.dw) dw.finish_in(own.dw + first);
            if (own.db) db.finish_in(own.db + first);
        });
}

}  // namespace strata::inline STRATA_TARGET
