// SPDX-License-Identifier: MIT
/// Faster R-CNN on stamps of ten kinds over photographs, of which none was trained on: the scenes of
/// `stamps`.
///
///     scripts/data stamps         fetches them, once; so do photographs and backgrounds
///     stamps_in_two_stages            the picture goes to --out; --quick: few scenes, a few seconds
#include "stamp_lesson.hpp"
#include "two_stages.hpp"

using namespace canvas;

template <int C, class... Options>
using block = chain<conv<C, 3, Options..., no_bias>, batch_norm, leaky_relu<0.1>>;

/// 96 x 96 pixels; features at a quarter of the size, and three anchors at each of 12 x 12 places.
struct trunk : net<input<3, 96, 96>, block<24, stride<2>, pad<1>, round_down>,
                   block<48, stride<2>, pad<1>, round_down>, block<64, same>, tap<"features">, max_pool<2>,
                   block<96, same>, block<96, same>, heads<conv<3, 1>, conv<12, 1>, from<"features">>> {};
/// 6 x 6 pixels of the features; ten kinds and nothing.
struct head : net<input<64, 6, 6>, block<96>, flatten, dense<128>, relu, heads<dense<11>, dense<40>>> {};

void run(const settings& s) {
    const stamps::scene_sets sets{s};
    std::cout << summary<trunk>() << '\n' << summary<head>() << '\n';
    faster_rcnn<trunk, head, adam> detector{
        seed{s.seed},
        adam{.rate = static_cast<float>(s.rate)},
        {.anchors = {.scales = {31}, .ratios = {0.5F, 1, 2}},
         .proposals = {.before = 100,
                       .after = 30,
                       .matching = {.foreground = 0.6F, .background = 0.3F},
                       .sampling = {.count = 48, .foreground_share = 0.5F}},
         .proposals_to_answer = 30,
         .regions = {.sampling = {.count = 24, .foreground_share = 0.35F}},
         .answers = {.least_score = 0.02F, .threshold = 0.45F}},
        s.threads};

    const stopwatch trained;
    train_in_two_stages(detector, sets.train, s, seed{s.seed});
    const double minutes = trained.seconds() / 60, of_processor = trained.processor_seconds() / 60;

    stamps::judge(sets, s, "Found in two stages (colours) and true (white)",
                  [&](const xt::xtensor<float, 4>& images) { return found_in_two_stages(detector, images); });
    finding("parameters", trunk::parameters + head::parameters);
    finding("minutes_of_training", minutes);
    finding("minutes_of_processor", of_processor);
}

int main(int argc, char** argv) {
    return lesson(argc, argv, "stamps_in_two_stages", "Detects stamps on photographs in two stages.",
                  {.scenes = 24'000, .epochs = 2, .batch = 8},
                  {.scenes = 160, .epochs = 1, .batch = 8, .test = 32}, run);
}
