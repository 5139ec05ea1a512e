// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <strata/data/array_set.hpp>
#include <strata/data/split.hpp>

#include "../io/temporary_folder.hpp"

using strata::int64;
using strata::split;
using strata::test::text_of;

namespace of_splits {

/// Each third sample is of class 1, each tenth of class 2.
xt::xtensor<int, 1> uneven_classes(std::size_t n) {
    auto t = xt::xtensor<int, 1>::from_shape({n});
    for (std::size_t i = 0; i < n; ++i) t(i) = i % 10 == 9 ? 2 : i % 3 == 0 ? 1 : 0;
    return t;
}
template <class Part>
std::vector<int64> numbers_of(const Part& part) {
    std::vector<int64> all;
    for (int64 i = 0; i < part.size(); ++i) all.push_back(part.number(i));
    return all;
}

}  // namespace of_splits
using namespace of_splits;

TEST_CASE("a split gives each sample to one part, and the fractions of them, as the seed says") {
    const auto t = uneven_classes(103);
    const strata::array_set set{t, t};
    const auto [a, b, c] = split(set, {0.7, 0.2, 0.1}, {.random = {4}});
    CHECK(std::abs(a.size() - 72) <= 1);
    CHECK(std::abs(b.size() - 21) <= 1);
    CHECK(std::abs(c.size() - 10) <= 1);
    auto all = numbers_of(a);
    CHECK(std::is_sorted(all.begin(), all.end()));
    for (const auto& part : {b, c})
        for (const int64 number : numbers_of(part)) all.push_back(number);
    std::sort(all.begin(), all.end());
    CHECK(all.size() == 103);
    CHECK(std::unique(all.begin(), all.end()) == all.end());
    CHECK(numbers_of(split(set, {0.7, 0.2, 0.1}, {.random = {4}})[1]) == numbers_of(b));
    CHECK(numbers_of(split(set, {0.7, 0.2, 0.1}, {.random = {5}})[1]) != numbers_of(b));
}

TEST_CASE("a stratified split gives each part its share of each class") {
    const auto t = uneven_classes(300);
    const auto parts = split(strata::array_set{t, t}, {0.5, 0.3, 0.2}, {.stratified = true});
    const double shares[] = {0.5, 0.3, 0.2};
    for (std::size_t p = 0; p < 3; ++p)
        for (int c = 0; c < 3; ++c) {
            const auto classes = strata::classes_of(parts[p]);
            const auto there = std::count(t.begin(), t.end(), c);
            const auto found = std::count(classes.begin(), classes.end(), c);
            CHECK(std::abs(static_cast<double>(found) - shares[p] * static_cast<double>(there)) <= 2);
        }
}

TEST_CASE("what the fractions leave is in no part") {
    const auto t = uneven_classes(10);
    const auto [half] = split(strata::array_set{t}, {0.5});
    CHECK(half.size() == 5);
}

TEST_CASE("fractions that are none are refused") {
    const strata::array_set set{uneven_classes(3)};
    CHECK(text_of<strata::error>([&] {
              (void)split(set, {0.7, 0.4});
          }) ==
          "a set cannot be split into these fractions, expected numbers above 0 that are 1 or less together, "
          "found "
          "0.400000 in a sum of 1.100000");
    CHECK_FALSE(text_of<strata::error>([&] { (void)split(set, {0.7, 0.0}); }).empty());
    CHECK_FALSE(text_of<strata::error>([&] { (void)split(set, {std::nan("")}); }).empty());
}
