// SPDX-License-Identifier: MIT
/// A grid that detects in one pass, in YOLO's form: each cell of 12 x 12 says of three anchors whether a
/// thing is there, where its box lies, and what it is. Pieces of Fashion-MNIST on a canvas are found, of
/// pictures that were never trained on.
///
///     one_shot_grid            the picture goes to --out; --quick: few scenes, a few seconds
#include <strata/vision/one_shot_loss.hpp>

#include "canvas_lesson.hpp"

using namespace canvas;

template <int C, class... Options>
using block = chain<conv<C, 3, Options..., no_bias>, batch_norm, leaky_relu<0.1>>;

/// 96 x 96 pixels, 12 x 12 cells of 8 pixels, three anchors of 5 + 10 numbers.
struct grid_net : net<input<1, 96, 96>, block<24, stride<2>, pad<1>, round_down>,
                      block<48, stride<2>, pad<1>, round_down>, block<64, same>, max_pool<2>,
                      block<128, same>, block<128, same>, conv<3 * 15, 1>> {};

void run(const settings& s) {
    const train_and_test data = fashion_mnist(s.data);
    const pasted_scenes train{data.train, s.scenes, seed{s.seed}}, test{data.test, s.test, seed{s.seed + 1}};
    const one_shot_grid grid{.anchors = {{13, 28}, {25, 27}, {28, 13}}, .stride = 8};
    std::cout << summary<grid_net>() << '\n';

    model<grid_net> m{seed{s.seed}, s.threads};
    trainer t{m, one_shot_loss{.grid = grid}, adam{.rate = static_cast<float>(s.rate)}};
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
        detections_of_grid(answer(images), grid, {.least_score = 0.02F, .threshold = 0.45F});
    const double each = looked.seconds() / s.test;

    const std::vector<detection> sure = best_of_each_place(found, 0.3F);
    draw_answers(images, sure, truths, "Found in one pass (colours) and true (white)",
                 fs::path(s.out) / "found.png");
    std::cout << "\nwritten to " << s.out
              << ": found.png\nBoxes lie on their things; what is wrong is mostly the name of a thing: "
                 "shirts, pullovers and coats look alike.\n\n";
    judge(found, truths);
    finding("parameters", grid_net::parameters);
    finding("milliseconds_an_image", 1000 * each);
    finding("minutes_of_training", minutes);
    finding("minutes_of_processor", of_processor);
}

int main(int argc, char** argv) {
    return lesson(argc, argv, "one_shot_grid", "Detects pieces on a canvas in one pass.",
                  {.scenes = 10'000, .epochs = 2, .batch = 16},
                  {.scenes = 320, .epochs = 1, .batch = 16, .test = 32}, run);
}
