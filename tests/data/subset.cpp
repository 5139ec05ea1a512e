// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <vector>

#include <strata/data/array_set.hpp>
#include <strata/data/labelled_images.hpp>
#include <strata/data/subset.hpp>

#include "../io/temporary_folder.hpp"

using strata::subset;
using strata::test::text_of;

TEST_CASE("a subset has the samples whose numbers it is given, in their order") {
    const xt::xtensor<float, 1> x{10, 11, 12, 13};
    const xt::xtensor<int, 1> t{5, 6, 7, 8};
    const strata::array_set set{x, t};
    const subset part(set, {3, 1, 1});
    CHECK(part.size() == 3);
    CHECK(part.number(0) == 3);
    CHECK(strata::classes_of(part) == std::vector<int>{8, 6, 6});
    strata::sample_batch<double> batch({.inputs = {{}}}, 1);
    strata::append_sample(batch, 0, {}, [&](auto& to) { part.read(0, to); });
    CHECK(*batch.input() == 13);
    const subset of_part(part, std::vector<long>{2, 0});
    CHECK(strata::classes_of(of_part) == std::vector<int>{6, 8});
}

TEST_CASE("a subset keeps a set that was a temporary, with the names of its classes") {
    const subset part(
        strata::labelled_images(xt::ones<float>({3, 1, 2, 2}), xt::xtensor<int, 1>{0, 1, 0}, {"a", "b"}),
        {2, 1});
    const auto copy = part;
    CHECK(strata::classes_of(copy) == std::vector<int>{0, 1});
    CHECK(copy.class_names().size() == 2);
    CHECK(strata::layout_of(copy).inputs[0] == std::vector<int>{1, 2, 2});
}

TEST_CASE("numbers that a set does not have are refused") {
    const strata::array_set set{xt::xtensor<float, 1>{1, 2}};
    CHECK(text_of<strata::error>([&] {
              subset(set, {0, 2});
          }) ==
          "a part of a set has a sample that the set does not have, expected numbers from 0 to 1, found 2");
    CHECK(text_of<strata::error>([&] { subset(set, std::vector<int>{-1}); }) ==
          "a sample of a set cannot have this number, found -1");
}
