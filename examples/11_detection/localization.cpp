// SPDX-License-Identifier: MIT
/// Classification with localization: one network with two heads, whose loss is a weighted sum of a softmax
/// over ten kinds and the distance of four numbers, the corners of the box of the one thing in the picture.
///
///     localization            the picture goes to --out; --quick: few scenes, a few seconds
#include <algorithm>
#include <array>
#include <cmath>
#include <strata/losses/smooth_l1_loss.hpp>

#include "canvas_lesson.hpp"

using namespace canvas;

template <int C, class... Options>
using block = chain<conv<C, 3, Options..., no_bias>, batch_norm, relu>;

/// What a thing is does not depend on where it is, so the largest answer anywhere says it; where it is does.
struct two_heads
    : net<input<1, 96, 96>, block<16, stride<2>, pad<1>, round_down>,
          block<32, stride<2>, pad<1>, round_down>, block<48, same>, max_pool<2>, block<64, same>,
          heads<chain<block<64, same>, global_max_pool, flatten, dense<10>>,
                chain<max_pool<2>, block<64, same>, flatten, dense<128>, batch_norm, relu, dense<4>>>> {};

/// The one thing of each scene: its kind as target 0, the corners of its box in widths of the canvas as
/// target 1.
struct one_thing {
    const pasted_scenes<const labelled_images&>& scenes;

    [[nodiscard]] int64 size() const { return scenes.size(); }
    void read(int64 i, auto& to) const {
        const scene s = scenes[i];
        copy_numbers(s.pixels.data(), to.input({1, 96, 96}));
        to.classes({}, 0)[0] = s.things[0].kind;
        const box& b = s.things[0].where;
        const std::array<float, 4> corners{b.x1 / 96, b.y1 / 96, b.x2 / 96, b.y2 / 96};
        copy_numbers(corners.data(), to.numbers({4}, 1));
    }
};

void run(const settings& s) {
    const train_and_test data = fashion_mnist(s.data);
    const scene_options one{.most = 1};
    const pasted_scenes train{std::as_const(data.train), s.scenes, seed{s.seed}, one},
        test{std::as_const(data.test), s.test, seed{s.seed + 1}, one};
    model<two_heads> m{seed{s.seed}, s.threads};
    trainer t{m, joint_loss{softmax_loss{}, smooth_l1_loss{.beta = 0.05}}.weighted({1, 20}),
              adam{.rate = static_cast<float>(s.rate)}};
    const stopwatch trained;
    t.fit(one_thing{train},
          {.epochs = s.epochs,
           .batch = s.batch,
           .callbacks = {rate_schedule{cosine_decay{.to = double(s.epochs), .least = 0.01}}}});
    const double of_processor = trained.processor_seconds() / 60;

    const xt::xtensor<float, 4> images = images_of(test);
    const std::vector<truth_box> truths = truths_of(test);
    const auto [scores, corners] = m.predict(images);
    std::vector<box> boxes = boxes_of(xt::xtensor<float, 2>(96 * corners));
    std::vector<detection> answers;
    double right = 0, iou = 0, found = 0, apart = 0;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        box& b = boxes[i];
        b = clipped({std::min(b.x1, b.x2), std::min(b.y1, b.y2), std::max(b.x1, b.x2), std::max(b.y1, b.y2)},
                    96, 96);
        const auto of_picture = xt::view(scores, i);
        const auto most = std::max_element(of_picture.begin(), of_picture.end());
        const int best = static_cast<int>(most - of_picture.begin());
        const float score = 1 / xt::sum(xt::exp(of_picture - *most))();
        const float share = intersection_over_union(b, truths[i].where);
        answers.push_back({.picture = static_cast<int>(i), .kind = best, .score = score, .where = b});
        right += best == truths[i].kind, iou += double(share);
        const box& truth = truths[i].where;
        apart += double(std::abs(b.x1 - truth.x1) + std::abs(b.y1 - truth.y1) + std::abs(b.x2 - truth.x2) +
                        std::abs(b.y2 - truth.y2)) /
                 4;
        found += best == truths[i].kind && share >= 0.5F;
    }
    draw_answers(images, answers, truths, "The kind and the box of one thing (white: true)",
                 fs::path(s.out) / "localized.png");
    std::cout
        << "\nwritten to " << s.out
        << ": localized.png\nFour numbers are enough where there is one thing: the box lies around it.\n\n";
    finding("accuracy", 100 * right / s.test);
    finding("mean_iou", iou / s.test);
    finding("pixels_from_edge_to_true_edge", apart / s.test);
    finding("right_kind_and_iou_above_half", 100 * found / s.test);
    finding("parameters", two_heads::parameters);
    finding("minutes_of_processor", of_processor);
}

int main(int argc, char** argv) {
    return lesson(argc, argv, "localization", "Says what the one thing in a picture is, and where.",
                  {.scenes = 10'000, .epochs = 3, .rate = 2e-3}, {.scenes = 640, .epochs = 1, .test = 64},
                  run);
}
