// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <numeric>
#include <vector>

#include <strata/data/augmentations/views.hpp>

#include "../io/temporary_folder.hpp"

using namespace strata;

static_assert(ViewsImages<flipped_twins, float> && ViewsImages<ten_crop, double>);

namespace of_views {

template <class Views>
std::vector<int> view(const Views& views, int v, image_extents e) {
    std::vector<int> x(static_cast<std::size_t>(e.size())),
        y(static_cast<std::size_t>(views.extents(e).size()), -1);
    std::iota(x.begin(), x.end(), 0);
    views(v, e, x.data(), y.data());
    return y;
}

}  // namespace of_views

TEST_CASE("ten crops are the corners, the middle, and those of the mirror image") {
    // 0  1  2  3     3  2  1  0
    // 4  5  6  7     7  6  5  4
    // 8  9 10 11    11 10  9  8
    const image_extents e{1, 3, 4};
    const ten_crop crops{.height = 2, .width = 2};
    const std::vector<std::vector<int>> expected{{0, 1, 4, 5}, {2, 3, 6, 7}, {4, 5, 8, 9}, {6, 7, 10, 11},
                                                 {1, 2, 5, 6}, {3, 2, 7, 6}, {1, 0, 5, 4}, {7, 6, 11, 10},
                                                 {5, 4, 9, 8}, {2, 1, 6, 5}};
    CHECK(crops.count() == 10);
    for (int v = 0; v < 10; ++v) CHECK(of_views::view(crops, v, e) == expected[static_cast<std::size_t>(v)]);
    for (int v = 0; v < 5; ++v)
        CHECK(of_views::view(ten_crop{3, 4}, v, {2, 3, 4}) == of_views::view(flipped_twins{}, 0, {2, 3, 4}));
}

TEST_CASE("twins are the image and its mirror image, in all channels") {
    CHECK(of_views::view(flipped_twins{}, 0, {2, 1, 3}) == std::vector<int>{0, 1, 2, 3, 4, 5});
    CHECK(of_views::view(flipped_twins{}, 1, {2, 1, 3}) == std::vector<int>{2, 1, 0, 5, 4, 3});
}

TEST_CASE("crops larger than the images, or of no extent, are refused") {
    CHECK(test::text_of<error>([] {
              (void)ten_crop{4, 2}.extents({1, 3, 4});
          }) ==
          "ten_crop: parts of these extents do not lie inside of the images, expected height from 1 to 3, "
          "width "
          "from 1 to 4, found 4 x 2");
    CHECK_THROWS_AS((void)ten_crop{}.extents({1, 3, 4}), error);
}
