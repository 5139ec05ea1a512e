// SPDX-License-Identifier: MIT
/// A grid that finds stamps of ten kinds on photographs in one pass: stamps that were never trained on, over
/// photographs that were not. A kind has 12 to 44 stamps to learn from, which are pasted at other places,
/// sizes and colours each time.
///
///     scripts/data stamps         fetches them, once; so do photographs and backgrounds
///     stamps            the picture goes to --out; --quick: few scenes, a few seconds
#include <strata/vision/one_shot_loss.hpp>

#include "stamp_lesson.hpp"

using namespace canvas;

/// 96 x 96 pixels, 12 x 12 cells of 8 pixels, three anchors of 5 + 10 numbers. A cell sees 67 x 67 pixels,
/// and so all of a stamp of 48.
struct grid_net
    : net<input<3, 96, 96>, leaky_block<24, stride<2>, pad<1>, round_down>,
          leaky_block<48, stride<2>, pad<1>, round_down>, leaky_block<64, same>, max_pool<2>,
          leaky_block<128, same>, leaky_block<128, same>, leaky_block<128, same>, conv<3 * 15, 1>> {};

void run(const settings& s) {
    const stamps::scene_sets sets{s};
    const one_shot_grid grid{.anchors = {{21, 36}, {36, 34}, {36, 21}}, .stride = 8};
    std::cout << summary<grid_net>() << '\n';

    model<grid_net> m{seed{s.seed}, s.threads};
    const minutes_taken minutes = train_in_one_pass(m, one_shot_loss{.grid = grid}, sets.train, s);
    const predictor answer{m};
    stamps::judge(
        sets, s, "Found in one pass (colours) and true (white)", [&](const xt::xtensor<float, 4>& images) {
            return detections_of_grid(answer(images), grid, {.least_score = 0.02F, .threshold = 0.45F});
        });
    findings_of_training(grid_net::parameters, minutes);
}

int main(int argc, char** argv) {
    return lesson(argc, argv, "stamps", "Detects stamps on photographs in one pass.",
                  {.scenes = 40'000, .epochs = 2, .batch = 16},
                  {.scenes = 320, .epochs = 1, .batch = 16, .test = 32}, run);
}
