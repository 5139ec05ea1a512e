// SPDX-License-Identifier: MIT
#pragma once
/// The regions and maps of torchvision's literals.
#include <strata/vision/regions.hpp>

#include "../literals/torchvision_ops.hpp"
#include "boxes.hpp"

namespace strata::test {

inline std::vector<region> given_regions() {
    const std::vector<float> numbers = floats_from(torchvision::region_boxes);
    std::vector<region> regions;
    for (std::size_t i = 0; i < numbers.size(); i += 5)
        regions.push_back({.picture = static_cast<int>(numbers[i]),
                           .where = {numbers[i + 1], numbers[i + 2], numbers[i + 3], numbers[i + 4]}});
    return regions;
}

template <class T>
xt::xtensor<T, 4> maps_from(const std::vector<double>& numbers, const std::array<std::size_t, 4>& extents) {
    xt::xtensor<T, 4> x(extents);
    REQUIRE(x.size() == numbers.size());
    std::transform(numbers.begin(), numbers.end(), x.begin(), [](double v) { return static_cast<T>(v); });
    return x;
}

inline constexpr std::array<std::size_t, 4> given_maps{2, 3, 7, 9}, given_slopes{6, 3, 2, 3};

/// Values beside those of a literal; both may be next to 0.
template <class T>
void check_maps_close(const xt::xtensor<T, 4>& found, const std::vector<double>& expected) {
    REQUIRE(found.size() == expected.size());
    const double tolerance = sizeof(T) == 4 ? 2e-6 : 1e-12;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CAPTURE(i);
        CHECK(std::abs(double(found.data()[i]) - expected[i]) < tolerance * (1 + std::abs(expected[i])));
    }
}

}  // namespace strata::test
