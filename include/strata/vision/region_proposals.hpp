// SPDX-License-Identifier: MIT
#pragma once
/// Regions that a network thinks something is in, whatever it is, and what it learns from: the region
/// proposal network of Faster R-CNN.
///
///     scores [N, A, H, W], offsets [N, 4 A, H, W]       anchor a at place (i, j) is anchor (i W + j) A + a
///
///     L_score = 1/S sum over a sample of S anchors of  H(sigmoid(score), 1 with a truth, 0 without)
///     L_place = 1/S sum over those with a truth, 4 offsets each, of  f(offset - coded truth)
///
///     H: cross entropy of yes or no      f: smooth L1 with beta 1/9
///
/// (Ren and others: "Faster R-CNN", 2015, section 3.1.) Anchors are matched and sampled over the batch as in
/// torchvision: a truth from IoU 0.7 on or where none is better, none below 0.3, half of a sample with a
/// truth at most; proposals are the anchors of the best scores, moved, clipped, and thinned out at IoU 0.7.
/// Errors: arrays that do not belong to so many anchors; truths of other pictures; what is no box or no
/// number.
#include <strata/vision/anchors.hpp>
#include <strata/vision/box_coder.hpp>
#include <strata/vision/detections.hpp>
#include <strata/vision/regions.hpp>
#include <strata/vision/sampling.hpp>
#include <strata/vision/smooth_distance.hpp>
#include <strata/vision/suppression.hpp>

namespace strata::inline STRATA_TARGET {

struct proposal_options {
    int before = 1000, after = 300;  ///< at most so many of a picture, before and after suppression
    float threshold = 0.7F;          ///< IoU above which the better takes away the other
    float least_side = 1;            ///< pixels
    matching_options matching = {.foreground = 0.7F, .background = 0.3F};
    sampling_options sampling = {.count = 256, .foreground_share = 0.5F};  ///< of each picture
};

/// Boxes by picture: `boxes[n]` are those of picture n.
using boxes_by_picture = std::vector<std::vector<box>>;

namespace detail {

/// The outputs for one anchor of one picture, among arrays in the order of papers.
struct place_of_anchor {
    std::size_t score, offset, plane;  ///< the first offset; the others lie a plane apart each

