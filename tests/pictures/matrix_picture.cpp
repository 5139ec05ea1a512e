// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <strata/pictures/matrix_picture.hpp>

#include "../io/temporary_folder.hpp"
#include "pixels.hpp"

using strata::colour;
using strata::matrix_picture;
using strata::picture;
using strata::test::contains;
using strata::test::pixels_of;
using strata::test::text_of;

TEST_CASE("right counts are blue and wrong ones red, the full share of a row in the full colour") {
    const picture right = matrix_picture(xt::xtensor<int, 2>{{5, 0}, {0, 7}}, {"cat", "dog"});
    CHECK(pixels_of(right, strata::colours::blue) > 2000);
    CHECK(pixels_of(right, strata::colours::red) == 0);
    const picture wrong = matrix_picture(xt::xtensor<int, 2>{{0, 5}, {7, 0}}, {"cat", "dog"});
    CHECK(pixels_of(wrong, strata::colours::blue) == 0);
    CHECK(pixels_of(wrong, strata::colours::red) > 2000);
}

TEST_CASE("a class that does not occur has an empty row") {
    const picture p = matrix_picture(xt::xtensor<int, 2>{{0, 0}, {0, 0}}, {"cat", "dog"});
    CHECK(pixels_of(p, strata::colours::blue) == 0);
    CHECK(pixels_of(p, strata::colours::red) == 0);
}

TEST_CASE("long names and large counts make room for themselves") {
    const xt::xtensor<long long, 2> small{{1, 2}, {3, 4}}, large{{1000000, 2}, {3, 4}};
    const picture plain = matrix_picture(small, {"a", "b"}, ""),
                  named = matrix_picture(small, {"ankle boot", "b"}, "");
    CHECK(named.width() > plain.width());
    CHECK(named.height() > plain.height());
    CHECK(matrix_picture(large, {"a", "b"}, "").width() > plain.width());
}

TEST_CASE("an expression of counts is drawn as its values are") {
    const xt::xarray<int> counts{{1, 2}, {3, 4}};
    CHECK(matrix_picture(counts * 2, {"a", "b"}).pixels() ==
          matrix_picture(xt::xtensor<int, 2>{{2, 4}, {6, 8}}, {"a", "b"}).pixels());
}

TEST_CASE("a matrix that is not square, has other names or a negative count is an error") {
    const auto error_of = [](const auto& counts, const std::vector<std::string>& names) {
        return text_of<strata::error>([&] { (void)matrix_picture(counts, names, "title"); });
    };
    CHECK(contains(error_of(xt::xtensor<int, 2>{{1, 2}}, {"a"}),
                   "title: a confusion matrix has one row and one column for each class, found 1 x 2"));
    CHECK(contains(error_of(xt::xarray<int>{1, 2}, {"a"}), "found 1 axes"));
    CHECK(contains(error_of(xt::xtensor<int, 2>{{1, 2}, {3, 4}}, {"a"}),
                   "title: not one name for each class, expected 2 names, found 1"));
    CHECK(contains(error_of(xt::xtensor<int, 2>{{1, -2}, {3, 4}}, {"a", "b"}),
                   "title: a count is below 0, found -2"));
}
