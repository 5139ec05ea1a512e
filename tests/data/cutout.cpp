// SPDX-License-Identifier: MIT
#include <limits>
#include <map>

#include <strata/data/augmentations/cutout.hpp>

#include "augmented.hpp"

using namespace strata;
using namespace strata::test;

static_assert(Augments<cutout, float> && Augments<cutout, double>);

TEST_CASE("a square's middle is any pixel, and what lies outside is cut off") {
    // 3 x 4 pixels, squares of 2: rows i - 1 and i, columns j - 1 and j
    const image_extents e{1, 3, 4};
    const std::vector<float> ones(12, 1.0F);
    std::map<std::vector<float>, int> seen, expected;
    const int n = 2400;
    for (std::uint64_t i = 0; i < n; ++i) ++seen[augmented(cutout{.side = 2}, e, ones, i)];
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 4; ++j) {
            std::vector<float> y = ones;
            for (int r = std::max(0, i - 1); r <= i; ++r)
                for (int s = std::max(0, j - 1); s <= j; ++s) y[static_cast<std::size_t>(r * 4 + s)] = 0;
            expected[y] += n / 12;
        }
    CHECK(seen.size() == expected.size());
    for (const auto& [y, count] : expected) CHECK(std::abs(seen[y] - count) < 60);
}

TEST_CASE("a square goes through all channels, of any side, where the probability says so") {
    for (const image_extents e : awkward_images) {
        const auto x = some_image(e);
        CHECK(augmented(cutout{.side = 2'000'000'000, .fill = 0.5}, e, x) ==
              std::vector<double>(x.size(), 0.5));
        CHECK(augmented(cutout{.probability = 0}, e, x) == x);
    }
    int cut = 0;
    const auto x = some_image({3, 4, 5});
    for (std::uint64_t i = 0; i < 1000; ++i)
        cut += augmented(cutout{.side = 1, .probability = 0.3, .fill = 2}, {3, 4, 5}, x, i) != x;
    CHECK(std::abs(cut - 300) < 45);
    const auto y = augmented(cutout{.side = 1, .fill = 2}, {3, 4, 5}, x, 8);
    CHECK(std::count(y.begin(), y.end(), 2.0) == 3);
    CHECK(augmented(cutout{.side = 1, .fill = 2}, {3, 4, 5}, x, 8) == y);
}

TEST_CASE("sides, probabilities and fills that cannot be are refused") {
    const double none = std::numeric_limits<double>::quiet_NaN();
    CHECK(refusal(cutout{.side = 0}) ==
          "cutout::side: a square is a pixel wide at least, expected a finite number of at least 1, found 0");
    CHECK(refusal(cutout{.probability = 1.5}) ==
          "cutout::probability: this cannot be a probability, expected 0 to 1, found 1.5");
    CHECK(contains(refusal(cutout{.probability = none}), "cutout::probability"));
    CHECK(contains(refusal(cutout{.fill = none}), "cutout::fill"));
}
