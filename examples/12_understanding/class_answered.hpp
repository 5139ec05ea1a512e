// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <cstddef>
#include <strata/xtensor.hpp>

/// The class with the largest of the scores [n, classes] of sample i.
inline int class_answered(const xt::xtensor<float, 2>& scores, std::size_t i) {
    const float* const row = scores.data() + i * scores.shape()[1];
    return static_cast<int>(std::max_element(row, row + scores.shape()[1]) - row);
}
