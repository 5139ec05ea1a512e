// SPDX-License-Identifier: MIT
#include <limits>
#include <map>

#include <strata/data/augmentations/random_augment.hpp>

#include "augmented.hpp"

using namespace strata;
using namespace strata::test;

static_assert(Augments<random_augment, float> && Augments<random_augment, double>);

namespace of_random_augment {

std::vector<double> applied(image_operation operation, double s) {
    std::vector<double> y(60);
    apply_operation(of_torchvision, operation, s, 0, test::torchvision::image.data(), y.data());
    return y;
}

}  // namespace of_random_augment

TEST_CASE("operations of a strength are those of torchvision with that magnitude") {
    using enum image_operation;
    using of_random_augment::applied;
    CHECK(applied(identity, 1) == test::torchvision::image);
    CHECK(about_equal(applied(rotate, 1), test::torchvision::rotated_by_30));
    CHECK(about_equal(applied(shear_x, 2.0 / 3), test::torchvision::sheared_along_x));
    CHECK(about_equal(applied(translate_x, 1), test::torchvision::moved));
    CHECK(about_equal(applied(brightness, 1.0 / 3), test::torchvision::brightness_1_3));
    CHECK(about_equal(applied(contrast, -4.0 / 9), test::torchvision::contrast_0_6));
    CHECK(about_equal(applied(saturation, 5.0 / 9), test::torchvision::saturation_1_5));
    CHECK(about_equal(applied(sharpness, 1), test::torchvision::sharpness_1_9));
    CHECK(about_equal(applied(solarize, -0.3), test::torchvision::solarized));
    CHECK(about_equal(applied(auto_contrast, 0), test::torchvision::stretched));
}

TEST_CASE("every operation gives numbers of the range for images of any extents") {
    for (const image_operation operation : image_operations)
        for (const image_extents e : awkward_images)
            for (const double s : {-1.0, -0.1, 0.0, 1.0}) {
                const auto x = some_image<float>(e);
                std::vector<float> y(x.size(), 9.0F);
                apply_operation(e, operation, s, 0.5, x.data(), y.data());
                CHECK(std::all_of(y.begin(), y.end(), [](float v) { return v >= 0 && v <= 1.00001F; }));
            }
}

TEST_CASE("all operations are drawn about equally often, half of them the other way") {
    const image_extents e{1, 1, 1};
    const std::vector<double> half{0.5};
    const random_augment change{
        .count = 1,
        .magnitude = 30,
        .operations = {image_operation::brightness, image_operation::identity, image_operation::translate_x},
        .fill = 0.3};
    std::map<double, int> seen;
    for (std::uint64_t i = 0; i < 3000; ++i) ++seen[augmented(change, e, half, i)[0]];
    // no pixel of one is moved as far as the next
    CHECK(seen.size() == 3);
    CHECK(std::abs(seen[0.5] - 2000) < 100);
    CHECK(std::abs(seen.begin()->second - 500) < 80);
    CHECK(std::abs(seen.rbegin()->second - 500) < 80);
}

TEST_CASE("the same stream draws the same, in other ranges too, and none changes nothing") {
    const image_extents e{3, 9, 8};
    const auto x = some_image(e);
    CHECK(augmented(random_augment{.count = 0}, e, x) == x);
    int same = 0;
    for (std::uint64_t i = 0; i < 20; ++i) {
        const auto y = augmented(
            random_augment{.operations = {image_operation::contrast, image_operation::rotate}}, e, x, i);
        auto wide = x;
        for (double& v : wide) v = 2 * v - 1;
        auto z = augmented(
            random_augment{
                .operations = {image_operation::contrast, image_operation::rotate}, .black = -1, .fill = -1},
            e, wide, i);
        for (double& v : z) v = (v + 1) / 2;
        CHECK(about_equal(z, y));
        CHECK(augmented(random_augment{}, e, x, i) == augmented(random_augment{}, e, x, i));
        same += augmented(random_augment{}, e, x, i) == augmented(random_augment{}, e, x, i + 100);
    }
    CHECK(same < 3);
}

TEST_CASE("counts, magnitudes, lists and channels that cannot be are refused") {
    const double none = std::numeric_limits<double>::quiet_NaN();
    CHECK(contains(refusal(random_augment{.count = -1}), "fewer than 0 operations"));
    CHECK(refusal(random_augment{.magnitude = 31}) ==
          "random_augment::magnitude: there is no such magnitude, expected 0 to 30, found 31");
    CHECK(contains(refusal(random_augment{.magnitude = none}), "random_augment::magnitude"));
    CHECK(contains(refusal(random_augment{.operations = {}}), "there is no operation to draw"));
    CHECK(contains(refusal(random_augment{.fill = none}), "random_augment::fill"));
    CHECK(contains(refusal(random_augment{.white = 0}), "random_augment"));
    CHECK(contains(refusal(random_augment{}, {2, 3, 4}), "expected 1 or 3 channels, found 2"));
}
