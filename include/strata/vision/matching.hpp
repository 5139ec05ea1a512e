// SPDX-License-Identifier: MIT
#pragma once
/// Which truth each candidate (an anchor, a proposal) is compared with.
///
///     best(c) = the truth with the largest IoU with candidate c, the first of equals
///     match(c) = best(c)       where that IoU >= foreground
///              = ignored       where it lies in [background, foreground)
///              = unmatched     where it is below background, and where there is no truth
///
/// Then each truth keeps the candidates that overlap it most, however little that is, unless they do not
/// overlap it at all:
///
///     kept_match::none         no truth does: it may have no candidate
///     kept_match::own_truth    they are matched with their own best truth: torchvision's Matcher with
///                             allow_low_quality_matches (Ren and others: "Faster R-CNN", 2015, section 3.1.2)
///     kept_match::that_truth   the first of them is matched with that truth: torchvision's SSDMatcher (Liu and
///                             others: "SSD", 2016, section 2.2)
///
/// torchvision keeps for a truth that no candidate overlaps all of the candidates; here it has none.
#include <strata/vision/overlap.hpp>

namespace strata {

enum class kept_match { none, own_truth, that_truth };

/// What a candidate is matched with that has no truth.
inline constexpr int unmatched = -1, ignored_match = -2;

}  // namespace strata

namespace strata::inline STRATA_TARGET {

struct matching_options {
    float foreground = 0.5F, background = 0.5F;
    kept_match keep = kept_match::own_truth;
};

/// For each candidate the number of its truth, `unmatched` or `ignored_match`. Errors: a threshold that is
/// not in [0, 1], a background above the foreground; a box with a side below 0 or that is not finite.
[[nodiscard]] inline std::vector<int> matches(std::span<const box> truths, std::span<const box> candidates,
                                              const matching_options& options = {}) {
    check_share("foreground", double(options.foreground));
    check_share("background", double(options.background));
    if (options.background > options.foreground)
        throw_error({.problem = "the threshold of the background is above that of the foreground",
                     .name = "matching_options",
                     .expected = "at most " + std::to_string(options.foreground),
                     .found = std::to_string(options.background)});
    check_boxes(truths, "truth");
    check_boxes(candidates, "candidate");
    const xt::xtensor<float, 2> overlap = overlaps(truths, candidates);
    std::vector<int> match(candidates.size(), unmatched), best(candidates.size(), 0);
    std::vector<float> of_truth(truths.size(), 0.0F), of_candidate(candidates.size(), -1.0F);
    for (std::size_t t = 0; t < truths.size(); ++t)
        for (std::size_t c = 0; c < candidates.size(); ++c) {
            const float share = overlap(t, c);
            of_truth[t] = std::max(of_truth[t], share);
            if (share > of_candidate[c]) of_candidate[c] = share, best[c] = static_cast<int>(t);
        }
    for (std::size_t c = 0; c < candidates.size() && !truths.empty(); ++c)
        match[c] = of_candidate[c] >= options.foreground   ? best[c]
                   : of_candidate[c] >= options.background ? ignored_match
                                                           : unmatched;
    if (options.keep == kept_match::none) return match;
    for (std::size_t t = 0; t < truths.size(); ++t)
        for (std::size_t c = 0; c < candidates.size() && of_truth[t] > 0; ++c) {
            if (overlap(t, c) < of_truth[t]) continue;
            match[c] = options.keep == kept_match::own_truth ? best[c] : static_cast<int>(t);
            if (options.keep == kept_match::that_truth) break;
        }
    return match;
}

}  // namespace strata::inline STRATA_TARGET
