// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <vector>

#include <strata/data/array_set.hpp>
#include <strata/data/joined_sets.hpp>
#include <strata/data/labelled_images.hpp>

TEST_CASE("joined sets of several types are one set after the other") {
    const strata::labelled_images first{xt::ones<float>({2, 1, 1, 1}), xt::xtensor<int, 1>{4, 3}, {"a"}};
    const xt::xtensor<double, 4> x = 2 * xt::ones<double>({3, 1, 1, 1});
    const strata::joined_sets all(first, strata::array_set{x, xt::xtensor<int, 1>{7, 8, 9}});
    CHECK(all.size() == 5);
    CHECK(strata::classes_of(all) == std::vector<int>{4, 3, 7, 8, 9});
    CHECK(all.class_names().size() == 1);
    strata::sample_batch<float> batch(strata::layout_of(all), 5);
    for (const strata::int64 i : {4, 1, 2})
        strata::append_sample(batch, i, {}, [&](auto& to) { all.read(i, to); });
    CHECK(std::vector<float>(batch.input(), batch.input() + 3) == std::vector<float>{2, 1, 2});
    CHECK(std::vector<int>(batch.classes(), batch.classes() + 3) == std::vector<int>{9, 3, 7});
}
