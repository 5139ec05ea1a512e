// SPDX-License-Identifier: MIT
#pragma once
/// Places in one arena for buffers that live for a time: what does not live at the same time may lie in the
/// same place.
#include <array>
#include <cstddef>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

inline constexpr int64 no_place = -1;

/// An allocator that runs in the compiler: best fit, neighbours joined when freed.
template <int Capacity>
class arena_simulation {
public:
    constexpr int64 take(int64 bytes) {
        int best = gaps_ - 1;
        for (int i = 0; i + 1 < gaps_; ++i)
            if (end_[at(i)] - begin_[at(i)] >= bytes && (best == gaps_ - 1 || size(i) < size(best))) best = i;
        const int64 offset = begin_[at(best)];
        begin_[at(best)] += bytes;
        if (begin_[at(best)] == end_[at(best)]) remove(best);
        if (offset + bytes > highest_) highest_ = offset + bytes;
        return offset;
    }
    constexpr void give_back(int64 offset, int64 bytes) {
        int i = 0;
        while (begin_[at(i)] < offset) ++i;
        if (i > 0 && end_[at(i - 1)] == offset) {
            end_[at(i - 1)] += bytes;
            if (end_[at(i - 1)] == begin_[at(i)]) {
                end_[at(i - 1)] = end_[at(i)];
                remove(i);
            }
        } else if (offset + bytes == begin_[at(i)]) {
            begin_[at(i)] = offset;
        } else {
            for (int k = gaps_; k > i; --k) {
                begin_[at(k)] = begin_[at(k - 1)];
                end_[at(k)] = end_[at(k - 1)];
            }
            begin_[at(i)] = offset;
            end_[at(i)] = offset + bytes;
            ++gaps_;
        }
    }
    [[nodiscard]] constexpr int64 highest() const { return highest_; }

private:
    static constexpr std::size_t at(int i) { return static_cast<std::size_t>(i); }
    [[nodiscard]] constexpr int64 size(int i) const { return end_[at(i)] - begin_[at(i)]; }
    constexpr void remove(int i) {
        for (int k = i; k + 1 < gaps_; ++k) {
            begin_[at(k)] = begin_[at(k + 1)];
            end_[at(k)] = end_[at(k + 1)];
        }
        --gaps_;
    }
    // the gaps by offset; the last one has no end
    std::array<int64, Capacity + 2> begin_{}, end_{int64{1} << 60};
    int gaps_ = 1;
    int64 highest_ = 0;
};

/// Buffers that ask for a place, at most `Most` of them, over the times [0, Times).
template <int Most, int Times>
class buffer_requests {
public:
    /// `bytes` for the times [from, to], both included; their place will be left in `offset`. Nothing where
    /// there are no bytes.
    constexpr void ask(int from, int to, int64 bytes, int64& offset) {
        if (bytes > 0) all_[at(count_++)] = {from, to, rounded_bytes(bytes), &offset};
    }

    /// Places all of them, taken and given back in the order of time; returns how many bytes the arena has.
    constexpr int64 place() {
        std::array<int, Times> first_taken{}, first_freed{};
        std::array<int, Most + 1> next_taken{}, next_freed{};
        for (int t = 0; t < Times; ++t) first_taken[at(t)] = first_freed[at(t)] = -1;
        for (int r = count_; r-- > 0;) {
            next_taken[at(r)] = first_taken[at(all_[at(r)].from)];
            first_taken[at(all_[at(r)].from)] = r;
            next_freed[at(r)] = first_freed[at(all_[at(r)].to)];
            first_freed[at(all_[at(r)].to)] = r;
        }
        arena_simulation<Most> arena;
        for (int t = 0; t < Times; ++t) {
            for (int r = first_taken[at(t)]; r >= 0; r = next_taken[at(r)])
                *all_[at(r)].offset = arena.take(all_[at(r)].bytes);
            for (int r = first_freed[at(t)]; r >= 0; r = next_freed[at(r)])
                arena.give_back(*all_[at(r)].offset, all_[at(r)].bytes);
        }
        return arena.highest();
    }

private:
    struct request {
        int from, to;
        int64 bytes;
        int64* offset;
    };
    static constexpr std::size_t at(int i) { return static_cast<std::size_t>(i); }
    std::array<request, Most + 1> all_{};
    int count_ = 0;
};

}  // namespace strata::inline STRATA_TARGET
