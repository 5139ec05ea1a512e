// SPDX-License-Identifier: MIT
/// Faster R-CNN: a trunk that proposes regions and a head that names them, trained jointly by four losses.
/// Pieces of Fashion-MNIST on a canvas are found, of pictures that were never trained on.
///
///     faster_rcnn            the picture goes to --out; --quick: few scenes, a few seconds
#include "two_stages.hpp"

using namespace canvas;

/// 96 x 96 pixels; features at a quarter of the size, and three anchors at each of 12 x 12 places.
struct trunk : net<input<1, 96, 96>, leaky_block<24, stride<2>, pad<1>, round_down>,
                   leaky_block<48, stride<2>, pad<1>, round_down>, leaky_block<64, same>, tap<"features">,
                   max_pool<2>, leaky_block<96, same>, heads<conv<3, 1>, conv<12, 1>, from<"features">>> {};
/// 6 x 6 pixels of the features; ten kinds and nothing.
struct head : net<input<64, 6, 6>, leaky_block<96>, flatten, dense<128>, relu, heads<dense<11>, dense<40>>> {
};

void run(const settings& s) {
    const train_and_test data = fashion_mnist(s.data);
    const pasted_scenes train{data.train, s.scenes, seed{s.seed}}, test{data.test, s.test, seed{s.seed + 1}};
    std::cout << summary<trunk>() << '\n' << summary<head>() << '\n';
    faster_rcnn<trunk, head, adam> detector{seed{s.seed}, adam{.rate = static_cast<float>(s.rate)},
                                            options_over({.scales = {25}, .ratios = {0.45F, 1, 2.2F}}),
                                            s.threads};

    const stopwatch trained;
    train_in_two_stages(detector, train, s, seed{s.seed});
    const minutes_taken minutes{trained};

    judge_unseen(test, s, "Found in two stages (colours) and true (white)",
                 "The trunk says where something is and the head what it is: a box of the wrong colour is a "
                 "mistake of "
                 "the head alone.",
                 [&](const xt::xtensor<float, 4>& images) { return found_in_two_stages(detector, images); });
    findings_of_training(trunk::parameters + head::parameters, minutes);
}

int main(int argc, char** argv) {
    return lesson(argc, argv, "faster_rcnn", "Detects pieces on a canvas in two stages.",
                  {.scenes = 12'000, .epochs = 2, .batch = 8},
                  {.scenes = 160, .epochs = 1, .batch = 8, .test = 32}, run);
}
