// SPDX-License-Identifier: MIT
#include <strata/generative/pixel_levels.hpp>

#include <doctest/doctest.h>

#include <strata/data/data_set.hpp>

using namespace strata;

namespace pixel_levels_tests {

xt::xtensor<float, 4> bytes_as_numbers() {
    xt::xtensor<float, 4> x = xt::zeros<float>({1, 1, 16, 16});
    for (std::size_t i = 0; i < 256; ++i) x.data()[i] = static_cast<float>(i) / 255.0F;
    return x;
}

}  // namespace pixel_levels_tests

using namespace pixel_levels_tests;

TEST_CASE("bytes read as numbers become the levels that they were, and back") {
    const auto x = bytes_as_numbers();
    const auto levels = levels_of(x, 256);
    for (std::size_t i = 0; i < 256; ++i) CHECK(levels.data()[i] == static_cast<int>(i));
    CHECK(xt::amax(xt::abs(numbers_of(levels, 256) - x))() < 1e-7F);
}

TEST_CASE("two levels part at a half, and four are as wide as each other") {
    const xt::xtensor<float, 4> x{{{{0.0F, 0.49F, 0.5F, 1.0F}}}};
    CHECK(levels_of(x, 2) == xt::xtensor<int, 4>{{{{0, 0, 1, 1}}}});
    const xt::xtensor<double, 4> four{{{{0.24, 0.25, 0.74, 0.75}}}};
    CHECK(levels_of(four, 4) == xt::xtensor<int, 4>{{{{0, 1, 2, 3}}}});
}

TEST_CASE("a pixel that cannot be a level is an error that says where it is, and so is one level alone") {
    const xt::xtensor<float, 4> x{{{{0.0F, 0.5F}}, {{1.0F, 1.25F}}}};
    CHECK_THROWS_WITH_AS(static_cast<void>(levels_of(x, 2)),
                         doctest::Contains("image 0, channel 1, row 0, column 1"), error);
    CHECK_THROWS_WITH_AS(static_cast<void>(levels_of(x, 1)), doctest::Contains("two levels or more"), error);
    const xt::xtensor<int, 4> levels{{{{0, 1}}}, {{{2, -1}}}};
    CHECK_THROWS_WITH_AS(pixel_levels(levels, 3), doctest::Contains("image 1, channel 0, row 0, column 1"),
                         error);
    CHECK_THROWS_WITH_AS(static_cast<void>(numbers_of(levels, 2)), doctest::Contains("0 to 1"), error);
}

TEST_CASE("a set of levels gives each image as numbers, and its levels as what they are to become") {
    const xt::xtensor<int, 4> levels{{{{0, 1, 2}}}, {{{4, 3, 0}}}};
    const pixel_levels set(levels, 5);
    CHECK(set.size() == 2);
    const auto layout = layout_of(set);
    CHECK(layout.inputs[0] == std::vector<int>{1, 1, 3});
    CHECK(layout.targets[0].extents == std::vector<int>{1, 1, 3});
    auto one = sample_batch<float>::of_any_layout();
    append_sample(one, 1, random_stream(), [&](sample<float>& to) { set.read(1, to); });
    CHECK(one.input(0)[0] == 1.0F);
    CHECK(one.input(0)[1] == 0.75F);
    CHECK(one.classes(0)[0] == 4);
    CHECK(one.classes(0)[1] == 3);
}
