// SPDX-License-Identifier: MIT
#include <strata/data/augmentations/tones.hpp>

#include "augmented.hpp"

using namespace strata;
using namespace strata::test;

namespace of_tones {

std::vector<double> of_255(std::vector<double> x) {
    for (double& v : x) v /= 255;
    return x;
}

}  // namespace of_tones

TEST_CASE("sharpness, solarization, contrast and tones are those of torchvision") {
    const std::vector<double>& image = test::torchvision::image;
    constexpr auto e = of_torchvision;
    CHECK(about_equal(in_place(image, [&](double* x) { change_sharpness(e, 1.9, x); }),
                      test::torchvision::sharpness_1_9));
    CHECK(
        about_equal(in_place(image, [&](double* x) { solarize(e, 0.7, x); }), test::torchvision::solarized));
    CHECK(about_equal(in_place(image, [&](double* x) { stretch_contrast(e, x); }),
                      test::torchvision::stretched));
    CHECK(about_equal(in_place(image, [&](double* x) { posterize(e, 3, x); }),
                      of_tones::of_255(test::torchvision::posterized)));
    CHECK(about_equal(in_place(of_tones::of_255(test::torchvision::tones),
                               [](double* x) {
                                   equalize({1, 20, 30}, x);
                               }),
                      of_tones::of_255(test::torchvision::equalized)));
}

TEST_CASE("an image of one value, and one without an inside, stay as they are") {
    for (const image_extents e : {image_extents{1, 2, 7}, image_extents{3, 5, 1}}) {
        const std::vector<float> one(static_cast<std::size_t>(e.size()), 0.4F), some = some_image<float>(e);
        CHECK(in_place(one, [&](float* x) {
                  stretch_contrast(e, x);
                  equalize(e, x);
              }) == one);
        CHECK(in_place(some, [&](float* x) { change_sharpness(e, 1.5, x); }) == some);
    }
}
