// SPDX-License-Identifier: MIT
#pragma once
// Written by scripts/make-example-values with PyTorch, in double.

namespace pytorch {

inline constexpr double generator_first_loss = 0.9316466484;
inline constexpr double generator_last_loss = 0.5609638947;
inline constexpr double generator_weight = -0.5379032471;
inline constexpr double image_score = -0.2600220582;
inline constexpr double image_brightest = 0.3458627975;
inline constexpr double image_all = 15.20910212;
inline constexpr double image_one_pixel = -0.2089013951;
inline constexpr double loop_first_loss = 1.644746661;
inline constexpr double loop_last_loss = 0.8882382968;
inline constexpr double loop_weight = -0.2644694354;
inline constexpr double loop_bias = -0.1920637941;

}  // namespace pytorch
