// SPDX-License-Identifier: MIT
#pragma once
/// A long sequence side by side with itself: row i of the next batch goes on where row i stopped.
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <memory>
#include <span>
#include <strata/data/data_set.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// A set whose sample i goes on where sample i - `streams()` stopped: `continuous_batches`, `text_windows`.
template <class Set>
concept ContinuousSet = DataSet<Set> && requires(const Set& set) {
    { set.streams() } -> std::convertible_to<int>;
    { set.length() } -> std::convertible_to<int>;
};

/// Batch k of a continuous set, as a set of its own: one sample of each stream. The set is referred to.
template <ContinuousSet Set>
class chunk {
public:
    static constexpr bool one_reader = strata::one_reader<Set>;

    /// Throws where the set has no such batch.
    chunk(const Set& set, int64 k) : set_(&set), first_(k * set.streams()) {
        const int64 there = set.size() / set.streams();
        if (k < 0 || k >= there)
            throw_error({.problem = "the sequence has no chunk of this number",
                         .expected = "0 to " + std::to_string(there - 1),
                         .found = std::to_string(k)});
    }
    [[nodiscard]] int64 size() const { return set_->streams(); }
    template <class T>
    requires ReadsSamplesOf<Set, T>
    void read(int64 i, sample<T>& to) const { set_->read(first_ + i, to); }

private:
    const Set* set_;
    int64 first_;
};

/// A sequence of numbers, letters of a vocabulary say, cut into `streams` parts of as many chunks each.
///
///     chunk k, row i    x[l] = sequence[p + l]    t[l] = sequence[p + l + 1]    p = (i K + k) L
///
///     x, t: [L]   L: length of a chunk   K: chunks of a stream, (N - 1) / streams / L rounded down   N: of the sequence
///
///     const continuous_batches train(letters.encode(text), 64, 32);      // L = 64, 32 streams
///     state<speaker> s{32};
///     for (int64 k = 0; k < train.chunks(); ++k) t.step_from(s, train[k]);
///
/// What is left behind the last whole chunk of the parts is not read. A text that is larger than memory is
/// read from the disk by `text_windows`, which cuts it in the same way: `t.step_from(s, chunk(windows, k))`.
/// A value that shares its numbers with its copies.
class continuous_batches {
public:
    /// Throws where the length or the number of streams is not positive, and where the sequence is too short
    /// for a chunk of each stream and one number more.
    template <class Numbers>
    continuous_batches(const Numbers& sequence, int length, int streams = 1)
        : numbers_(std::make_shared<const std::vector<int>>(sequence.begin(), sequence.end())),
          length_(length),
          streams_(streams) {
        if (length < 1 || streams < 1)
            throw_error({.problem = "chunks and streams are counted from 1",
                         .found = "chunks of " + std::to_string(length) + " in " + std::to_string(streams) +
                                  " streams"});
        const auto size = static_cast<int64>(numbers_->size());
        chunks_ = (size - 1) / streams_ / length_;
        if (chunks_ < 1)
            throw_error({.problem = "the sequence is too short",
                         .expected = std::to_string(int64{length} * streams + 1) + " at least, for " +
                                     std::to_string(streams) + " chunks of " + std::to_string(length) +
                                     " and one more",
                         .found = std::to_string(size),
                         .advice = "Take shorter chunks, or fewer streams"});
    }

    [[nodiscard]] int length() const { return length_; }
    [[nodiscard]] int streams() const { return streams_; }
    /// Of each stream: how many batches there are.
    [[nodiscard]] int64 chunks() const { return chunks_; }
    [[nodiscard]] int64 size() const { return chunks_ * streams_; }
    /// Batch k. Throws where there is none.
    template <class Self = continuous_batches>
    [[nodiscard]] chunk<Self> operator[](int64 k) const {
        return {*this, k};
    }

    /// Numbers of sample i, and those that follow each.
    [[nodiscard]] std::span<const int> input(int64 i) const { return part(i, 0); }
    [[nodiscard]] std::span<const int> target(int64 i) const { return part(i, 1); }

    template <class T>
    void read(int64 i, sample<T>& to) const {
        copy_numbers(input(i).data(), to.input({length_}));
        std::ranges::copy(target(i), to.classes({length_}).begin());
    }

private:
    [[nodiscard]] std::span<const int> part(int64 i, int64 later) const {
        const int64 begin = (i % streams_ * chunks_ + i / streams_) * length_ + later;
        return {numbers_->data() + begin, static_cast<std::size_t>(length_)};
    }

    std::shared_ptr<const std::vector<int>> numbers_;
    int length_, streams_;
    int64 chunks_ = 0;
};

}  // namespace strata::inline STRATA_TARGET
