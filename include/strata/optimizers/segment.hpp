// SPDX-License-Identifier: MIT
#pragma once
/// Parameters as update rules see them: ranges of the flat buffer, each with factors of its own.
#include <cstddef>
#include <span>
#include <strata/int64.hpp>
#include <strata/layer/parameter.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// One learned parameter: a range of the flat buffer that begins at a multiple of 16 elements and reaches to
/// the next one.
struct segment {
    std::string name;
    parameter_kind kind = parameter_kind::weight;
    std::vector<std::ptrdiff_t> extents;  ///< as papers have them: [K, C, F, F]
    std::vector<std::ptrdiff_t> strides;  ///< of these axes in memory, elements; none: those of a C array
    int64 offset = 0, size = 0;           ///< elements; behind them a gap of zeros, of 15 at most
    int place = 0;                        ///< number of its layer in the graph
    double rate = 1, decay = 1;           ///< factors of the rule's rate and of its weight decay
    bool frozen = false;                  ///< whether it stays as it is, with its arrays
};

/// Whether every segment moves as the rule says, so that no border matters.
[[nodiscard]] inline bool move_alike(std::span<const segment> all) {
    for (const segment& s : all)
        if (s.rate != 1 || s.decay != 1 || s.frozen) return false;
    return true;
}

/// Calls `body(segment, begin, end)` for each segment that moves and its elements of n, in order; for all
/// elements at once where there are no segments.
template <class Body>
inline void for_segments(std::span<const segment> all, int64 n, Body&& body) {
    if (all.empty()) body(segment{}, int64{0}, n);
    for (std::size_t s = 0; s < all.size(); ++s)
        if (!all[s].frozen) body(all[s], all[s].offset, s + 1 < all.size() ? all[s + 1].offset : n);
}

/// Whether a rule or a stage may be handed any run of whole segments by itself, as if there were no others,
/// with the same bits as all at once: it says so.
template <class RuleOrStage>
concept TakesParts = requires {
    requires RuleOrStage::takes_parts;
};
/// Whether a stage has gradients handed over while backward goes on, which changes no bit.
template <class Stage>
concept WorksInBackward = requires {
    requires Stage::in_backward;
};

}  // namespace strata::inline STRATA_TARGET