    place_of_anchor(std::size_t n, std::size_t anchor, std::size_t A, std::size_t of_plane)
        : plane(of_plane) {
        const std::size_t a = anchor % A, p = anchor / A;
        score = (n * A + a) * plane + p;
        offset = (n * A + a) * 4 * plane + p;
    }
    [[nodiscard]] box_offsets offsets(const float* t) const {
        return {t[offset], t[offset + plane], t[offset + 2 * plane], t[offset + 3 * plane]};
    }
};

/// How many anchors a place has. Throws where the outputs are not of these anchors.
template <class Scores, class Offsets>
[[nodiscard]] std::size_t anchors_of_places(const Scores& scores, const Offsets& offsets,
                                            std::size_t anchors) {
    const auto& s = scores.shape();
    const auto& o = offsets.shape();
    const bool same = o[0] == s[0] && o[1] == 4 * s[1] && o[2] == s[2] && o[3] == s[3];
    if (!same || s[1] * s[2] * s[3] != anchors)
        throw_error({.problem = "there are not a score and four offsets for each anchor",
                     .name = "the proposals",
                     .expected = std::to_string(anchors) + " anchors",
                     .found = shape_text(s) + " and " + shape_text(o)});
    return s[1];
}

}  // namespace detail

/// The proposals of each picture, the best first.
[[nodiscard]] inline boxes_by_picture region_proposals(const xt::xtensor<float, 4>& scores,
                                                       const xt::xtensor<float, 4>& offsets,
                                                       std::span<const box> anchors, grid_extents picture,
                                                       const proposal_options& o = {}) {
    const std::size_t A = detail::anchors_of_places(scores, offsets, anchors.size()),
                      plane = scores.shape()[2] * scores.shape()[3];
    const auto at_most = [](int count) { return static_cast<std::size_t>(std::max(count, 0)); };
    boxes_by_picture all(scores.shape()[0]);
    for (std::size_t n = 0; n < all.size(); ++n) {
        std::vector<float> of_anchor(anchors.size());
        for (std::size_t c = 0; c < anchors.size(); ++c) {
            of_anchor[c] = scores.data()[detail::place_of_anchor(n, c, A, plane).score];
            if (is_nan(of_anchor[c]))
                throw_error({.problem = "the score is no number",
                             .name = with_number("picture", static_cast<int64>(n)) +
                                     with_number(", anchor", static_cast<int64>(c))});
        }
        std::vector<int> order = detail::by_falling_score(of_anchor);
        order.resize(std::min(order.size(), at_most(o.before)));
        std::vector<box> known;
        std::vector<box_offsets> codes;
        for (const int c : order) {
            const auto at = static_cast<std::size_t>(c);
            known.push_back(anchors[at]);
            codes.push_back(detail::place_of_anchor(n, at, A, plane).offsets(offsets.data()));
        }
        std::vector<box> moved;
        std::vector<float> of_moved;
        const std::vector<box> decoded = box_coder{1, 1, 1, 1}.decode(codes, known);
        for (std::size_t k = 0; k < decoded.size(); ++k) {
            const box b =
                clipped(decoded[k], static_cast<float>(picture.height), static_cast<float>(picture.width));
            if (b.x2 - b.x1 < o.least_side || b.y2 - b.y1 < o.least_side) continue;
            moved.push_back(b), of_moved.push_back(of_anchor[static_cast<std::size_t>(order[k])]);
        }
        std::vector<int> kept = non_maximum_suppression(moved, of_moved, o.threshold);
        kept.resize(std::min(kept.size(), at_most(o.after)));
        for (const int k : kept) all[n].push_back(moved[static_cast<std::size_t>(k)]);
    }
    return all;
}

/// The two losses, and their gradients.
struct proposal_losses {
    double score = 0, place = 0;
    xt::xtensor<float, 4> slope_of_scores, slope_of_offsets;
};

/// `draw` tells one batch of a seed from another.
[[nodiscard]] inline proposal_losses losses_of_proposals(const xt::xtensor<float, 4>& scores,
                                                         const xt::xtensor<float, 4>& offsets,
                                                         std::span<const box> anchors,
                                                         const boxes_by_picture& truths, seed s,
                                                         std::uint64_t draw, const proposal_options& o = {}) {
    const std::size_t A = detail::anchors_of_places(scores, offsets, anchors.size()),
                      plane = scores.shape()[2] * scores.shape()[3];
    check_count(scores.shape()[0], truths.size(), "the pictures of the truths");
    proposal_losses l{0, 0, xt::zeros<float>(scores.shape()), xt::zeros<float>(offsets.shape())};
    struct taught {
        detail::place_of_anchor at;
        int truth;
    };
    std::vector<taught> all;
    std::vector<box_offsets> targets;
    for (std::size_t n = 0; n < truths.size(); ++n) {
        const std::vector<int> match = matches(truths[n], anchors, o.matching);
        const candidate_sample some = balanced_sample(match, s, draw * truths.size() + n, o.sampling);
        std::vector<box> truth, known;
        for (const int c : some.foreground) {
            const auto at = static_cast<std::size_t>(c);
            truth.push_back(truths[n][static_cast<std::size_t>(match[at])]), known.push_back(anchors[at]);
            all.push_back({{n, at, A, plane}, static_cast<int>(targets.size() + truth.size()) - 1});
        }
        for (const int c : some.background) all.push_back({{n, static_cast<std::size_t>(c), A, plane}, -1});
        const std::vector<box_offsets> codes = box_coder{1, 1, 1, 1}.encode(truth, known);
        targets.insert(targets.end(), codes.begin(), codes.end());
    }
    if (all.empty()) return l;
    const double share = 1 / static_cast<double>(all.size());
    for (const taught& t : all) {
        const double y = static_cast<double>(scores.data()[t.at.score]), yes = t.truth >= 0 ? 1 : 0,
                     e = std::exp(-std::abs(y)), p = y >= 0 ? 1 / (1 + e) : e / (1 + e);
        l.score += share * (std::max(y, 0.0) - yes * y + std::log1p(e));
        l.slope_of_scores.data()[t.at.score] = static_cast<float>(share * (p - yes));
        if (t.truth < 0) continue;
        const detail::smooth_distance d(t.at.offsets(offsets.data()),
                                        targets[static_cast<std::size_t>(t.truth)]);
        l.place += share * d.value;
        for (std::size_t k = 0; k < 4; ++k)
            l.slope_of_offsets.data()[t.at.offset + k * t.at.plane] = static_cast<float>(share * d.slope[k]);
    }
    return l;
}

}  // namespace strata::inline STRATA_TARGET
