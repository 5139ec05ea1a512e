// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>

#include <strata/data/labelled_images.hpp>

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
