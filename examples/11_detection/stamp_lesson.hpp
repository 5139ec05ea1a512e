// SPDX-License-Identifier: MIT
#pragma once
/// What the lessons on stamps over photographs share: their scenes, and how answers are judged.
#include <iomanip>
#include <strata/data/augmentations/colour_jitter.hpp>
#include <strata/vision/scenes_over_photographs.hpp>

#include "canvas_lesson.hpp"
#include "stamps_and_photographs.hpp"

namespace stamps {

using scenes = scenes_over_photographs<const labelled_images&, const std::vector<xt::xtensor<float, 3>>&>;

/// Scenes of 96 x 96 pixels. Where a detector learns from them, colours of stamps are changed a little, those
/// of the few photographs much.
struct scene_sets {
    explicit scene_sets(const canvas::settings& s)
        : of(found_or_clothes(seed{s.seed}, s.data)),
          train(
              of.train.pieces, of.train.photographs, s.scenes, seed{s.seed},
              {.of_pieces = colour_jitter{.brightness = 0.3, .contrast = 0.3, .saturation = 0.4, .hue = 0.05},
               .of_grounds =
                   colour_jitter{.brightness = 0.4, .contrast = 0.4, .saturation = 0.5, .hue = 0.5}}),
          test(of.test.pieces, of.test.photographs, s.test, seed{s.seed + 1}),
          known(of.train.pieces, of.test.photographs, s.test, seed{s.seed + 2}) {}
    scene_sets(const scene_sets&) = delete;

    const parts of;
    const scenes train, test;
    const scenes known;  ///< the stamps that are trained on, over the photographs that are not
};

/// The findings of a detector, `find` being what it finds in images [N, 3, 96, 96].
template <class Find>
void judge(const scene_sets& sets, const canvas::settings& s, const std::string& title, Find&& find) {
    const auto [found, truths] = canvas::judge_unseen(sets.test, s, title,
                                                      "Stamps that resemble one that was trained on are "
                                                      "named rightly; others are found and called something "
                                                      "else, or missed.",
                                                      find);
    const std::vector<std::string> names = sets.test.class_names();
    std::cout << "average precision of each kind\n";
    for (std::size_t k = 0; k < names.size(); ++k)
        std::cout
            << std::setw(12) << names[k] << std::fixed << std::setprecision(1) << std::setw(7)
            << 100 * average_precision(precision_and_recall(found, truths, static_cast<int>(k))).value_or(0)
            << " %\n";
    std::cout << '\n';
    canvas::judge(find(images_of(sets.known)), truths_of(sets.known), "_of_known_things");
}

}  // namespace stamps
