// SPDX-License-Identifier: MIT
/// SSD: boxes of several sizes and forms stand ready at each place of two maps, fine and coarse; each says
/// what its thing is and how the thing's box differs from it. Pieces of Fashion-MNIST on a canvas are found,
/// of pictures that were never trained on.
///
///     ssd            the picture goes to --out; --quick: few scenes, a few seconds
#include <strata/vision/ssd_loss.hpp>

#include "canvas_lesson.hpp"

using namespace canvas;

template <int C, class... Options>
using block = chain<conv<C, 3, Options..., no_bias>, batch_norm, leaky_relu<0.1>>;

/// Four boxes at each of Side x Side places, of 4 + 1 + 10 numbers each, one row after the other.
template <int Side>
using answers_of = chain<conv<4 * 15, 3, same>, pixels_to_places, reshape<Side * Side * 4 * 15>>;

constexpr int boxes_in_all = 4 * (12 * 12 + 6 * 6);

/// 96 x 96 pixels; maps of 12 x 12 and 6 x 6 places.
struct ssd_net : net<input<1, 96, 96>, block<24, stride<2>, pad<1>, round_down>,
                     block<48, stride<2>, pad<1>, round_down>, block<64, same>, max_pool<2>, block<128, same>,
                     block<96, same>, tap<"fine">, max_pool<2>, block<128, same>,
                     concat<from<"fine", answers_of<12>>, answers_of<6>>, reshape<boxes_in_all, 15>> {};

void run(const settings& s) {
    const train_and_test data = fashion_mnist(s.data);
    const pasted_scenes train{data.train, s.scenes, seed{s.seed}}, test{data.test, s.test, seed{s.seed + 1}};
    // squares of 19, 24, 29 and 33 pixels, and lying and standing boxes of ratio 2
    const ssd_boxes boxes{.maps = {{{12, 12}, 0.2F, 0.3F}, {{6, 6}, 0.3F, 0.4F}}, .picture = {96, 96}};
    std::cout << summary<ssd_net>() << '\n';

    model<ssd_net> m{seed{s.seed}, s.threads};
    trainer t{m, ssd_loss{.boxes = boxes}, adam{.rate = static_cast<float>(s.rate)}};
    const stopwatch trained;
    t.fit(train, {.epochs = s.epochs,
                  .batch = s.batch,
                  .callbacks = {rate_schedule{cosine_decay{.to = double(s.epochs), .least = 0.01}}}});
    const double minutes = trained.seconds() / 60, of_processor = trained.processor_seconds() / 60;

    const xt::xtensor<float, 4> images = images_of(test);
    const std::vector<truth_box> truths = truths_of(test);
    const predictor answer{m};
    const stopwatch looked;
    const std::vector<detection> found =
        detections_of_ssd(answer(images), boxes, {.least_score = 0.02F, .threshold = 0.45F});
    const double each = looked.seconds() / s.test;

    const std::vector<detection> sure = best_of_each_place(found, 0.3F);
    draw_answers(images, sure, truths, "Found by default boxes (colours) and true (white)",
                 fs::path(s.out) / "found.png");
    std::cout << "\nwritten to " << s.out
              << ": found.png\nBoxes lie on their things; what is wrong is mostly the name of a thing: "
                 "shirts, pullovers and coats look alike.\n\n";
    judge(found, truths);
    finding("default_boxes", boxes_in_all);
    finding("default_boxes_of_ssd300", default_boxes(ssd300_maps(), {300, 300}).size());
    finding("parameters", ssd_net::parameters);
    finding("milliseconds_an_image", 1000 * each);
    finding("minutes_of_training", minutes);
    finding("minutes_of_processor", of_processor);
}

int main(int argc, char** argv) {
    return lesson(argc, argv, "ssd", "Detects pieces on a canvas by default boxes on two maps.",
                  {.scenes = 10'000, .epochs = 2, .batch = 16},
                  {.scenes = 320, .epochs = 1, .batch = 16, .test = 32}, run);
}
