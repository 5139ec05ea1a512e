// SPDX-License-Identifier: MIT
#pragma once
/// How Faster R-CNN is trained on scenes and asked, for the lessons that do.
#include <algorithm>
#include <cmath>
#include <strata/data/order.hpp>
#include <strata/vision/faster_rcnn.hpp>

#include "canvas_lesson.hpp"

namespace canvas {

/// Over all scenes so many times, in an order of the seed; the rate falls by half a cosine to a hundredth.
template <class Detector, Scenes S>
void train_in_two_stages(Detector& detector, const S& train, const amounts& a, seed order_of) {
    const stopwatch trained;
    const int batches = a.scenes / a.batch, steps = a.epochs * batches;
    std::vector<std::uint32_t> order(static_cast<std::size_t>(a.scenes));
    progress_bar bar;
    xt::xtensor<float, 4> images;
    for (int step = 0; step < steps; ++step) {
        if (step % batches == 0) shuffled{}(order, a.scenes, order_of, step / batches);
        std::vector<truth_box> truths;
        for (int n = 0; n < a.batch; ++n) {
            const scene one = train[order[static_cast<std::size_t>(step % batches * a.batch + n)]];
            const auto& e = one.pixels.shape();
            images.resize({static_cast<std::size_t>(a.batch), e[0], e[1], e[2]});
            xt::view(images, n) = one.pixels;
            for (truth_box t : one.things) t.picture = n, truths.push_back(t);
        }
        detector.rate_factor(0.01 + 0.99 * (1 + std::cos(std::acos(-1.0) * step / steps)) / 2);
        const faster_rcnn_losses l = detector.step(images, truths);
        const double a_step = trained.seconds() / (step + 1);
        bar(training_state{.epoch = step / batches + 1,
                           .epochs = a.epochs,
                           .samples = int64{step % batches + 1} * a.batch,
                           .of = int64{batches} * a.batch,
                           .loss = l.sum(),
                           .metrics = {{"proposals", l.proposal_score + l.proposal_place},
                                       {"kinds", l.region_kind},
                                       {"places", l.region_place}},
                           .seconds_left = a_step * (steps - step - 1),
                           .samples_per_second = a.batch / a_step,
                           .epoch_done = (step + 1) % batches == 0});
    }
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
