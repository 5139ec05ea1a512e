// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <limits>

#include <strata/classic/colour_histogram.hpp>

#include "../io/temporary_folder.hpp"
#include "../literals/scikit.hpp"

using namespace strata;
using strata::test::text_of;
namespace scikit = strata::test::scikit;

TEST_CASE("histograms of colours and of hues are numpy's over scikit-image's hues") {
    auto x = xt::xtensor<double, 4>::from_shape({2, 3, 12, 9});
    std::fill(x.begin(), x.end(), 1.0);
    std::copy(scikit::colour.begin(), scikit::colour.end(), x.begin());
    const auto rgb = colour_histogram(x, {.bins = 3}),
               of_hues = colour_histogram(x, {.bins = 10, .of = colour_ranges::hue});
    for (std::size_t i = 0; i < 27; ++i)
        CHECK(double(rgb(0, i)) == doctest::Approx(scikit::rgb_histogram[i]).epsilon(1e-6));
    for (std::size_t i = 0; i < 10; ++i)
        CHECK(double(of_hues(0, i)) == doctest::Approx(scikit::hue_histogram[i]).epsilon(1e-6));
    CHECK(rgb(1, 26) == 1);     // white is in the last range of each channel
    CHECK(of_hues(1, 0) == 1);  // and has no hue
}

TEST_CASE("hues go around the circle") {
    CHECK(hue(1, 0, 0) == 0);
    CHECK(hue(0, 1, 0) == doctest::Approx(1.0 / 3));
    CHECK(hue(0, 0, 1) == doctest::Approx(2.0 / 3));
    CHECK(hue(1, 0, 0.5) == doctest::Approx(11.0 / 12));
}

TEST_CASE("images without colours, and values that are none, are refused") {
    CHECK(text_of<error>([] {
              (void)colour_histogram(xt::xtensor<float, 4>(xt::zeros<float>({2, 1, 3, 3})));
          }) ==
          "only images in colour have a histogram of colours, expected 3 channels, [N, 3, H, W], found [2, "
          "1, 3, "
          "3]");
    xt::xtensor<float, 4> x = xt::zeros<float>({2, 3, 3, 3});
    CHECK_FALSE(text_of<error>([&] { (void)colour_histogram(x, {.bins = 0}); }).empty());
    x(1, 0, 0, 0) = 1.5f;
    CHECK_FALSE(text_of<error>([&] { (void)colour_histogram(x); }).empty());
    x(1, 0, 0, 0) = std::numeric_limits<float>::infinity();
    CHECK(text_of<error>([&] { (void)colour_histogram(x); }) == "image 1: a value is not finite");
}
