// SPDX-License-Identifier: MIT
#pragma once
/// Rows of few numbers, several at once: the matrix [rows, C] is read as [rows / K, K C], whose rows are
/// whole vectors. What belongs to a column is repeated K times.
///
///     x[r, c] = x[(r / K) K C + k]        k = (r mod K) C + c
///
/// K follows from C alone. Of many columns it is 1, and nothing is repeated.
#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <strata/kernels/long_sums.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>
#include <type_traits>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// The most columns whose rows go together.
inline constexpr int few_columns = 64;

/// K, a power of 2: so that K C is a multiple of the vector's width, and 64 at least, which keeps loops over
/// it long.
template <class T>
constexpr int rows_together(int64 C) {
    constexpr int W = simd_width<T>;
    if (C > few_columns) return 1;
    const int columns = static_cast<int>(C);
    int K = W / std::gcd(columns, W);
    while (K * columns < 64) K *= 2;
    return K;
}
/// The largest K C.
template <class T>
inline constexpr int most_together = std::max(128, few_columns* simd_width<T>);

/// Whether rows are summed together: where more columns are read one beside the other, rows are too far apart
/// for what the processor fetches in advance.
inline constexpr int most_summed = 128;
template <class T>
constexpr bool sums_go_together(int64 C) {
    return rows_together<T>(C) > 1 && rows_together<T>(C) * C <= most_summed;
}

/// The numbers of C columns, K times; null where there are none.
template <class T>
class repeated_columns {
public:
    repeated_columns(const T* of, int64 C) : from_(of) {
        const int64 K = rows_together<T>(C);
        if (!of || K == 1) return;
        std::copy_n(of, C, number_);
        for (int64 have = C; have < K * C; have *= 2) std::copy_n(number_, have, number_ + have);
        from_ = number_;
    }
    repeated_columns(const repeated_columns&) = delete;
    repeated_columns& operator=(const repeated_columns&) = delete;

    [[nodiscard]] const T* data() const { return from_; }

private:
    const T* from_;
    T number_[static_cast<std::size_t>(most_together<T> + simd_width<T>)];
};

/// Calls `body(i, k, lanes)` for the elements i of some rows, with their place k in what is repeated.
template <class T, class Body>
inline void sweep_rows(const slice& rows, int64 C, Body&& body) {
    const int64 step = rows_together<T>(C) * C, end = rows.end * C;
    int64 i = rows.begin * C;
    for (; i + step <= end; i += step) sweep<T>(step, [&](int64 k, auto lanes) { body(i + k, k, lanes); });
    if (i < end) sweep<T>(end - i, [&](int64 k, auto lanes) { body(i + k, k, lanes); });
}

/// Rows of a block of sums: as many as stay in the nearest cache until all their columns are read.
constexpr int64 rows_of_block(int64 C) { return std::clamp<int64>(2048 / C + 1, 16, terms_of_block); }

namespace detail {

/// `sum_rows` of R rows from element `first` on, each by itself.
template <class T, std::size_t N, class Term>
void sum_rows_apart(int64 first, int64 R, int64 C, std::array<long_sums<T>, N>& sums, Term&& term) {
    constexpr int64 W = simd_width<T>;
    for_blocks(R, rows_of_block(C), [&](int64 begin, int64 end) {
        sweep_side_by_side<T, 4>(C, [&](int64 c, auto side_by_side, auto lanes) {
            simd<T> some[N][side_by_side];
            for (auto& of_term : some)
                for (simd<T>& sum : of_term) sum = simd<T>(T(0));
            for (int64 r = begin; r < end; ++r)
                for (int v = 0; v < side_by_side; ++v) {
                    const int64 at = c + v * W;
                    const std::array<simd<T>, N> next = term(first + r * C + at, at, lanes);
                    for (std::size_t j = 0; j < N; ++j) some[j][v] += next[j];
                }
            for (std::size_t j = 0; j < N; ++j)
                for (int v = 0; v < side_by_side; ++v) sums[j].add(c + v * W, lanes, some[j][v]);
        });
        for (long_sums<T>& s : sums) s.block_done();
    });
    for (long_sums<T>& s : sums) s.finish();
}

}  // namespace detail

/// to[j][c] = sum_r term(r C + c, k, lanes)[j] over some rows, in the order of `long_sums`, where rows are
/// summed together; term is called once for each vector.
template <std::size_t N, class T, class Term>
void sum_rows_together(const slice& rows, int64 C, T* const (&to)[N], Term&& term) {
    constexpr int64 most = long_sums<T>::elements(most_summed);
    alignas(64) T memory[N * std::size_t(most)];
    const int64 K = rows_together<T>(C), step = K * C, whole = (rows.end - rows.begin) / K;
    auto sums = [&]<std::size_t... J>(std::index_sequence<J...>) {
        return std::array<long_sums<T>, N>{long_sums<T>(memory + int64(J) * most, step)...};
    }
    (std::make_index_sequence<N>{});
    detail::sum_rows_apart(rows.begin * C, whole, step, sums, term);
    double all[N][few_columns] = {};
    const auto join = [&](int64 elements) {
        for (std::size_t j = 0; j < N; ++j)
            for (int64 k = 0; k < elements; k += C)
                for (int64 c = 0; c < C; ++c) all[j][c] += static_cast<double>(sums[j].some()[k + c]);
    };
    join(step);
    const int64 done = rows.begin + whole * K;
    sweep<T>((rows.end - done) * C, [&](int64 k, auto lanes) {
        const std::array<simd<T>, N> rest = term(done * C + k, k, lanes);
        for (std::size_t j = 0; j < N; ++j) lanes.store(sums[j].some() + k, rest[j]);
    });
    join((rows.end - done) * C);
    for (std::size_t j = 0; j < N; ++j)
        for (int64 c = 0; c < C; ++c) to[j][c] = static_cast<T>(all[j][c]);
}

/// The same of any columns: left in `sums[j].some()`. k: the column, or its place in `repeated_columns`.
template <class T, std::size_t N, class Term>
void sum_rows(const slice& rows, int64 C, std::array<long_sums<T>, N>& sums, Term&& term) {
    if (!sums_go_together<T>(C))
        return detail::sum_rows_apart(rows.begin * C, rows.end - rows.begin, C, sums, term);
    T* to[N];
    for (std::size_t j = 0; j < N; ++j) to[j] = sums[j].some();
    sum_rows_together(rows, C, to, term);
}

}  // namespace strata::inline STRATA_TARGET
