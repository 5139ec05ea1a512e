// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <strata/data/array_set.hpp>
#include <strata/data/folds.hpp>

#include "../io/temporary_folder.hpp"

using strata::fold_numbers;
using strata::numbers_of_folds;
using strata::numbers_of_stratified_folds;
using strata::test::text_of;

TEST_CASE("each sample is held out once and trained on in all other turns") {
    for (const auto& [n, count] : {std::array{10, 5}, {11, 5}, {7, 7}, {103, 2}}) {
        const auto all = numbers_of_folds(n, count, strata::seed{3});
        CHECK(all.size() == static_cast<std::size_t>(count));
        std::vector<int> held_out(static_cast<std::size_t>(n)), trained(held_out);
        for (const fold_numbers& f : all) {
            CHECK(std::abs(static_cast<int>(f.held_out.size()) * count - n) < count);
            CHECK(std::is_sorted(f.train.begin(), f.train.end()));
            for (const auto i : f.held_out) ++held_out[i];
            for (const auto i : f.train) ++trained[i];
        }
        CHECK(std::all_of(held_out.begin(), held_out.end(), [](int k) { return k == 1; }));
        CHECK(std::all_of(trained.begin(), trained.end(), [&](int k) { return k == count - 1; }));
    }
}

TEST_CASE("folds follow from the seed") {
    CHECK(numbers_of_folds(50, 5, strata::seed{1})[0].held_out ==
          numbers_of_folds(50, 5, strata::seed{1})[0].held_out);
    CHECK(numbers_of_folds(50, 5, strata::seed{1})[0].held_out !=
          numbers_of_folds(50, 5, strata::seed{2})[0].held_out);
}

TEST_CASE("stratified folds have their share of each class but for one sample") {
    std::vector<int> classes;
    for (int i = 0; i < 107; ++i) classes.push_back(i % 10 == 0 ? 2 : i % 3 == 0 ? 1 : 0);
    for (const fold_numbers& f : numbers_of_stratified_folds(classes, 4, strata::seed{5}))
        for (int c = 0; c < 3; ++c) {
            const auto all = std::count(classes.begin(), classes.end(), c);
            const auto here =
                std::count_if(f.held_out.begin(), f.held_out.end(), [&](auto i) { return classes[i] == c; });
            CHECK(std::abs(4 * here - all) <= 4);
        }
}

TEST_CASE("the folds of a set are parts of it") {
    const xt::xtensor<int, 1> t{0, 1, 0, 1, 0, 1, 1, 1};
    const strata::array_set set{t, t};
    int seen = 0;
    for (const auto& [train, held_out] : strata::folds(set, 4, {.stratified = true})) {
        CHECK(train.size() == 6);
        CHECK(held_out.size() == 2);
        for (strata::int64 i = 0; i < held_out.size(); ++i) {
            CHECK(held_out.class_of(i) == t(static_cast<std::size_t>(held_out.number(i))));
            ++seen;
        }
    }
    CHECK(seen == 8);
}

TEST_CASE("fewer than two folds, and more than there are samples, are refused") {
    CHECK(text_of<strata::error>([] { (void)numbers_of_folds(4, 5); }) ==
          "a set cannot be cut into so many folds, expected 2 to 4, the number of samples, found 5");
    CHECK_FALSE(text_of<strata::error>([] { (void)numbers_of_folds(4, 1); }).empty());
    CHECK_FALSE(text_of<strata::error>([] {
                    (void)numbers_of_stratified_folds(std::vector{0, 1}, 3);
                }).empty());
}
