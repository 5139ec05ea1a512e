// SPDX-License-Identifier: MIT
/// Faster R-CNN on stamps of ten kinds over photographs, of which none was trained on: the scenes of
/// `stamps`.
///
///     scripts/data stamps         fetches them, once; so do photographs and backgrounds
///     stamps_in_two_stages            the picture goes to --out; --quick: few scenes, a few seconds
#include "stamp_lesson.hpp"
#include "two_stages.hpp"

using namespace canvas;

/// 96 x 96 pixels; features at a quarter of the size, and three anchors at each of 12 x 12 places.
struct trunk
    : net<input<3, 96, 96>, leaky_block<24, stride<2>, pad<1>, round_down>,
          leaky_block<48, stride<2>, pad<1>, round_down>, leaky_block<64, same>, tap<"features">, max_pool<2>,
          leaky_block<96, same>, leaky_block<96, same>, heads<conv<3, 1>, conv<12, 1>, from<"features">>> {};
/// 6 x 6 pixels of the features; ten kinds and nothing.
struct head : net<input<64, 6, 6>, leaky_block<96>, flatten, dense<128>, relu, heads<dense<11>, dense<40>>> {
};

void run(const settings& s) {
    const stamps::scene_sets sets{s};
    std::cout << summary<trunk>() << '\n' << summary<head>() << '\n';
    faster_rcnn<trunk, head, adam> detector{seed{s.seed}, adam{.rate = static_cast<float>(s.rate)},
                                            options_over({.scales = {31}, .ratios = {0.5F, 1, 2}}),
                                            s.threads};

    const stopwatch trained;
    train_in_two_stages(detector, sets.train, s, seed{s.seed});
    const minutes_taken minutes{trained};

    stamps::judge(sets, s, "Found in two stages (colours) and true (white)",
                  [&](const xt::xtensor<float, 4>& images) { return found_in_two_stages(detector, images); });
    findings_of_training(trunk::parameters + head::parameters, minutes);
}

int main(int argc, char** argv) {
    return lesson(argc, argv, "stamps_in_two_stages", "Detects stamps on photographs in two stages.",
                  {.scenes = 24'000, .epochs = 2, .batch = 8},
                  {.scenes = 160, .epochs = 1, .batch = 8, .test = 32}, run);
}
