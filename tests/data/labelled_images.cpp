// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>

#include <strata/data/labelled_images.hpp>
#include <strata/data/labelled_pixels.hpp>

#include "../io/temporary_folder.hpp"

using strata::test::contains;
using strata::test::text_of;

namespace {

strata::labelled_images three_images() {
    strata::labelled_images set{xt::xtensor<float, 4>({3, 2, 1, 2}), {4, 0, 2}, {"a", "b", "c", "d", "e"}};
    for (std::size_t i = 0; i < set.images.size(); ++i) set.images.data()[i] = static_cast<float>(i);
    return set;
}

}  // namespace

TEST_CASE("a set counts its images") { CHECK(three_images().size() == 3); }

TEST_CASE("a set takes images and labels in arrays of any kind") {
    const xt::xarray<double> images = xt::ones<double>({2, 1, 3, 3});
    const strata::labelled_images set{images * 0.5, xt::xarray<long>{7, 8}, {}};
    CHECK(set.images(1, 0, 2, 2) == 0.5F);
    CHECK(set.labels == xt::xtensor<int, 1>{7, 8});
    const strata::labelled_pixels pixels{images, xt::zeros<std::size_t>({2, 3, 3}), {}};
    CHECK(pixels.labels.size() == 18);
}

TEST_CASE("a set refuses arrays with another number of axes") {
    const xt::xarray<float> images = xt::ones<float>({2, 1, 3, 3}), rows = xt::ones<float>({2, 9});
    const xt::xarray<int> labels{1, 0}, one_hot{{0, 1}, {1, 0}};
    CHECK(text_of<strata::error>([&] {
              strata::labelled_images{rows, labels, {}};
          }) == "the images: the array has another number of axes, expected 4, found [2, 9]");
    CHECK(text_of<strata::error>([&] {
              strata::labelled_images{images, one_hot, {}};
          }) == "the labels: the array has another number of axes, expected 1, found [2, 2]");
    CHECK(text_of<strata::error>([&] {
              strata::labelled_pixels{images, labels, {}};
          }) == "the labels: the array has another number of axes, expected 3, found [2]");
}

TEST_CASE("the first images of a set keep their pixels, labels and class names") {
    const auto part = strata::first(three_images(), 2);
    CHECK(part.size() == 2);
    CHECK(part.images.shape() == xt::xtensor<float, 4>::shape_type{2, 2, 1, 2});
    for (std::size_t i = 0; i < 8; ++i) CHECK(part.images.data()[i] == static_cast<float>(i));
    CHECK(part.labels == xt::xtensor<int, 1>{4, 0});
    CHECK(part.class_names.size() == 5);
}

TEST_CASE("none and all are numbers of first images too") {
    CHECK(strata::first(three_images(), 0).size() == 0);
    CHECK(strata::first(three_images(), 3).labels == xt::xtensor<int, 1>{4, 0, 2});
}

TEST_CASE("more images than there are, or fewer than none, is an error that says how many there are") {
    for (const int n : {4, -1}) {
        const auto text = text_of<strata::error>([&] { (void)strata::first(three_images(), n); });
        CHECK(text == "the set does not hold that many images, expected a number from 0 to 3, found " +
                          std::to_string(n));
    }
}

TEST_CASE("labelled images and pixels are sets of samples") {
    using namespace strata;
    static_assert(DataSet<labelled_images> && DataSet<labelled_pixels>);
    const auto set = three_images();
    sample_batch<double> batch(layout_of(set), 1);
    append_sample(batch, 2, {}, [&](auto& to) { set.read(2, to); });
    CHECK(batch.layout() == sample_layout{{{2, 1, 2}}, {{target_kind::classes}}});
    CHECK(std::vector<double>(batch.input(), batch.input() + 4) == std::vector<double>{8, 9, 10, 11});
    CHECK(*batch.classes() == 2);
    const labelled_pixels pixels{set.images, xt::xtensor<int, 3>{{{1, 2}}, {{3, 4}}, {{5, 6}}}, {}};
    sample_batch<float> of_pixels(layout_of(pixels), 1);
    append_sample(of_pixels, 1, {}, [&](auto& to) { pixels.read(1, to); });
    CHECK(of_pixels.layout().targets[0] == target_layout{target_kind::classes, false, {1, 2}});
    CHECK(of_pixels.classes()[1] == 4);
    CHECK(of_pixels.input()[3] == 7);
    const labelled_images fewer{set.images, xt::xtensor<int, 1>{1, 2}, {}};
    CHECK(text_of<error>([&] { (void)layout_of(fewer); }) ==
          "there are not as many labels as images, expected 3, found 2");
}
