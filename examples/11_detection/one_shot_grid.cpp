// SPDX-License-Identifier: MIT
/// A grid that detects in one pass, in YOLO's form: each cell of 12 x 12 says of three anchors whether a
/// thing is there, where its box lies, and what it is. Pieces of Fashion-MNIST on a canvas are found, of
/// pictures that were never trained on.
///
///     one_shot_grid            the picture goes to --out; --quick: few scenes, a few seconds
#include <strata/vision/one_shot_loss.hpp>

#include "canvas_lesson.hpp"

using namespace canvas;

/// 96 x 96 pixels, 12 x 12 cells of 8 pixels, three anchors of 5 + 10 numbers.
struct grid_net : net<input<1, 96, 96>, leaky_block<24, stride<2>, pad<1>, round_down>,
                      leaky_block<48, stride<2>, pad<1>, round_down>, leaky_block<64, same>, max_pool<2>,
                      leaky_block<128, same>, leaky_block<128, same>, conv<3 * 15, 1>> {};

void run(const settings& s) {
    const train_and_test data = fashion_mnist(s.data);
    const pasted_scenes train{data.train, s.scenes, seed{s.seed}}, test{data.test, s.test, seed{s.seed + 1}};
    const one_shot_grid grid{.anchors = {{13, 28}, {25, 27}, {28, 13}}, .stride = 8};
    std::cout << summary<grid_net>() << '\n';

    model<grid_net> m{seed{s.seed}, s.threads};
    const minutes_taken minutes = train_in_one_pass(m, one_shot_loss{.grid = grid}, train, s);
    const predictor answer{m};
    judge_unseen(
        test, s, "Found in one pass (colours) and true (white)",
        "Boxes lie on their things; what is wrong is mostly the name of a thing: shirts, pullovers and coats "
        "look alike.",
        [&](const xt::xtensor<float, 4>& images) {
            return detections_of_grid(answer(images), grid, {.least_score = 0.02F, .threshold = 0.45F});
        });
    findings_of_training(grid_net::parameters, minutes);
}

int main(int argc, char** argv) {
    return lesson(argc, argv, "one_shot_grid", "Detects pieces on a canvas in one pass.",
                  {.scenes = 10'000, .epochs = 2, .batch = 16},
                  {.scenes = 320, .epochs = 1, .batch = 16, .test = 32}, run);
}
