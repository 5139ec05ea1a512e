// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/vision/roi_pool.hpp>

#include "regions.hpp"

using namespace strata;
using namespace strata::test;

TEST_CASE("pooled regions and their gradients are torchvision's") {
    const auto check_in = []<class T>(T) {
        const auto x = maps_from<T>(torchvision::region_features, given_maps),
                   dy = maps_from<T>(torchvision::region_slopes, given_slopes);
        const region_options o{.height = 2, .width = 3, .scale = 0.5F};
        const auto y = roi_pool(x, given_regions(), o, 1);
        check_maps_close(y.values, torchvision::roi_pool);
        CHECK(roi_pool(x, given_regions(), o, 3).winners == y.winners);
        check_maps_close(roi_pool_gradient(dy, y, given_regions(), given_maps),
                         torchvision::roi_pool_gradient);
    };
    check_in(double());
    check_in(float());
}

TEST_CASE("a cell has the largest of its pixels, and one outside of the map has 0 and no winner") {
    xt::xtensor<float, 4> x(std::array<std::size_t, 4>{1, 1, 2, 4}, 0.0F);
    for (std::size_t i = 0; i < 8; ++i) x.data()[i] = -1 - static_cast<float>(i * 3 % 8);
    const std::vector<region> two{{0, {0, 0, 3, 1}}, {0, {9, 9, 12, 12}}};
    const auto y = roi_pool(x, two, {.height = 1, .width = 2});
    CHECK(y.values(0, 0, 0, 0) == -1);
    CHECK(y.values(0, 0, 0, 1) == -2);
    CHECK(y.winners(0, 0, 0, 1) == 3);
    CHECK(y.values(1, 0, 0, 0) == 0);
    CHECK(y.winners(1, 0, 0, 1) == -1);
}

TEST_CASE("gradients of other regions than those that were pooled are refused") {
    const auto x = maps_from<float>(torchvision::region_features, given_maps);
    const auto y = roi_pool(x, given_regions(), {.height = 2, .width = 3});
    const auto dy = maps_from<float>(torchvision::region_slopes, given_slopes);
    CHECK_THROWS_WITH_AS((void)roi_pool_gradient(x, y, given_regions(), given_maps),
                         doctest::Contains("the gradient has other extents than the regions"), error);
    CHECK_THROWS_WITH_AS((void)roi_pool_gradient(dy, y, given_regions(), {2, 3, 2, 2}),
                         doctest::Contains("larger maps"), error);
    CHECK(roi_pool(x, std::vector<region>{}).values.shape()[0] == 0);
}
