// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <strata/classic/hog.hpp>

#include "../io/temporary_folder.hpp"
#include "../literals/scikit.hpp"

using namespace strata;
using strata::test::text_of;
namespace scikit = strata::test::scikit;

namespace of_hog {

xt::xtensor<double, 4> image(const std::vector<double>& numbers, std::size_t channels, std::size_t height,
                             std::size_t width) {
    auto x = xt::xtensor<double, 4>::from_shape({1, channels, height, width});
    std::copy(numbers.begin(), numbers.end(), x.begin());
    return x;
}
void check_same(const xt::xtensor<float, 2>& found, const std::vector<double>& expected) {
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        CHECK(double(found.data()[i]) == doctest::Approx(expected[i]).epsilon(1e-6));
}

}  // namespace of_hog
using namespace of_hog;

TEST_CASE("the histograms of gradients of a grey image are scikit-image's, with each norm") {
    const auto x = image(scikit::grey, 1, 13, 18);
    const auto with = [&](block_norm norm) {
        return hog(x, {.orientations = 5, .cell = 4, .block = 2, .norm = norm});
    };
    check_same(with(block_norm::l1), scikit::hog_of_grey_l1);
    check_same(with(block_norm::l1_root), scikit::hog_of_grey_l1_root);
    check_same(with(block_norm::l2), scikit::hog_of_grey_l2);
    check_same(with(block_norm::l2_hys), scikit::hog_of_grey_l2_hys);
}

TEST_CASE("of a coloured image each pixel has the gradient of the channel with the largest") {
    check_same(hog(image(scikit::colour, 3, 12, 9), {.orientations = 9, .cell = 3, .block = 3}),
               scikit::hog_of_colour);
}

TEST_CASE("an edge upright has its votes in the first range, one that lies in the middle") {
    auto x = xt::xtensor<float, 4>::from_shape({2, 1, 8, 8});
    for (std::size_t i = 0; i < 8; ++i)
        for (std::size_t j = 0; j < 8; ++j) x(0, 0, i, j) = j >= 4, x(1, 0, i, j) = i >= 4;
    const auto h = hog(x, {.orientations = 4, .cell = 8, .block = 1, .norm = block_norm::l2});
    CHECK(h(0, 0) == doctest::Approx(1));
    CHECK(h(1, 2) == doctest::Approx(1));
    CHECK(h(0, 1) + h(0, 2) + h(0, 3) + h(1, 0) + h(1, 1) + h(1, 3) == 0);
}

TEST_CASE("images that are smaller than a block, and options below 1, are refused") {
    const auto x = image(scikit::grey, 1, 13, 18);
    CHECK(text_of<error>([&] { (void)hog(x); }) ==
          "the images are smaller than a block of cells, expected 24 pixels down and across, or more, found "
          "13 x "
          "18");
    CHECK(text_of<error>([&] { (void)hog(x, {.cell = 0}); }) ==
          "hog_options: orientations, cells and blocks are counted from 1");
}
