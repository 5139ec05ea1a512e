// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <cstddef>
#include <numeric>
#include <strata/target.hpp>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Sorts a vector; what is equal stays in its order. In place of std::stable_sort, which clang 17 and later
/// warn of with the library of g++ 12: it asks for its memory by a function that is deprecated.
template <class V, class Less>
void sort_stably(std::vector<V>& all, Less less) {
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t k) {
        return less(all[i], all[k]) || (!less(all[k], all[i]) && i < k);
    });
    std::vector<V> sorted;
    sorted.reserve(all.size());
    for (const std::size_t i : order) sorted.push_back(std::move(all[i]));
    all = std::move(sorted);
}

}  // namespace strata::inline STRATA_TARGET
