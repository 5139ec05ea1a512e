// SPDX-License-Identifier: MIT
/// Faster R-CNN: a trunk that proposes regions and a head that names them, trained jointly by four losses.
/// Pieces of Fashion-MNIST on a canvas are found, of pictures that were never trained on.
///
///     faster_rcnn            the picture goes to --out; --quick: few scenes, a few seconds
#include "two_stages.hpp"

using namespace canvas;

template <int C, class... Options>
using block = chain<conv<C, 3, Options..., no_bias>, batch_norm, leaky_relu<0.1>>;

/// 96 x 96 pixels; features at a quarter of the size, and three anchors at each of 12 x 12 places.
struct trunk : net<input<1, 96, 96>, block<24, stride<2>, pad<1>, round_down>,
                   block<48, stride<2>, pad<1>, round_down>, block<64, same>, tap<"features">, max_pool<2>,
                   block<96, same>, heads<conv<3, 1>, conv<12, 1>, from<"features">>> {};
/// 6 x 6 pixels of the features; ten kinds and nothing.
struct head : net<input<64, 6, 6>, block<96>, flatten, dense<128>, relu, heads<dense<11>, dense<40>>> {};

void run(const settings& s) {
    const train_and_test data = fashion_mnist(s.data);
    const pasted_scenes train{data.train, s.scenes, seed{s.seed}}, test{data.test, s.test, seed{s.seed + 1}};
    std::cout << summary<trunk>() << '\n' << summary<head>() << '\n';
    faster_rcnn<trunk, head, adam> detector{
        seed{s.seed},
        adam{.rate = static_cast<float>(s.rate)},
        {.anchors = {.scales = {25}, .ratios = {0.45F, 1, 2.2F}},
         .proposals = {.before = 100,
                       .after = 30,
                       .matching = {.foreground = 0.6F, .background = 0.3F},
                       .sampling = {.count = 48, .foreground_share = 0.5F}},
         .proposals_to_answer = 30,
         .regions = {.sampling = {.count = 24, .foreground_share = 0.35F}},
         .answers = {.least_score = 0.02F, .threshold = 0.45F}},
        s.threads};

    const stopwatch trained;
    train_in_two_stages(detector, train, s, seed{s.seed});
    const double minutes = trained.seconds() / 60, of_processor = trained.processor_seconds() / 60;

    const xt::xtensor<float, 4> unseen = images_of(test);
    const std::vector<truth_box> truths = truths_of(test);
    const stopwatch looked;
    const std::vector<detection> found = found_in_two_stages(detector, unseen);
    const double each = looked.seconds() / s.test;
    const std::vector<detection> sure = best_of_each_place(found, 0.3F);
    draw_answers(unseen, sure, truths, "Found in two stages (colours) and true (white)",
                 fs::path(s.out) / "found.png");
    std::cout << "\nwritten to " << s.out
              << ": found.png\nThe trunk says where something is and the head what it is: a box of the wrong "
                 "colour is a mistake of the head alone.\n\n";
    judge(found, truths);
    finding("parameters", trunk::parameters + head::parameters);
    finding("milliseconds_an_image", 1000 * each);
    finding("minutes_of_training", minutes);
    finding("minutes_of_processor", of_processor);
}

int main(int argc, char** argv) {
    return lesson(argc, argv, "faster_rcnn", "Detects pieces on a canvas in two stages.",
                  {.scenes = 12'000, .epochs = 2, .batch = 8},
                  {.scenes = 160, .epochs = 1, .batch = 8, .test = 32}, run);
}
