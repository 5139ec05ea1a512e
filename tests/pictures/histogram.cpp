// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include <strata/pictures/histogram.hpp>

#include "../io/temporary_folder.hpp"

using namespace strata;
using strata::test::contains;
using strata::test::text_of;

TEST_CASE("values are counted in equal bins, those beyond an end in its bin") {
    const histogram h(std::vector<float>{-5, -1, -0.51f, -0.5f, 0, 0.49f, 0.99f, 1, 7}, -1, 1, 4);
    CHECK(h.counts == std::vector<long>{3, 1, 2, 3});
    const float infinite = std::numeric_limits<float>::infinity();
    CHECK(histogram(std::vector<float>{-infinite, infinite}, 0, 1, 2).counts == std::vector<long>{1, 1});
}

TEST_CASE("no bin, ends out of order and a value that is no number are refused") {
    const std::vector<double> values{0.5};
    CHECK(contains(text_of<error>([&] { (void)histogram(values, 0, 1, 0); }),
                   "at least one bin between two finite ends"));
    CHECK(contains(text_of<error>([&] { (void)histogram(values, 1, 1); }), "from 1.000000 to 1.000000"));
    CHECK(
        contains(text_of<error>([&] { (void)histogram(values, 0, std::numeric_limits<double>::infinity()); }),
                 "two finite ends"));
    CHECK(contains(text_of<error>([&] { (void)histogram(std::vector<double>{std::nan("")}, 0, 1); }),
                   "a value is not a number"));
}
