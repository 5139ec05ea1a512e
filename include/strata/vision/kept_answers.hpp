// SPDX-License-Identifier: MIT
#pragma once
/// Which answers of a detector are kept.
#include <algorithm>
#include <cmath>
#include <strata/vision/detections.hpp>
#include <strata/vision/suppression.hpp>
#include <vector>

namespace strata {

/// Answers below a score are left out; of those of one kind that overlap the better one is kept.
struct answer_limits {
    float least_score = 0.05F;
    float threshold = 0.5F;  ///< IoU above which the better answer of the same kind takes away the other
    int most = 100;          ///< answers of a picture, the best
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

namespace detail {

[[nodiscard]] inline double logistic(double t) {
    const double e = std::exp(-std::abs(t)), small_share = e / (1 + e);
    return t >= 0 ? 1 - small_share : small_share;
}

/// Throws where the limits cannot be.
inline void check_answer_limits(const answer_limits& limits) {
    check_share("least_score", double(limits.least_score));
    if (limits.most < 0)
        throw_error({.problem = "there are no fewer answers than none",
                     .name = "most",
                     .expected = "0 or more",
                     .found = std::to_string(limits.most)});
}

/// The answers in one picture.
struct answers_of_picture {
    std::vector<box> boxes;
    std::vector<float> scores;
    std::vector<int> kinds;

    void add(const box& where, double score, int kind) {
        boxes.push_back(where), scores.push_back(static_cast<float>(score)), kinds.push_back(kind);
    }
    /// Adds those that are kept to `all`, the best first.
    void hand_over(std::vector<detection>& all, int picture, const answer_limits& limits) const {
        std::vector<int> kept = non_maximum_suppression(boxes, scores, kinds, limits.threshold);
        kept.resize(std::min(kept.size(), static_cast<std::size_t>(limits.most)));
        for (const int number : kept) {
            const auto at = static_cast<std::size_t>(number);
            all.push_back({.picture = picture, .kind = kinds[at], .score = scores[at], .where = boxes[at]});
        }
    }
};

}  // namespace detail

}  // namespace strata::inline STRATA_TARGET
