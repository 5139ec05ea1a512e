// SPDX-License-Identifier: MIT
#pragma once
/// Boxes and other values from literals of torchvision's.
#include <doctest/doctest.h>

#include <cstddef>
#include <strata/vision/box.hpp>
#include <vector>

namespace strata::test {

inline std::vector<box> boxes_from(const std::vector<double>& numbers) {
    std::vector<box> boxes;
    for (std::size_t i = 0; i + 3 < numbers.size(); i += 4)
        boxes.push_back({static_cast<float>(numbers[i]), static_cast<float>(numbers[i + 1]),
                         static_cast<float>(numbers[i + 2]), static_cast<float>(numbers[i + 3])});
    return boxes;
}

inline std::vector<float> floats_from(const std::vector<double>& numbers) {
    std::vector<float> all;
    for (const double number : numbers) all.push_back(static_cast<float>(number));
    return all;
}

/// Each number of an array beside that of a literal.
template <class Numbers>
void check_close(const Numbers& found, const std::vector<double>& expected, double tolerance = 1e-6) {
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CAPTURE(i);
        CHECK(double(found.data()[i]) == doctest::Approx(expected[i]).epsilon(tolerance));
    }
}

}  // namespace strata::test
