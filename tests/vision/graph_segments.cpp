// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <limits>
#include <strata/vision/graph_segments.hpp>

#include "../literals/graph_segments.hpp"

using namespace strata;

namespace graph_segments_test {

xt::xtensor<float, 3> picture_of(const std::vector<float>& pixels, std::size_t C, std::size_t H,
                                 std::size_t W) {
    auto x = xt::xtensor<float, 3>::from_shape({C, H, W});
    REQUIRE(pixels.size() == x.size());
    std::copy(pixels.begin(), pixels.end(), x.begin());
    return x;
}

TEST_CASE("segments are those of scikit-image, in grey and in colours") {
    const auto grey =
        graph_segments(picture_of(test::skimage::pixels_of_grey, 1, 7, 9), {.scale = 0.6, .smallest = 1});
    CHECK(std::vector<int>(grey.begin(), grey.end()) == test::skimage::segments_of_grey);
    const auto colours =
        graph_segments(picture_of(test::skimage::pixels_of_colours, 3, 8, 11), {.scale = 1.5, .smallest = 6});
    CHECK(std::vector<int>(colours.begin(), colours.end()) == test::skimage::segments_of_colours);
}

TEST_CASE("a step is a border where it is higher than both sides allow") {
    // 0 0 1: the pair may be joined by 0 + s/2, the last pixel by 0 + s/1
    const xt::xtensor<float, 3> x{{{0, 0, 1}}};
    CHECK(graph_segments(x, {.scale = 1.9, .smallest = 1}) == xt::xtensor<int, 2>{{0, 0, 1}});
    CHECK(graph_segments(x, {.scale = 2, .smallest = 1}) == xt::xtensor<int, 2>{{0, 0, 0}});
    CHECK(graph_segments(x, {.scale = 0, .smallest = 2}) == xt::xtensor<int, 2>{{0, 0, 0}});
}

TEST_CASE("pixels that touch at a corner are neighbours") {
    const xt::xtensor<float, 3> x{{{1, 0}, {0, 1}}};
    CHECK(graph_segments(x, {.scale = 0, .smallest = 1}) == xt::xtensor<int, 2>{{0, 1}, {1, 0}});
    const xt::xtensor<float, 3> one{{{0.5F}}};
    CHECK(graph_segments(one) == xt::xtensor<int, 2>{{0}});
}

TEST_CASE("pictures without pixels, pixels that are no number and scales below 0 are errors") {
    const xt::xtensor<float, 3> none = xt::zeros<float>({1, 0, 4});
    CHECK_THROWS_WITH_AS((void)graph_segments(none), doctest::Contains("[1, 0, 4]"), error);
    xt::xtensor<float, 3> x = xt::zeros<float>({1, 2, 2});
    CHECK_THROWS_WITH_AS((void)graph_segments(x, {.scale = -1}), doctest::Contains("a scale of segments"),
                         error);
    x(0, 1, 0) = std::numeric_limits<float>::quiet_NaN();
    CHECK_THROWS_WITH_AS((void)graph_segments(x), doctest::Contains("pixel 2"), error);
}

}  // namespace graph_segments_test
