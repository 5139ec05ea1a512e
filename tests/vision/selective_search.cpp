// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/vision/scenes.hpp>
#include <strata/vision/selective_search.hpp>

using namespace strata;

namespace selective_search_test {

void fill(xt::xtensor<float, 3>& x, const box& b, float value) {
    for (auto i = static_cast<std::size_t>(b.y1); i < static_cast<std::size_t>(b.y2); ++i)
        for (auto j = static_cast<std::size_t>(b.x1); j < static_cast<std::size_t>(b.x2); ++j)
            for (std::size_t c = 0; c < x.shape()[0]; ++c) x(c, i, j) = value;
}

TEST_CASE("segments are joined in the order of their similarity, worked out by hand") {
    // two plain halves of a thing on a dark canvas of 60 pixels: 8, 8 and 44 of them
    xt::xtensor<float, 3> x = xt::zeros<float>({1, 6, 10});
    fill(x, {2, 1, 4, 5}, 0.8F);
    fill(x, {4, 1, 6, 5}, 0.5F);
    const auto all = detail::segments_to_grow(x, graph_segments(x, {.scale = 0.1, .smallest = 4}));
    REQUIRE(all.size() == 3);
    CHECK(all[1].where == box{2, 1, 4, 5});
    CHECK(detail::similarity(all[1], all[2], 60) == doctest::Approx(0 + (1 - 16. / 60) + 1));
    CHECK(detail::similarity(all[0], all[1], 60) == doctest::Approx(0 + (1 - 52. / 60) + (1 - 8. / 60)));
    const std::vector<box> found = selective_search(x, {.scales = {0.1}, .smallest = 4, .least_side = 1});
    // the whole and the canvas have one box; then the thing, and then its halves
    CHECK(found == std::vector<box>{{0, 0, 10, 6}, {2, 1, 6, 5}, {2, 1, 4, 5}, {4, 1, 6, 5}});
    CHECK(selective_search(x, {.scales = {0.1}, .smallest = 4, .least_side = 3}).size() == 2);
    CHECK(selective_search(x, {.scales = {0.1, 0.1}, .smallest = 4, .least_side = 1, .most = 3}).size() == 3);
}

TEST_CASE("channels count alike, and values outside of 0 to 1 in the outermost bins") {
    xt::xtensor<float, 3> x = xt::zeros<float>({3, 4, 4});
    xt::view(x, 1).fill(-2.0F);
    xt::view(x, 2).fill(7.0F);
    const auto all = detail::segments_to_grow(x, graph_segments(x));
    REQUIRE(all.size() == 1);
    CHECK(all[0].colours[0] == doctest::Approx(1. / 3));
    CHECK(all[0].colours[25] == doctest::Approx(1. / 3));
    CHECK(all[0].colours[74] == doctest::Approx(1. / 3));
    CHECK(selective_search(x) == std::vector<box>{{0, 0, 4, 4}});
}

TEST_CASE("of the things of scenes nearly all have a proposal around them") {
    // a disc, a frame and a ramp to be pasted
    labelled_images pieces{xt::zeros<float>({3, 1, 24, 24}), xt::xtensor<int, 1>{0, 1, 2}, {"a", "b", "c"}};
    for (std::size_t i = 0; i < 24; ++i)
        for (std::size_t j = 0; j < 24; ++j) {
            const float v = static_cast<float>(i) - 11.5F, u = static_cast<float>(j) - 11.5F;
            if (u * u + v * v < 130) pieces.images(0, 0, i, j) = 0.9F;
            if (std::max(std::abs(u), std::abs(v)) > 6) pieces.images(1, 0, i, j) = 0.4F;
            if (std::abs(u) < 6) pieces.images(2, 0, i, j) = 0.2F + 0.03F * static_cast<float>(i);
        }
    const pasted_scenes scenes{
        pieces, 30, seed{1}, {.side = 80, .most = 3, .smallest = 14, .largest = 24, .overlap = 0}};
    double found = 0, things = 0, boxes = 0;
    for (int64 i = 0; i < scenes.size(); ++i) {
        const scene s = scenes[i];
        const std::vector<box> proposals = selective_search(s.pixels);
        boxes += static_cast<double>(proposals.size());
        for (const truth_box& t : s.things) {
            things += 1;
            found += std::any_of(proposals.begin(), proposals.end(),
                                 [&](const box& b) { return intersection_over_union(b, t.where) >= 0.5F; });
        }
    }
    CHECK(things > 50);
    CHECK(found / things >= 0.95);
    CHECK(boxes / 30 < 40);
}

TEST_CASE("a search without scales and in pictures that are none is an error") {
    const xt::xtensor<float, 3> x = xt::zeros<float>({1, 4, 4}), none = xt::zeros<float>({1, 4, 0});
    CHECK_THROWS_WITH_AS((void)selective_search(x, {.scales = {}}), doctest::Contains("one scale"), error);
    CHECK_THROWS_WITH_AS((void)selective_search(none), doctest::Contains("[1, 4, 0]"), error);
}

}  // namespace selective_search_test
