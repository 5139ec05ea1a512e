// SPDX-License-Identifier: MIT
#pragma once
/// Room for the gradients of parameters where each operation's are used as soon as they are whole.
#include <algorithm>
#include <array>
#include <span>
#include <strata/graph/parameters.hpp>
#include <strata/target.hpp>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// The learned parameters whose gradients are whole when backward is through with an operation: its own, and
/// of shared ones those that no operation before it has. They lie side by side. Elements.
struct gradient_turn {
    int64 first = 0, size = 0;  ///< in the buffer of what is learned, gaps included; none: size 0
    int64 place = 0;            ///< where their gradients lie
    bool stands = false;        ///< whether others leave gradients there before, so that nothing else may
};

/// The turns of a network's operations, from the first to the last.
template <int Operations>
struct gradient_turns {
    std::array<gradient_turn, static_cast<std::size_t>(Operations) + 1> of{};
    int64 extent = 0;  ///< elements of all places

    [[nodiscard]] constexpr gradient_turn& owner(const parameter_place& p) {
        return *std::find_if(of.begin(), of.end(), [&](const gradient_turn& t) {
            return p.offset >= t.first && p.offset < t.first + t.size;
        });
    }
};

/// Turns that stand have a place each, all others the same one. counts: the parameters of each operation.
template <int Operations>
constexpr gradient_turns<Operations> place_turns(std::span<const int> counts,
                                                 std::span<const parameter_place> parameters) {
    gradient_turns<Operations> all;
    auto next = parameters.begin();
    for (std::size_t i = 0; i < counts.size(); ++i)
        for (int k = 0; k < counts[i]; ++k, ++next) {
            if (next->kind != role::learned || next->repeats) continue;
            if (all.of[i].size == 0) all.of[i].first = next->offset;
            all.of[i].size += padded(next->size);
        }
    for (const parameter_place& p : parameters)
        if (p.kind == role::learned && p.repeats) all.owner(p).stands = true;
    int64 largest = 0;
    for (gradient_turn& t : all.of) {
        if (t.stands)
            t.place = std::exchange(all.extent, all.extent + t.size);
        else
            largest = std::max(largest, t.size);
    }
    for (gradient_turn& t : all.of)
        if (!t.stands) t.place = all.extent;
    all.extent += largest;
    return all;
}

}  // namespace strata::inline STRATA_TARGET
