// SPDX-License-Identifier: MIT
#pragma once
/// Boxes that overlap a better one are not taken away: their scores fall, the more the more they overlap.
///
///     again and again the box with the largest score is put out, and of each box i that is left
///     linear      s[i] := s[i] (1 - IoU)               where IoU >= threshold
///     gaussian    s[i] := s[i] exp(-IoU^2 / sigma)
///     until no score is above `least_score`
///
/// IoU: with the box that was put out; of equal scores the earlier box is first. (Bodla and others:
/// "Soft-NMS", 2017, equations 2 and 3 and figure 2.)
#include <cmath>
#include <strata/vision/overlap.hpp>
#include <strata/vision/suppression.hpp>

namespace strata {

enum class score_decay { linear, gaussian };

/// The numbers of boxes in the order in which they were put out, and what their scores had become.
struct rescored_boxes {
    std::vector<int> numbers;
    std::vector<float> scores;
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

struct soft_suppression_options {
    score_decay decay = score_decay::gaussian;
    float threshold = 0.3F;  ///< of linear decay
    float sigma = 0.5F;      ///< of gaussian decay
    float least_score = 0.001F;
};

/// Errors: those of `non_maximum_suppression`; a sigma that is not above 0.
[[nodiscard]] inline rescored_boxes soft_suppression(std::span<const box> boxes,
                                                     std::span<const float> scores,
                                                     const soft_suppression_options& options = {}) {
    check_share("threshold", double(options.threshold));
    if (!is_finite(options.sigma) || options.sigma <= 0 || is_nan(options.least_score))
        throw_error({.problem = "sigma has to be above 0, and the least score a number",
                     .name = "soft_suppression_options",
                     .found = std::to_string(options.sigma) + " and " + std::to_string(options.least_score)});
    detail::check_scores(boxes, scores);
    struct candidate {
        int number;
        float score;
    };
    std::vector<candidate> left;
    for (std::size_t i = 0; i < boxes.size(); ++i)
        if (scores[i] > options.least_score) left.push_back({static_cast<int>(i), scores[i]});
    rescored_boxes out;
    while (!left.empty()) {
        const auto best =
            std::max_element(left.begin(), left.end(),
                             [](const candidate& a, const candidate& b) { return a.score < b.score; });
        const box of_best = boxes[static_cast<std::size_t>(best->number)];
        out.numbers.push_back(best->number);
        out.scores.push_back(best->score);
        left.erase(best);
        for (candidate& c : left) {
            const float share = intersection_over_union(boxes[static_cast<std::size_t>(c.number)], of_best);
            if (options.decay == score_decay::gaussian)
                c.score *= std::exp(-share * share / options.sigma);
            else if (share >= options.threshold)
                c.score *= 1 - share;
        }
        std::erase_if(left, [&](const candidate& c) { return !(c.score > options.least_score); });
    }
    return out;
}

}  // namespace strata::inline STRATA_TARGET
