// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>

#include <strata/data/augmentations/random_crop_and_scale.hpp>

#include "augmented.hpp"

using namespace strata;
using namespace strata::test;

static_assert(Augments<random_crop_and_scale, float> && Augments<random_crop_and_scale, double>);

TEST_CASE("parts have areas and ratios of the ranges, all over the image") {
    const image_extents e{1, 200, 300};
    const random_crop_and_scale crop;
    double area = 0, ratio = 0, middle = 0;
    const int n = 4000;
    int all_over = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
        const image_part p = crop.draw(e, random_stream(seed{3}, i));
        CHECK(p.top >= 0);
        CHECK(p.left >= 0);
        CHECK(p.top + p.height <= e.H);
        CHECK(p.left + p.width <= e.W);
        const double share = p.height * p.width / 60000.0;
        CHECK(share > 0.078);
        CHECK(p.width / static_cast<double>(p.height) == doctest::Approx(1).epsilon(0.36));
        area += share / n, ratio += std::log(p.width / static_cast<double>(p.height)) / n;
        middle += (p.left + p.width / 2.0) / n;
        all_over += p.left == 0 || p.left + p.width == e.W;
    }
    CHECK(middle == doctest::Approx(150).epsilon(0.02));
    CHECK(area > 0.35);
    CHECK(area < 0.54);  // what would not fit is drawn again
    CHECK(ratio > -0.02);
    CHECK(ratio < 0.1);
    CHECK(all_over > 10);
}

TEST_CASE("areas and ratios are spread as they should where all parts fit") {
    const image_extents e{1, 400, 400};
    const random_crop_and_scale crop{.least_area = 0.1, .most_area = 0.5};
    double area = 0, squares = 0, ratio = 0, ratio_squares = 0;
    const int n = 5000;
    for (std::uint64_t i = 0; i < n; ++i) {
        const image_part p = crop.draw(e, random_stream(seed{4}, i));
        const double a = p.height * p.width / 160000.0, r = std::log(p.width / static_cast<double>(p.height));
        area += a / n, squares += a * a / n, ratio += r / n, ratio_squares += r * r / n;
    }
    const double widest = std::log(4.0 / 3);
    CHECK(area == doctest::Approx(0.3).epsilon(0.02));
    CHECK(squares - area * area == doctest::Approx(0.16 / 12).epsilon(0.06));
    CHECK(ratio == doctest::Approx(0).scale(1).epsilon(0.01));
    CHECK(ratio_squares == doctest::Approx(widest * widest / 3).epsilon(0.06));
}

TEST_CASE("the image that a part is stretched to is the part's, the same by the same stream") {
    const random_crop_and_scale crop;
    for (std::uint64_t i = 0; i < 20; ++i)
        for (const image_extents e : awkward_images) {
            const auto x = some_image<float>(e);
            std::vector<float> y(x.size());
            stretch_part(e, crop.draw(e, random_stream(seed{5}, i)), e, x.data(), y.data());
            CHECK(augmented(crop, e, x, i) == y);
            CHECK(augmented(crop, e, x, i) == y);
        }
    const auto x = some_image({3, 4, 5});
    CHECK(augmented(crop, {3, 4, 5}, x, 1) != augmented(crop, {3, 4, 5}, x, 2));
}

TEST_CASE("where no part fits, it is the largest in the middle") {
    const random_crop_and_scale flat{.least_area = 0.9, .least_ratio = 3, .most_ratio = 3};
    CHECK(flat.draw({1, 30, 30}, random_stream(seed{1}, 1)) == image_part{10, 0, 10, 30});
    const random_crop_and_scale high{.least_area = 0.9, .least_ratio = 0.5, .most_ratio = 0.5};
    CHECK(high.draw({1, 30, 30}, random_stream(seed{1}, 1)) == image_part{0, 7, 30, 15});
}

TEST_CASE("areas and ratios that cannot be are refused") {
    const double none = std::numeric_limits<double>::quiet_NaN();
    CHECK(
        refusal(random_crop_and_scale{.least_area = -0.1}) ==
        "random_crop_and_scale::least_area: a part's area is a share of the image, the least above 0 and not "
        "above the most, expected a finite number above 0, at most 1, found -0.1");
    CHECK(contains(refusal(random_crop_and_scale{.most_area = 1.5}), "most_area"));
    CHECK(contains(refusal(random_crop_and_scale{.most_area = none}), "found nan"));
    CHECK(contains(refusal(random_crop_and_scale{.least_area = 0.5, .most_area = 0.4}), "least_area"));
    CHECK(
        refusal(random_crop_and_scale{.least_ratio = 2, .most_ratio = 0.5}) ==
        "random_crop_and_scale::least_ratio: a ratio of width to height is above 0, the least not above the "
        "most, expected a finite number above 0, at most 0.5, found 2");
    CHECK(contains(refusal(random_crop_and_scale{.least_ratio = 0}), "least_ratio"));
    CHECK(contains(refusal(random_crop_and_scale{.most_ratio = none}), "most_ratio"));
}
