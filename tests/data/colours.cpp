// SPDX-License-Identifier: MIT
#include <strata/data/augmentations/colours.hpp>

#include "augmented.hpp"

using namespace strata;
using namespace strata::test;

namespace of_colours {

template <class Change>
std::vector<double> changed(Change&& change) {
    return in_place(test::torchvision::image, change);
}

}  // namespace of_colours

TEST_CASE("brightness, contrast, saturation and hue are those of torchvision") {
    using of_colours::changed;
    constexpr auto e = of_torchvision;
    CHECK(about_equal(changed([&](double* x) { change_brightness(e, 1.3, x); }),
                      test::torchvision::brightness_1_3));
    CHECK(about_equal(changed([&](double* x) { change_contrast(e, 0.6, x); }),
                      test::torchvision::contrast_0_6));
    CHECK(about_equal(changed([&](double* x) { change_contrast(e, 1.7, x); }),
                      test::torchvision::contrast_1_7));
    CHECK(about_equal(changed([&](double* x) { change_saturation(e, 1.5, x); }),
                      test::torchvision::saturation_1_5));
    CHECK(about_equal(changed([&](double* x) { change_hue(e, 0.2, x); }), test::torchvision::hue_0_2));
    CHECK(about_equal(changed([&](double* x) { change_hue(e, -0.4, x); }), test::torchvision::hue_minus_0_4));
}

TEST_CASE("a third of the circle makes red green, a grey pixel has no hue, and no saturation is grey") {
    const std::vector<double> red_and_grey{1, 0.5, 0, 0.5, 0, 0.5};  // [3, 1, 2]
    CHECK(about_equal(in_place(red_and_grey,
                               [](double* x) {
                                   change_hue({3, 1, 2}, 1.0 / 3, x);
                               }),
                      {0, 0.5, 1, 0.5, 0, 0.5}));
    const auto pale = in_place(red_and_grey, [](double* x) { change_saturation({3, 1, 2}, 0, x); });
    CHECK(about_equal(pale, {0.2989, 0.49995, 0.2989, 0.49995, 0.2989, 0.49995}));
}

TEST_CASE("a grey image has contrast about its own mean, and neither hue nor saturation") {
    const std::vector<double> grey{0, 0.5, 0.25, 0.25};
    CHECK(in_place(grey, [](double* x) {
              change_contrast({1, 2, 2}, 0.5, x);
          }) == std::vector<double>{0.125, 0.375, 0.25, 0.25});
    CHECK(in_place(grey, [](double* x) {
              change_hue({1, 2, 2}, 0.4, x);
              change_saturation({1, 2, 2}, 0, x);
          }) == grey);
}
