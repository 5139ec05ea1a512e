// SPDX-License-Identifier: MIT
#pragma once
/// How Faster R-CNN is trained on scenes and asked, for the lessons that do.
#include <algorithm>
#include <strata/vision/faster_rcnn.hpp>

#include "scene_steps.hpp"

namespace canvas {

/// Proposals and regions of a detector of scenes of 96 x 96 pixels.
inline faster_rcnn_options options_over(const anchor_options& anchors) {
    return {.anchors = anchors,
            .proposals = {.before = 100,
                          .after = 30,
                          .matching = {.foreground = 0.6F, .background = 0.3F},
                          .sampling = {.count = 48, .foreground_share = 0.5F}},
            .proposals_to_answer = 30,
            .regions = {.sampling = {.count = 24, .foreground_share = 0.35F}},
            .answers = {.least_score = 0.02F, .threshold = 0.45F}};
}

/// Both networks by the same steps, a batch of scenes each.
template <class Detector, Scenes S>
void train_in_two_stages(Detector& detector, const S& train, const amounts& a, seed order_of) {
    xt::xtensor<float, 4> images;
    train_by_steps(detector, a, order_of, [&](int, std::span<const std::uint32_t> which) {
        std::vector<truth_box> truths;
        for (std::size_t n = 0; n < which.size(); ++n) {
            const scene one = train[which[n]];
            const auto& e = one.pixels.shape();
            images.resize({which.size(), e[0], e[1], e[2]});
            xt::view(images, n) = one.pixels;
            for (truth_box t : one.things) t.picture = static_cast<int>(n), truths.push_back(t);
        }
        const faster_rcnn_losses l = detector.step(images, truths);
        return step_figures{l.sum(),
                            {{"proposals", l.proposal_score + l.proposal_place},
                             {"kinds", l.region_kind},
                             {"places", l.region_place}}};
    });
}

/// What is found in images [N, C, H, W], fifty at a time.
template <class Detector>
std::vector<detection> found_in_two_stages(Detector& detector, const xt::xtensor<float, 4>& images) {
    const auto count = static_cast<int>(images.shape()[0]);
    std::vector<detection> found;
    for (int first = 0; first < count; first += 50) {
        const xt::xtensor<float, 4> some = xt::view(images, xt::range(first, std::min(first + 50, count)));
        const std::vector<detection> of_some = detector.detect(some, first);
        found.insert(found.end(), of_some.begin(), of_some.end());
    }
    return found;
}

}  // namespace canvas
