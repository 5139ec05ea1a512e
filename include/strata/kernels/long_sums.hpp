// SPDX-License-Identifier: MIT
#pragma once
/// Sums of any number of terms, whose error does not grow with that number.
///
///     block    up to `terms_of_block` terms, one after the other, in T
///     run      up to `blocks_of_run` blocks, one after the other, in T
///     sum      all runs, in double
///
/// An addition rounds by at most u = 2^-24 of what it has so far, in float. A block and a run round a term 80
/// times at most: the error is below 80 u = 4.8e-6 of the sum of the terms' magnitudes, whatever they are and
/// however many. The largest that occurs is that of equal terms, which round the same way again and again
/// while the sum grows: below 20 u = 1.2e-6, and below 1e-6 for most values. Terms at random come to 1e-7. A
/// plain sum of 10^7 floats can lose all of its digits. (Higham, "Accuracy and stability of numerical
/// algorithms", 2002, section 4.2.) Blocks and runs follow from the sizes alone, so that the number of
/// threads changes no bit.
#include <array>
#include <cstddef>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Terms of a block, and blocks of a run.
inline constexpr int terms_of_block = 64, blocks_of_run = 16;

/// Elements of T that take as much memory as so many doubles, in whole cache lines.
template <class T>
constexpr int64 room_for_doubles(int64 n) {
    return rounded(n) * int64(sizeof(double) / sizeof(T));
}

/// `columns` sums side by side: blocks are added to a row of T, and its runs to a row of double.
template <class T>
class long_sums {
public:
    /// Elements of T that the two rows take, which lie one behind the other from an address that double can
    /// have.
    static constexpr int64 elements(int64 columns) { return rounded(columns) + room_for_doubles<T>(columns); }

    long_sums(T* memory, int64 columns) : long_sums(memory, memory + rounded(columns), columns) {}
    /// all: room for doubles. run: blocks; as many as a block has terms where a block is a single term.
    long_sums(T* some, T* all, int64 columns, int run = blocks_of_run)
        : some_(some), all_(reinterpret_cast<double*>(all)), columns_(columns), run_(run) {}

    /// Where the next block is left, or added where there is one already: for kernels that do that
    /// themselves. After `finish` the sums.
    [[nodiscard]] T* some() const { return some_; }
    [[nodiscard]] bool adds() const { return blocks_ > 0; }

    /// Part of a block: the sums of its terms from column c on.
    template <class Lanes>
    void add(int64 c, const Lanes& lanes, const simd<T>& block) {
        store_or_add(lanes, some_ + c, block, adds());
    }
    /// To be called after each block, or as many at once.
    void block_done(int blocks = 1) {
        blocks_ += blocks;
        if (blocks_ >= run_) run_done();
    }
    /// To be called after the last block: leaves the sums in `some()`, zeros where there is no term.
    void finish() {
        if (in_all_ && blocks_ > 0) run_done();
        if (in_all_)
            for (int64 c = 0; c < columns_; ++c) some_[c] = static_cast<T>(all_[c]);
        else if (blocks_ == 0)
            for (int64 c = 0; c < columns_; ++c) some_[c] = T(0);
    }
    /// The same, and hands them over, or adds them to what is there.
    void finish_in(T* to, bool add = false) {
        finish();
        for (int64 c = 0; c < columns_; ++c) to[c] = add ? to[c] + some_[c] : some_[c];
    }

private:
    void run_done() {
        if (in_all_)
            for (int64 c = 0; c < columns_; ++c) all_[c] += static_cast<double>(some_[c]);
        else
            for (int64 c = 0; c < columns_; ++c) all_[c] = static_cast<double>(some_[c]);
        in_all_ = true;
        blocks_ = 0;
    }

    T* some_;
    double* all_;
    int64 columns_;
    int run_;
    int blocks_ = 0;       ///< that are in some_
    bool in_all_ = false;  ///< whether there is a run in all_
};

/// The same in memory of its own, for up to `Most` columns.
template <class T, int Most>
class long_sums_here : public long_sums<T> {
public:
    explicit long_sums_here(int64 columns, int run = blocks_of_run)
        : long_sums<T>(some_, all_, columns, run) {}
    long_sums_here(const long_sums_here&) = delete;
    long_sums_here& operator=(const long_sums_here&) = delete;

private:
    T some_[Most + simd_width<T>];
    alignas(double) T all_[room_for_doubles<T>(Most)];
};

/// Calls `body(begin, end)` for the blocks of n terms, of at most `most`.
template <class Body>
inline void for_blocks(int64 n, int64 most, Body&& body) {
    for (int64 begin = 0; begin < n; begin += most) body(begin, begin + most < n ? begin + most : n);
}

/// The sums of the N numbers of `term(i, lanes)`, an array, over [0, n): called once for each vector, in
/// order.
template <class T, std::size_t N, class Term>
inline std::array<double, N> long_sums_of(int64 n, Term&& term) {
    std::array<double, N> sums{};
    for_blocks(n, int64{terms_of_block} * simd_width<T>, [&](int64 begin, int64 end) {
        std::array<simd<T>, N> block;
        block.fill(simd<T>(T(0)));
        sweep<T>(end - begin, [&](int64 i, auto lanes) {
            const std::array<simd<T>, N> terms = term(begin + i, lanes);
            for (std::size_t k = 0; k < N; ++k) block[k] += only<T>(lanes, terms[k]);
        });
        for (std::size_t k = 0; k < N; ++k) sums[k] += static_cast<double>(sum_of_lanes<T>(block[k]));
    });
    return sums;
}
/// Of one.
template <class T, class Term>
inline double long_sum(int64 n, Term&& term) {
    return long_sums_of<T, 1>(n,
                              [&](int64 i, auto lanes) { return std::array<simd<T>, 1>{term(i, lanes)}; })[0];
}

}  // namespace strata::inline STRATA_TARGET
