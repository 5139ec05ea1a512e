// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include <strata/data/image_file.hpp>
#include <strata/io/picture.hpp>

#include "../io/temporary_folder.hpp"

using strata::test::contains;
using strata::test::file_text;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;

namespace {

std::string error_of(const std::filesystem::path& path, int channels = 3) {
    return text_of<strata::error>([&] { (void)strata::read_image(path, channels); });
}

xt::xtensor<float, 3> row(std::initializer_list<float> values) {
    xt::xtensor<float, 3> image({1, 1, values.size()});
    std::copy(values.begin(), values.end(), image.data());
    return image;
}

}  // namespace

TEST_CASE("a PNG is read as red, green and blue in [0, 1], rows first") {
    temporary_folder folder;
    strata::picture drawn(3, 2);
    drawn.set(2, 1, {255, 51, 0});
    strata::write_png(drawn, folder.path / "a.png");
    const auto image = strata::read_image(folder.path / "a.png");
    CHECK(image.shape() == xt::xtensor<float, 3>::shape_type{3, 2, 3});
    CHECK(image(0, 1, 2) == 1.0f);
    CHECK(image(1, 1, 2) == 0.2f);
    CHECK(image(2, 1, 2) == 0.0f);
    CHECK(image(2, 0, 2) == 1.0f);
}

TEST_CASE("a coloured image read as grey is its luminance") {
    temporary_folder folder;
    strata::write_png(strata::picture(1, 1, {200, 100, 50}), folder.path / "a.png");
    const auto image = strata::read_image(folder.path / "a.png", 1);
    CHECK(image.shape() == xt::xtensor<float, 3>::shape_type{1, 1, 1});
    CHECK(std::abs(255 * image(0, 0, 0) - (0.299f * 200 + 0.587f * 100 + 0.114f * 50)) < 1.5f);
}

TEST_CASE("a PNM file is read") {
    temporary_folder folder;
    put_file(folder.path / "a.ppm", "P6 1 1 255\n\x33\xff\x01");
    CHECK(strata::read_image(folder.path / "a.ppm")(0, 0, 0) == 0.2f);
}

TEST_CASE("missing, empty, cut off and other files are each their own error") {
    temporary_folder folder;
    CHECK(contains(error_of(folder.path / "none.png"), "none.png: the file does not exist"));
    put_file(folder.path / "empty.png", "");
    CHECK(contains(error_of(folder.path / "empty.png"), "empty.png: the file is empty, expected an image"));
    put_file(folder.path / "text.png", "this is no image at all");
    CHECK(contains(error_of(folder.path / "text.png"),
                   "text.png: this cannot be read as an image (unknown image"));
    strata::write_png(strata::picture(20, 20), folder.path / "a.png");
    const std::string whole = file_text(folder.path / "a.png");
    put_file(folder.path / "a.png", whole.substr(0, whole.size() - 30));
    CHECK(contains(error_of(folder.path / "a.png"), "this cannot be read as an image"));
}

TEST_CASE("an image has one channel or three") {
    for (const int channels : {0, 2, 4})
        CHECK(contains(error_of("a.png", channels), "expected 1 (grey) or 3 (red, green, blue), found "));
}

TEST_CASE("resizing to the same extents changes nothing") {
    const auto image = row({0.25f, 1, 0, 0.7f, 0.1f});
    CHECK(strata::resized(image, 1, 5) == image);
}

TEST_CASE("an array that is resized has three axes, whatever it holds") {
    CHECK(strata::resized(xt::xarray<int>{{{1, 3}}}, 1, 1) == row({2}));
    CHECK_THROWS_WITH_AS((strata::resized(xt::xarray<float>{{1, 3}}, 1, 1)), "the image: the array has another number of axes, expected 3, found [1, 2]", strata::error);
}

TEST_CASE("a shrunk image holds the means of the areas that its pixels cover") {
    CHECK(strata::resized(row({1, 3, 5, 9}), 1, 2) == row({2, 7}));
    const auto uneven = strata::resized(row({3, 6, 9}), 1, 2);  // each covers one and a half
    CHECK(uneven(0, 0, 0) == doctest::Approx((3 + 0.5 * 6) / 1.5));
    CHECK(uneven(0, 0, 1) == doctest::Approx((0.5 * 6 + 9) / 1.5));
}

TEST_CASE("a grown image is linear between the centres of the pixels and constant outside of them") {
    const auto grown = strata::resized(row({0, 4}), 2, 4);
    for (std::size_t y = 0; y < 2; ++y) {
        CHECK(grown(0, y, 0) == doctest::Approx(0));
        CHECK(grown(0, y, 1) == doctest::Approx(1));
        CHECK(grown(0, y, 2) == doctest::Approx(3));
        CHECK(grown(0, y, 3) == doctest::Approx(4));
    }
}

TEST_CASE("one axis may shrink while the other grows, each channel by itself") {
    xt::xtensor<float, 3> image({2, 2, 1});
    image(0, 0, 0) = 1, image(0, 1, 0) = 3, image(1, 0, 0) = 10, image(1, 1, 0) = 30;
    const auto changed = strata::resized(image, 1, 3);
    for (std::size_t x = 0; x < 3; ++x) {
        CHECK(changed(0, 0, x) == doctest::Approx(2));
        CHECK(changed(1, 0, x) == doctest::Approx(20));
    }
}

TEST_CASE("the weights of each new position sum to 1 for any two extents") {
    for (std::size_t from = 1; from <= 40; ++from)
        for (std::size_t to = 1; to <= 40; ++to)
            for (const auto& position : strata::resize_weights(from, to)) {
                float sum = 0;
                for (const float weight : position.weights) sum += weight;
                REQUIRE(std::abs(sum - 1) < 1e-5f);
                REQUIRE(position.begin + position.weights.size() <= from);
            }
}

TEST_CASE("an image cannot be resized to nothing") {
    CHECK(contains(
        text_of<strata::error>([] {
            (void)strata::resized(row({1, 2}), 0, 3);
        }),
        "an image cannot be resized from or to nothing, expected positive extents, found 1 x 2 to 0 x 3"));
}
