// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <cstddef>
#include <strata/model/buffer.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The arrays of an update rule or of stages, each laid out as the learned parameters are and zero at first.
template <class T>
class optimizer_slots {
public:
    optimizer_slots(int64 size, std::size_t count);
    optimizer_slots(const optimizer_slots&) = delete;
    optimizer_slots& operator=(const optimizer_slots&) = delete;
    optimizer_slots(optimizer_slots&&) noexcept = default;
    optimizer_slots& operator=(optimizer_slots&&) noexcept = default;
    [[gnu::cold]] ~optimizer_slots() = default;

    /// The arrays, and behind the last one null.
    [[nodiscard]] T* const* pointers() const { return pointers_.data(); }
    [[nodiscard]] std::size_t count() const { return slots_.size(); }

private:
    std::vector<buffer<T>> slots_;
    std::vector<T*> pointers_;
};

/// The names of lists one after the other; of equal ones the second is "accumulate.sum.2".
[[nodiscard, gnu::cold]] inline std::vector<std::string> distinct_names(
    const std::vector<std::vector<std::string>>& lists) {
    std::vector<std::string> all;
    for (const std::vector<std::string>& names : lists)
        for (const std::string& name : names) {
            std::string own = name;
            for (int k = 2; std::find(all.begin(), all.end(), own) != all.end(); ++k)
                own = name + '.' + std::to_string(k);
            all.push_back(own);
        }
    return all;
}

template <class T>
[[gnu::cold]] optimizer_slots<T>::optimizer_slots(int64 size, std::size_t count)
    : slots_(count), pointers_(count + 1) {
    for (std::size_t s = 0; s < count; ++s) {
        slots_[s] = buffer<T>(size);
        pointers_[s] = slots_[s].data();
    }
}

}  // namespace strata::inline STRATA_TARGET
