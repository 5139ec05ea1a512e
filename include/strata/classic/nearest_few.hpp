// SPDX-License-Identifier: MIT
#pragma once
/// The few least of many numbers, kept while they come by.
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// A row and how far it is. The nearer one is less, of equally far ones that with the lower number.
template <class T>
struct candidate {
    T value;
    std::uint32_t number;

    friend bool operator<(const candidate& a, const candidate& b) {
        return a.value < b.value || (a.value == b.value && a.number < b.number);
    }
};

/// The `most` least candidates of those offered: a heap with the greatest on top (Williams, 1964).
template <class T>
class nearest_few {
public:
    void begin(std::size_t most) {
        most_ = most;
        kept_.clear();
    }
    /// What is not less than this is not kept: the greatest one, or the largest number while there is room.
    [[nodiscard]] T bound() const {
        return kept_.size() < most_ ? std::numeric_limits<T>::max() : kept_.front().value;
    }
    void offer(candidate<T> c) {
        if (kept_.size() < most_) {
            kept_.push_back(c);
            std::push_heap(kept_.begin(), kept_.end());
        } else if (c < kept_.front()) {
            std::pop_heap(kept_.begin(), kept_.end());
            kept_.back() = c;
            std::push_heap(kept_.begin(), kept_.end());
        }
    }
    [[nodiscard]] const std::vector<candidate<T>>& kept() const { return kept_; }
    /// The same, the least first.
    [[nodiscard]] std::vector<candidate<T>> sorted() const {
        std::vector<candidate<T>> all = kept_;
        std::sort(all.begin(), all.end());
        return all;
    }

private:
    std::size_t most_ = 0;
    std::vector<candidate<T>> kept_;
};

}  // namespace strata::inline STRATA_TARGET
