// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <strata/vision/roi_align.hpp>

#include "regions.hpp"

using namespace strata;
using namespace strata::test;

namespace align {

template <class T>
void check_like_torchvision(int sampling, bool aligned, const std::vector<double>& values,
                            const std::vector<double>& gradient) {
    roi_align_options o{};
    o.height = 2, o.width = 3, o.scale = 0.5F, o.sampling = sampling, o.aligned = aligned;
    const auto x = maps_from<T>(torchvision::region_features, given_maps),
               dy = maps_from<T>(torchvision::region_slopes, given_slopes);
    check_maps_close(roi_align(x, given_regions(), o), values);
    const auto dx = roi_align_gradient(dy, given_regions(), given_maps, o, 1);
    check_maps_close(dx, gradient);
    CHECK(roi_align_gradient(dy, given_regions(), given_maps, o, 3) == dx);
}

}  // namespace align

TEST_CASE(
    "aligned regions and their gradients are torchvision's, inside of the map, across its border, and "
    "outside") {
    const auto check_in = []<class T>(T) {
        using namespace torchvision;
        align::check_like_torchvision<T>(2, false, torchvision::roi_align, torchvision::roi_align_gradient);
        align::check_like_torchvision<T>(0, false, roi_align_adaptive, roi_align_adaptive_gradient);
        align::check_like_torchvision<T>(2, true, roi_align_aligned, roi_align_aligned_gradient);
    };
    check_in(double());
    check_in(float());
}

TEST_CASE("a slope of features is one of their regions, whatever it is") {
    xt::xtensor<double, 4> x(std::array<std::size_t, 4>{1, 1, 4, 4});
    for (std::size_t i = 0; i < 16; ++i) x.data()[i] = double(i % 4);
    const std::vector<region> one{{0, {0.5F, 0.5F, 3.5F, 3.5F}}};
    roi_align_options o{};
    o.height = 3, o.width = 3, o.aligned = true;
    const auto y = roi_align(x, one, o);
    for (std::size_t j = 0; j < 3; ++j) CHECK(y(0, 0, 1, j) == doctest::Approx(0.5 + double(j)));
}

TEST_CASE("no regions are an empty batch, and what is no region is refused by its number") {
    const auto x = maps_from<float>(torchvision::region_features, given_maps);
    CHECK(roi_align(x, std::vector<region>{}).shape()[0] == 0);
    CHECK(roi_align_gradient(xt::xtensor<float, 4>(std::array<std::size_t, 4>{0, 3, 7, 7}), {}, given_maps)(
              1, 2, 6, 8) == 0);
    const auto refused = [&](const region& r, const char* text) {
        const std::vector<region> two{{0, {0, 0, 1, 1}}, r};
        CHECK_THROWS_WITH_AS((void)roi_align(x, two), doctest::Contains(text), error);
    };
    refused({2, {0, 0, 1, 1}}, "region 1: there is no such picture, expected 0 to 1, found 2");
    refused({-1, {0, 0, 1, 1}}, "region 1: there is no such picture");
    refused({0, {1, 0, 0, 1}}, "region 1, box 0: the box has a side below 0");
    refused({0, {std::nanf(""), 0, 0, 1}}, "region 1, box 0: the box has a corner that is no finite number");
    refused({0, {0, 0, 1, 1e9F}}, "region 1: the box is too far away");
    roi_align_options none{};
    none.height = 0;
    CHECK_THROWS_WITH_AS((void)roi_align(x, std::vector<region>{}, none), doctest::Contains("region_options"),
                         error);
    CHECK_THROWS_WITH_AS((void)roi_align_gradient(x, given_regions(), given_maps),
                         doctest::Contains("expected [6, 3, 7, 7], found [2, 3, 7, 9]"), error);
}
