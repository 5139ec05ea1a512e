// SPDX-License-Identifier: MIT
#include <strata/understanding/occlusion.hpp>

#include "looked_into.hpp"

using namespace strata;
using namespace strata::test;

TEST_CASE("covered pictures are answered as PyTorch answers them one by one, in portions of any size") {
    auto m = looked_into_model();
    const auto before = all_numbers_of(m);
    for (const int portion : {1, 5, 64}) {
        const occlusion_maps maps =
            occlusion(m, looked_into_images(), looked_into_classes,
                      {.patch = 3, .stride = 2, .fill = {0.5, -1}, .portion = portion});
        CHECK(maps.tops == std::vector<int>{0, 2, 3});  // the last window is at the edge
        check_all_close(maps.map, looked_into::occlusion_3_2);
    }
    CHECK(all_numbers_of(m) == before);
}

TEST_CASE("a pixel counts by the mean fall over the windows that cover it") {
    auto m = looked_into_model();
    const auto x = looked_into_images();
    const occlusion_maps maps =
        occlusion(m, x, looked_into_classes, {.patch = 2, .stride = 1, .answer = class_answer::score});
    const xt::xtensor<double, 3> fall = maps.over_pixels();
    const auto s = m.predict(x);
    CHECK(maps.whole[1] == doctest::Approx(s(1, 2)));
    CHECK(fall(1, 0, 0) == doctest::Approx(maps.whole[1] - maps.map(1, 0, 0)));
    CHECK(fall(0, 2, 5) == doctest::Approx(maps.whole[0] - (maps.map(0, 1, 4) + maps.map(0, 2, 4)) / 2));
    // windows apart leave pixels that nothing covers
    CHECK(occlusion(m, x, looked_into_classes, {.patch = 1, .stride = 3}).over_pixels()(0, 1, 1) == 0);
    // one window over all of it: whatever the picture is, the answer is that of the fill
    const occlusion_maps all = occlusion(m, x, xt::xtensor<int, 1>{0, 0}, {.patch = 6, .fill = {0.125}});
    CHECK(all.map.size() == 2);
    CHECK(all.map(0, 0, 0) == all.map(1, 0, 0));
}

TEST_CASE("occlusion is refused where a picture is smaller than the patch, and where nothing moves") {
    auto m = looked_into_model();
    const auto refused = [&](const occlusion_options& how, const char* text) {
        CHECK_THROWS_WITH_AS((void)occlusion(m, looked_into_images(), looked_into_classes, how),
                             doctest::Contains(text), error);
    };
    refused({.patch = 7}, "the picture is smaller than the patch, expected a patch of at most 6, found 7");
    refused({.patch = 0}, "patch: it has to be 1 or more");
    refused({.patch = 2, .stride = 0}, "stride: it has to be 1 or more");
    refused({.patch = 2, .fill = {1, 2, 3}},
            "fill is one number, or one for each channel, expected 1 or 2, found 3");
    CHECK_THROWS_WITH_AS((void)occlusion(m, looked_into_images(), xt::xtensor<int, 1>{0, 9}, {.patch = 2}),
                         doctest::Contains("there is no class of this number"), error);
}
