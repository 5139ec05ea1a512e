// SPDX-License-Identifier: MIT
/// SSD: boxes of several sizes and forms stand ready at each place of two maps, fine and coarse; each says
/// what its thing is and how the thing's box differs from it. Pieces of Fashion-MNIST on a canvas are found,
/// of pictures that were never trained on.
///
///     ssd            the picture goes to --out; --quick: few scenes, a few seconds
#include <strata/vision/ssd_loss.hpp>

#include "canvas_lesson.hpp"

using namespace canvas;

/// Four boxes at each of Side x Side places, of 4 + 1 + 10 numbers each, one row after the other.
template <int Side>
using answers_of = chain<conv<4 * 15, 3, same>, pixels_to_places, reshape<Side * Side * 4 * 15>>;

constexpr int boxes_in_all = 4 * (12 * 12 + 6 * 6);

/// 96 x 96 pixels; maps of 12 x 12 and 6 x 6 places.
struct ssd_net
    : net<input<1, 96, 96>, leaky_block<24, stride<2>, pad<1>, round_down>,
          leaky_block<48, stride<2>, pad<1>, round_down>, leaky_block<64, same>, max_pool<2>,
          leaky_block<128, same>, leaky_block<96, same>, tap<"fine">, max_pool<2>, leaky_block<128, same>,
          concat<from<"fine", answers_of<12>>, answers_of<6>>, reshape<boxes_in_all, 15>> {};

void run(const settings& s) {
    const train_and_test data = fashion_mnist(s.data);
    const pasted_scenes train{data.train, s.scenes, seed{s.seed}}, test{data.test, s.test, seed{s.seed + 1}};
    // squares of 19, 24, 29 and 33 pixels, and lying and standing boxes of ratio 2
    const ssd_boxes boxes{.maps = {{{12, 12}, 0.2F, 0.3F}, {{6, 6}, 0.3F, 0.4F}}, .picture = {96, 96}};
    std::cout << summary<ssd_net>() << '\n';

    model<ssd_net> m{seed{s.seed}, s.threads};
    const minutes_taken minutes = train_in_one_pass(m, ssd_loss{.boxes = boxes}, train, s);
    const predictor answer{m};
    judge_unseen(
        test, s, "Found by default boxes (colours) and true (white)",
        "Boxes lie on their things; what is wrong is mostly the name of a thing: shirts, pullovers and coats "
        "look alike.",
        [&](const xt::xtensor<float, 4>& images) {
            return detections_of_ssd(answer(images), boxes, {.least_score = 0.02F, .threshold = 0.45F});
        });
    finding("default_boxes", boxes_in_all);
    finding("default_boxes_of_ssd300", default_boxes(ssd300_maps(), {300, 300}).size());
    findings_of_training(ssd_net::parameters, minutes);
}

int main(int argc, char** argv) {
    return lesson(argc, argv, "ssd", "Detects pieces on a canvas by default boxes on two maps.",
                  {.scenes = 10'000, .epochs = 2, .batch = 16},
                  {.scenes = 320, .epochs = 1, .batch = 16, .test = 32}, run);
}
