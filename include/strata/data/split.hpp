// SPDX-License-Identifier: MIT
#pragma once
/// A set in parts, drawn at random.
#include <strata/data/subset.hpp>
#include <strata/kernels/random_streams.hpp>
#include <strata/kernels/sort_stably.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Deals samples out to parts: each goes to the part that lacks most of its share of those dealt so far. Of
/// any run of them, each part has its share but for a sample or two. What the fractions leave is in no part.
[[nodiscard]] inline std::vector<std::vector<std::uint32_t>> dealt(std::span<const std::uint32_t> samples,
                                                                   std::span<const double> fractions) {
    std::vector<double> shares(fractions.begin(), fractions.end());
    shares.push_back(std::max(0.0, 1 - std::accumulate(shares.begin(), shares.end(), 0.0)));
    std::vector<std::vector<std::uint32_t>> parts(shares.size());
    for (std::size_t i = 0; i < samples.size(); ++i) {
        std::size_t most = 0;
        double lacks = -1;
        for (std::size_t p = 0; p < shares.size(); ++p) {
            const double lack = shares[p] * static_cast<double>(i + 1) - static_cast<double>(parts[p].size());
            if (lack > lacks) {
                lacks = lack;
                most = p;
            }
        }
        parts[most].push_back(samples[i]);
    }
    parts.pop_back();
    for (auto& part : parts) std::sort(part.begin(), part.end());
    return parts;
}

/// How a set is split.
struct split_options {
    seed random = {};
    bool stratified = false;  ///< each class is split by itself, so that all parts have their share of it
};

/// A set in parts, each with this fraction of its samples, drawn at random and in the set's order.
///
///     const auto [train, validation] = split(set, {0.9, 0.1}, {.random = seed{1}, .stratified = true});
///
/// A set with a name of its own is referred to and has to live as long; a temporary is kept, once for all
/// parts. Stratified, the classes are those that the set tells; of a set that does not, all samples are read.
/// Throws where a fraction is not above 0 or all are more than 1.
template <class Set, std::size_t K>
[[nodiscard]] std::array<subset<Set>, K> split(Set&& set, const double (&fractions)[K],
                                               split_options options = {}) {
    double sum = 0;
    for (const double fraction : fractions) {
        sum += fraction;
        if (!(fraction > 0) || !(sum <= 1 + 1e-9))
            throw_error({.problem = "a set cannot be split into these fractions",
                         .expected = "numbers above 0 that are 1 or less together",
                         .found = std::to_string(fraction) + " in a sum of " + std::to_string(sum)});
    }
    auto order = drawn_order(static_cast<int64>(set.size()), random_for(drawn_for::splits, options.random));
    if (options.stratified) {
        const std::vector<int> classes = classes_of(set);
        sort_stably(order, [&](auto a, auto b) { return classes[a] < classes[b]; });
    }
    auto parts = dealt(order, fractions);
    const kept<Set> whole(std::forward<Set>(set));
    return [&]<std::size_t... P>(std::index_sequence<P...>) {
        return std::array<subset<Set>, K>{subset<Set>(whole, std::move(parts[P]))...};
    }
    (std::make_index_sequence<K>{});
}

}  // namespace strata::inline STRATA_TARGET
