// SPDX-License-Identifier: MIT
#pragma once
/// What the head of a detector is taught about regions, and what its answers mean: the second stage of Fast
/// R-CNN and of Faster R-CNN.
///
///     scores [R, 1 + K]: of nothing, then of the kinds      offsets [R, 4 K]: of each kind, beside the region
///
///     L_kind  = 1/R sum_r log 1/softmax(scores[r])[kind]
///     L_place = 1/R sum over regions with a truth, the 4 offsets of its kind, of f(offset - coded truth)
///
///     f: smooth L1 with beta 1/9      offsets are coded with Fast R-CNN's weights 10, 10, 5, 5
///
/// (Girshick: "Fast R-CNN", 2015, section 2.3; Ren and others: "Faster R-CNN", 2015.) Errors: lists of
/// pictures that are not equally long, arrays that are not of these regions, a truth of a kind that there is
/// not, what is no box or no number.
#include <map>
#include <strata/kernels/softmax.hpp>
#include <strata/vision/kept_answers.hpp>
#include <strata/vision/region_proposals.hpp>

namespace strata {

/// Regions of a batch of pictures with what is right about them.
struct taught_regions {
    std::vector<region> regions;
    std::vector<int> kinds;            ///< -1: nothing
    std::vector<box_offsets> targets;  ///< of those that have a kind; else zeros
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

struct region_sample_options {
    matching_options matching = {.foreground = 0.5F, .background = 0.5F, .keep = kept_match::none};
    sampling_options sampling = {.count = 512, .foreground_share = 0.25F};  ///< of each picture
    bool with_truths = true;  ///< whether truths are regions too: at first no proposal is any good
};

/// The truths of each of so many pictures, apart. Throws where one is in another picture.
[[nodiscard]] inline std::vector<std::vector<truth_box>> by_picture(std::span<const truth_box> truths,
                                                                    std::size_t pictures) {
    check_detections({}, truths);
    std::vector<std::vector<truth_box>> all(pictures);
    for (std::size_t t = 0; t < truths.size(); ++t) {
        const int picture = truths[t].picture;
        if (picture < 0 || static_cast<std::size_t>(picture) >= pictures)
            throw_error({.problem = "there is no such picture",
                         .name = with_number("truth", static_cast<int64>(t)),
                         .expected = "a number below " + std::to_string(pictures),
                         .found = std::to_string(picture)});
        all[static_cast<std::size_t>(picture)].push_back(truths[t]);
    }
    return all;
}
[[nodiscard]] inline boxes_by_picture boxes_of(const std::vector<std::vector<truth_box>>& truths) {
    boxes_by_picture all(truths.size());
    for (std::size_t n = 0; n < truths.size(); ++n)
        for (const truth_box& t : truths[n]) all[n].push_back(t.where);
    return all;
}

/// Some of the proposals of each picture, matched with its truths; `draw` tells one batch of a seed from
/// another.
[[nodiscard]] inline taught_regions sampled_regions(const boxes_by_picture& proposals,
                                                    const std::vector<std::vector<truth_box>>& truths, seed s,
                                                    std::uint64_t draw, const region_sample_options& o = {}) {
    check_count(proposals.size(), truths.size(), "the pictures of the truths");
    const boxes_by_picture boxes = boxes_of(truths);
    taught_regions all;
    for (std::size_t n = 0; n < proposals.size(); ++n) {
        std::vector<box> candidates = proposals[n];
        if (o.with_truths) candidates.insert(candidates.end(), boxes[n].begin(), boxes[n].end());
        const std::vector<int> match = matches(boxes[n], candidates, o.matching);
        const candidate_sample some = balanced_sample(match, s, draw * proposals.size() + n, o.sampling);
        for (const int c : some.foreground) {
            const auto at = static_cast<std::size_t>(c), truth = static_cast<std::size_t>(match[at]);
            const box& known = candidates[at];
            all.regions.push_back({static_cast<int>(n), known});
            all.kinds.push_back(truths[n][truth].kind);
            all.targets.push_back(box_coder{}.encode({&boxes[n][truth], 1}, {&known, 1})[0]);
        }
        for (const int c : some.background) {
            all.regions.push_back({static_cast<int>(n), candidates[static_cast<std::size_t>(c)]});
            all.kinds.push_back(-1);
            all.targets.push_back({});
        }
    }
    return all;
}

/// All proposals as one batch of regions.
[[nodiscard]] inline std::vector<region> regions_of(const boxes_by_picture& proposals) {
    std::vector<region> all;
    for (std::size_t n = 0; n < proposals.size(); ++n)
        for (const box& b : proposals[n]) all.push_back({static_cast<int>(n), b});
    return all;
}

namespace detail {

/// How many kinds there are. Throws where the answers are not of R regions.
[[nodiscard]] inline std::size_t kinds_of_answers(const xt::xtensor<float, 2>& scores,
                                                  const xt::xtensor<float, 2>& offsets, std::size_t R) {
    const auto& s = scores.shape();
    const auto& o = offsets.shape();
    if (s[0] != R || o[0] != R || s[1] < 2 || o[1] != 4 * (s[1] - 1))
        throw_error(
            {.problem = "there are not a score of nothing and of each kind, and four offsets of each kind",
             .name = "the answers for regions",
             .expected = "[" + std::to_string(R) + ", 1 + K] and [" + std::to_string(R) + ", 4 K]",
             .found = shape_text(s) + " and " + shape_text(o)});
    return s[1] - 1;
}

[[nodiscard]] inline box_offsets offsets_of(const float* t) { return {t[0], t[1], t[2], t[3]}; }

}  // namespace detail

/// The two losses, and their gradients.
struct region_losses {
    double kind = 0, place = 0;
    xt::xtensor<float, 2> slope_of_scores, slope_of_offsets;
};

[[nodiscard]] inline region_losses losses_of_regions(const xt::xtensor<float, 2>& scores,
                                                     const xt::xtensor<float, 2>& offsets,
                                                     const taught_regions& taught) {
    const std::size_t R = taught.regions.size(), K = detail::kinds_of_answers(scores, offsets, R);
    check_count(R, taught.kinds.size(), "the kinds");
    check_count(R, taught.targets.size(), "the targets");
    region_losses l{0, 0, xt::zeros<float>(scores.shape()), xt::zeros<float>(offsets.shape())};
    const double share = 1 / static_cast<double>(R);
    for (std::size_t r = 0; r < R; ++r) {
        if (taught.kinds[r] < -1 || taught.kinds[r] >= static_cast<int>(K))
            throw_error({.problem = "there is no such kind",
                         .name = with_number("region", static_cast<int64>(r)),
                         .expected = "0 to " + std::to_string(K - 1) + ", or -1 for nothing",
                         .found = std::to_string(taught.kinds[r])});
        const auto right = static_cast<std::size_t>(taught.kinds[r] + 1);
        const exponential_sum e = exponential_sum_of(&scores(r, 0), static_cast<int64>(K) + 1);
        l.kind += share * (e.logarithm() - double(scores(r, right)));
        for (std::size_t k = 0; k <= K; ++k)
            l.slope_of_scores(r, k) =
                static_cast<float>(share * (e.share(double(scores(r, k))) - (k == right ? 1 : 0)));
        if (right == 0) continue;
        const std::size_t first = 4 * (right - 1);
        const detail::smooth_distance d(detail::offsets_of(&offsets(r, first)), taught.targets[r]);
        l.place += share * d.value;
        for (std::size_t k = 0; k < 4; ++k)
            l.slope_of_offsets(r, first + k) = static_cast<float>(share * d.slope[k]);
    }
    return l;
}

/// What a head's answers say, the best first picture by picture; pictures are counted from `first_picture`.
[[nodiscard]] inline std::vector<detection> detections_of_regions(const xt::xtensor<float, 2>& scores,
                                                                  const xt::xtensor<float, 2>& offsets,
                                                                  std::span<const region> regions,
                                                                  grid_extents picture,
                                                                  const answer_limits& o = {},
                                                                  int first_picture = 0) {
    const std::size_t K = detail::kinds_of_answers(scores, offsets, regions.size());
    detail::check_answer_limits(o);
    std::map<int, detail::answers_of_picture> of_picture;
    for (std::size_t r = 0; r < regions.size(); ++r) {
        const exponential_sum e = exponential_sum_of(&scores(r, 0), static_cast<int64>(K) + 1);
        for (std::size_t k = 0; k < K; ++k) {
            const double p = e.share(double(scores(r, k + 1)));
            if (is_nan(p))
                throw_error({.problem = "the score is no number",
                             .name = with_number("region", static_cast<int64>(r))});
            if (p < static_cast<double>(o.least_score)) continue;
            const box_offsets code = detail::offsets_of(&offsets(r, 4 * k));
            of_picture[regions[r].picture].add(
                clipped(box_coder{}.decode({&code, 1}, {&regions[r].where, 1})[0],
                        static_cast<float>(picture.height), static_cast<float>(picture.width)),
                p, static_cast<int>(k));
        }
    }
    std::vector<detection> all;
    for (const auto& [number, answers] : of_picture) answers.hand_over(all, first_picture + number, o);
    return all;
}

}  // namespace strata::inline STRATA_TARGET
