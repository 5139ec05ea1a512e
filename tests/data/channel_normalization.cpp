// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/data/channel_normalization.hpp>

#include "../io/temporary_folder.hpp"

using strata::channel_normalization;
using strata::labelled_images;
using strata::test::contains;
using strata::test::text_of;

namespace {

/// Two images of two channels and 1 x 2 pixels.
labelled_images four_pixels() {
    return {xt::xtensor<float, 4>{{{{1, 3}}, {{5, 5}}}, {{{5, 7}}, {{5, 5}}}}, xt::zeros<int>({2}), {}};
}

}  // namespace

TEST_CASE("each channel gets mean 0 and deviation 1, over all images") {
    labelled_images set = four_pixels();
    const channel_normalization normalize(set);
    CHECK(normalize.mean.values() == std::vector<double>{4, 5});
    CHECK(normalize.deviation[0] == doctest::Approx(std::sqrt(5.0)));
    normalize(set);
    CHECK(set.images(0, 0, 0, 0) == doctest::Approx(-3 / std::sqrt(5.0)));
    CHECK(set.images(1, 0, 0, 1) == doctest::Approx(3 / std::sqrt(5.0)));
    const channel_normalization again(set);
    CHECK(again.mean[0] == doctest::Approx(0));
    CHECK(again.deviation[0] == doctest::Approx(1));
}

TEST_CASE("a channel of one value becomes 0 and no number is divided by 0") {
    labelled_images set = four_pixels();
    const channel_normalization normalize(set);
    CHECK(normalize.deviation[1] == 1);
    normalize(set);
    CHECK(set.images(0, 1, 0, 0) == 0);
}

TEST_CASE("a set is measured before it is changed and other sets get its numbers") {
    const channel_normalization normalize(four_pixels());
    labelled_images other{xt::ones<float>({3, 2, 5, 1}) * 4, xt::zeros<int>({3}), {}};
    normalize(other);
    CHECK(other.images(2, 0, 4, 0) == 0);
    CHECK(other.images(2, 1, 4, 0) == -1);
}

TEST_CASE("no pixels and other channels are refused") {
    const labelled_images none{xt::xtensor<float, 4>({0, 3, 2, 2}), xt::xtensor<int, 1>::from_shape({0}), {}};
    CHECK(contains(text_of<strata::error>([&] { const channel_normalization normalize(none); }),
                   "there are no pixels to measure"));
    labelled_images grey{xt::zeros<float>({1, 1, 2, 2}), xt::zeros<int>({1}), {}};
    CHECK(contains(text_of<strata::error>([&] { channel_normalization{four_pixels()}(grey); }),
                   "expected 2, found 1"));
}
