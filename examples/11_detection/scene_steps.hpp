// SPDX-License-Identifier: MIT
#pragma once
/// Training by steps of one's own over scenes, for the lessons whose detectors are more than a network and a
/// loss.
#include <cmath>
#include <span>
#include <strata/data/order.hpp>
#include <strata/training/progress.hpp>

#include "canvas_lesson.hpp"

namespace canvas {

/// What a step says.
struct step_figures {
    double loss = 0;
    std::vector<figure> metrics = {};
};

/// `step(number, which)` over all scenes so many times, `which` being the numbers of its scenes, in an order
/// of the seed; the detector's rate falls by half a cosine to a hundredth.
template <class Detector, class Step>
void train_by_steps(Detector& detector, const amounts& a, seed order_of, Step&& step) {
    const stopwatch trained;
    const int batches = a.scenes / a.batch, steps = a.epochs * batches;
    std::vector<std::uint32_t> order(static_cast<std::size_t>(a.scenes));
    progress_bar bar;
    for (int number = 0; number < steps; ++number) {
        if (number % batches == 0) shuffled{}(order, a.scenes, order_of, number / batches);
        detector.rate_factor(0.01 + 0.99 * (1 + std::cos(std::acos(-1.0) * number / steps)) / 2);
        const std::span<const std::uint32_t> which(order.data() + number % batches * a.batch,
                                                   static_cast<std::size_t>(a.batch));
        const step_figures said = step(number, which);
        const double a_step = trained.seconds() / (number + 1);
        bar(training_state{.epoch = number / batches + 1,
                           .epochs = a.epochs,
                           .samples = int64{number % batches + 1} * a.batch,
                           .of = int64{batches} * a.batch,
                           .loss = said.loss,
                           .metrics = said.metrics,
                           .seconds_left = a_step * (steps - number - 1),
                           .samples_per_second = a.batch / a_step,
                           .epoch_done = (number + 1) % batches == 0});
    }
}

}  // namespace canvas
