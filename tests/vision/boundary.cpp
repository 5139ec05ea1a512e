// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <strata/vision/boundary.hpp>

using namespace strata;

namespace boundary_test {

/// A picture of 9 x 12 with a square of class 1.
xt::xtensor<int, 2> square(std::size_t row, std::size_t column, std::size_t side) {
    xt::xtensor<int, 2> labels(std::array<std::size_t, 2>{9, 12}, 0);
    for (std::size_t i = 0; i < side; ++i)
        for (std::size_t j = 0; j < side; ++j) labels(row + i, column + j) = 1;
    return labels;
}

TEST_CASE("an outline that is shifted by one pixel is met within one pixel, and its sides alone without") {
    const auto truth = square(2, 2, 4);  // an outline of 12 pixels
    CHECK(boundary_f(truth, truth, 1, 0).f == 1);
    CHECK(boundary_f(square(2, 3, 4), truth, 1, 1).f == 1);
    // above and below three pixels each are common, and none of the sides
    const boundary_figures strict = boundary_f(square(2, 3, 4), truth, 1, 0);
    CHECK(strict.precision == 0.5);
    CHECK(strict.recall == 0.5);
    CHECK(strict.f == 0.5);
}

TEST_CASE("precision is of the answer's outline, and recall of the truth's") {
    auto answer = square(2, 2, 4);
    answer(8, 11) = 1;  // a pixel far away
    const boundary_figures f = boundary_f(answer, square(2, 2, 4), 1);
    CHECK(f.precision == doctest::Approx(12.0 / 13));
    CHECK(f.recall == 1);
    CHECK(f.f == doctest::Approx(2 * 12.0 / 25));
}

TEST_CASE("the border of the picture is an outline, and a class without pixels is defined") {
    CHECK(boundary_f(square(0, 0, 9), square(0, 0, 9), 1, 0).f == 1);
    CHECK(boundary_f(square(0, 0, 2), square(0, 0, 2), 7).f == 1);
    CHECK(boundary_f(square(0, 0, 2), square(0, 0, 0), 1).f == 0);
    CHECK(boundary_f(square(0, 0, 1), square(7, 9, 1), 1).f == 0);
}

TEST_CASE("masks of different extents and tolerances that are none are refused") {
    const xt::xtensor<int, 2> other(std::array<std::size_t, 2>{9, 11}, 0);
    CHECK_THROWS_WITH_AS(
        (void)boundary_f(other, square(0, 0, 1), 1),
        doctest::Contains("the masks have different extents, expected [9, 12], found [9, 11]"), error);
    CHECK_THROWS_WITH_AS((void)boundary_f(other, other, 1, -1), doctest::Contains("tolerance"), error);
    CHECK_THROWS_WITH_AS((void)boundary_f(other, other, 1, std::nan("")), doctest::Contains("tolerance"),
                         error);
}

}  // namespace boundary_test
