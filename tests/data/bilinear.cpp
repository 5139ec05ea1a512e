// SPDX-License-Identifier: MIT
#include <cmath>

#include <strata/data/augmentations/bilinear.hpp>

#include "augmented.hpp"

using namespace strata;
using namespace strata::test;

namespace of_bilinear {

std::vector<double> read(const affine_map& map, double fill = 0) {
    std::vector<double> y(60);
    read_through(of_torchvision, map, fill, test::torchvision::image.data(), y.data());
    return y;
}

}  // namespace of_bilinear

TEST_CASE("a part of an image is stretched as torchvision does it") {
    std::vector<double> y(60);
    stretch_part(of_torchvision, {1, 1, 2, 3}, of_torchvision, test::torchvision::image.data(), y.data());
    CHECK(about_equal(y, test::torchvision::part));
}

TEST_CASE("two pixels stretched over four are mixed by quarters, and shrunk again read in between") {
    const std::vector<double> x{0, 8};
    std::vector<double> y(4), back(2);
    stretch_part({1, 1, 2}, {0, 0, 1, 2}, {1, 1, 4}, x.data(), y.data());
    CHECK(y == std::vector<double>{0, 2, 6, 8});
    stretch_part({1, 1, 4}, {0, 0, 1, 4}, {1, 1, 2}, y.data(), back.data());
    CHECK(back == std::vector<double>{1, 7});
}

TEST_CASE("the whole image stretched over itself, or read through nothing, is the image") {
    for (const image_extents e : awkward_images) {
        const std::vector<double> x = some_image(e);
        std::vector<double> y(x.size()), z(x.size());
        stretch_part(e, {0, 0, e.H, e.W}, e, x.data(), y.data());
        read_through(e, {}, 3, x.data(), z.data());
        CHECK(y == x);
        CHECK(z == x);
    }
}

TEST_CASE("images are turned, sheared and moved as torchvision does it") {
    CHECK(about_equal(of_bilinear::read(turned(30)), test::torchvision::rotated_by_30));
    CHECK(about_equal(of_bilinear::read(turned(-100)), test::torchvision::rotated_by_minus_100));
    CHECK(about_equal(of_bilinear::read({.xy = 0.2}), test::torchvision::sheared_along_x));
    CHECK(about_equal(of_bilinear::read({.right = -2}), test::torchvision::moved));
}

TEST_CASE("a quarter of a turn against the clock brings the right column to the top") {
    const std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8, 9};
    std::vector<double> y(9);
    read_through({1, 3, 3}, turned(90), 0, x.data(), y.data());
    CHECK(about_equal(y, {3, 6, 9, 2, 5, 8, 1, 4, 7}));
}

TEST_CASE("what lies outside is the fill: the same as with 0, of an image from which it was taken") {
    for (const affine_map& map : {turned(37), affine_map{.xx = 2, .yy = 0.3, .down = 1.25}}) {
        std::vector<double> less = test::torchvision::image, y(60);
        for (double& v : less) v -= 0.4;
        read_through(of_torchvision, map, 0, less.data(), y.data());
        for (double& v : y) v += 0.4;
        CHECK(about_equal(of_bilinear::read(map, 0.4), y));
    }
}
