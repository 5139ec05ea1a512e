// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include <strata/pictures/image_grid.hpp>

#include "../io/temporary_folder.hpp"
#include "pixels.hpp"

using strata::colour;
using strata::image_grid;
using strata::picture;
using strata::tile_range;
using strata::test::contains;
using strata::test::pixels_of;
using strata::test::text_of;

namespace {

xt::xtensor<float, 4> filled(std::size_t n, std::size_t c, std::size_t h, std::size_t w, float value) {
    xt::xtensor<float, 4> images({n, c, h, w});
    images.fill(value);
    return images;
}

}  // namespace

TEST_CASE("each pixel of each image becomes a square") {
    const picture p = image_grid(filled(6, 1, 3, 2, 0.0f), {.columns = 3, .scale = 5});
    CHECK(pixels_of(p, strata::colours::black) == 6 * 3 * 2 * 5 * 5);
    CHECK(p.width() > p.height() * 5 / 6);
}

TEST_CASE("the first image is at the top left and three channels are red, green and blue") {
    auto images = filled(2, 3, 1, 1, 0.0f);
    images(0, 0, 0, 0) = 1;
    images(1, 2, 0, 0) = 0.2f;
    const picture p = image_grid(images, {.columns = 1, .scale = 8});
    CHECK(pixels_of(p, {255, 0, 0}) == 64);
    CHECK(pixels_of(p, {0, 0, 51}) == 64);
    const auto at = [&](colour c) { return std::find(p.pixels().begin(), p.pixels().end(), c); };
    CHECK(at({255, 0, 0}) < at({0, 0, 51}));
}

TEST_CASE("values are clamped to [0, 1] or stretched from each image's own range") {
    auto images = filled(2, 1, 1, 2, 0.0f);
    images(0, 0, 0, 0) = -3;
    images(0, 0, 0, 1) = 7;
    images(1, 0, 0, 0) = 0.2f;
    images(1, 0, 0, 1) = 0.4f;
    const picture clamped = image_grid(images, {.scale = 4});
    CHECK(pixels_of(clamped, {0, 0, 0}) == 16);
    CHECK(pixels_of(clamped, {51, 51, 51}) == 16);
    CHECK(pixels_of(clamped, {102, 102, 102}) == 16);
    const picture own = image_grid(images, {.scale = 4, .range = tile_range::own});
    CHECK(pixels_of(own, {0, 0, 0}) == 32);
}

TEST_CASE("an image of one value in its own range is grey") {
    CHECK(pixels_of(image_grid(filled(1, 1, 2, 2, 9.0f), {.scale = 3, .range = tile_range::own}),
                    {128, 128, 128}) == 36);
}

TEST_CASE("a view and an expression are drawn as their values are") {
    const auto images = filled(4, 1, 2, 2, 0.4f);
    const picture expected = image_grid(filled(2, 1, 2, 2, 0.2f));
    CHECK(image_grid(xt::view(images, xt::range(0, 2)) * 0.5f).pixels() == expected.pixels());
    const xt::xarray<double> any = images * 0.5f;
    CHECK(image_grid(xt::view(any, xt::range(1, 3))).pixels() == expected.pixels());
}

TEST_CASE("captions stand below their images in their colours, and wide ones make room") {
    const auto images = filled(2, 1, 4, 4, 0.5f);
    const picture bare = image_grid(images, {.columns = 2, .scale = 4});
    const picture p = image_grid(images, {.columns = 2,
                                          .scale = 4,
                                          .captions = {"Shirt", "Sneaker\nnot Ankle boot"},
                                          .caption_colours = {strata::colours::green, strata::colours::red}});
    CHECK(pixels_of(p, strata::colours::green) > 10);
    CHECK(pixels_of(p, strata::colours::red) > 60);
    CHECK(p.width() > bare.width() + 100);
    CHECK(p.height() > bare.height() + 40);
}

TEST_CASE("images that cannot be drawn are an error") {
    const auto error_of = [](const auto& images, const strata::image_grid_options& options = {}) {
        return text_of<strata::error>([&] { (void)image_grid(images, options); });
    };
    CHECK(contains(error_of(filled(16, 6, 5, 5, 0)),
                   "found [16, 6, 5, 5]. Of other numbers of channels, draw each"));
    CHECK(contains(error_of(filled(0, 1, 5, 5, 0)), "these cannot be drawn as images"));
    CHECK(contains(error_of(xt::xarray<float>(xt::xarray<float>::from_shape({2, 2}))),
                   "[N, C, H, W], found 2 axes"));
    CHECK(contains(error_of(filled(2, 1, 1, 1, 0), {.captions = {"a"}}),
                   "captions: not one for each image, expected 2 or none, found 1"));
    CHECK(contains(error_of(filled(2, 1, 1, 1, 0), {.caption_colours = {{}, {}, {}}}),
                   "caption_colours: not one"));
    CHECK(contains(error_of(filled(2, 1, 1, 1, 0), {.scale = 0}), "scales from 1"));
    auto broken = filled(3, 1, 2, 2, 0);
    broken(2, 0, 1, 1) = std::numeric_limits<float>::quiet_NaN();
    CHECK(contains(error_of(broken), "image 2: a value is not finite"));
}
