// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <sstream>

#include <strata/training/pixel_evaluation.hpp>

using namespace strata;

namespace {

/// One image of 1 x 4 pixels and three classes, taken for 0, 0, 1, 1.
const xt::xtensor<float, 4> scores{{{{2, 1, 0, 0}}, {{0, 1, 3, 5}}, {{0, 0, 0, 0}}}};

}  // namespace

TEST_CASE("pixels are counted by truth and answer, the first of equal scores being the answer") {
    const pixel_evaluation e = evaluate_pixel_scores<float>(scores, xt::xtensor<int, 3>{{{0, 1, 1, 1}}});
    CHECK(e.predictions == xt::xtensor<int, 3>{{{0, 0, 1, 1}}});
    CHECK(e.accuracy == 0.75);
    CHECK(e.confusion == xt::xtensor<long, 2>{{1, 0, 0}, {1, 2, 0}, {0, 0, 0}});
}

TEST_CASE("the intersection over union is what truth and answer share over what either has") {
    const pixel_evaluation e = evaluate_pixel_scores<float>(scores, xt::xtensor<int, 3>{{{0, 1, 1, 1}}});
    CHECK(e.intersection_over_union(0) == doctest::Approx(1 / 2.0));
    CHECK(e.intersection_over_union(1) == doctest::Approx(2 / 3.0));
    CHECK(e.intersection_over_union(2) == 1);
    CHECK(e.mean_intersection_over_union() == doctest::Approx((1 / 2.0 + 2 / 3.0 + 1) / 3));
}

TEST_CASE("the loss is the mean of the pixels' cross entropies") {
    const pixel_evaluation e =
        evaluate_pixel_scores<float>(xt::xtensor<float, 4>(xt::zeros<float>({2, 5, 3, 2})),
                                     xt::xtensor<int, 3>(xt::zeros<int>({2, 3, 2})));
    CHECK(e.loss == doctest::Approx(std::log(5.0)));
}

TEST_CASE("labels that are not one a pixel, or no class, are refused") {
    CHECK_THROWS_WITH_AS(evaluate_pixel_scores<float>(scores, xt::xtensor<int, 3>{{{0, 1, 1}}}),
                         doctest::Contains("expected [1, 1, 4], found [1, 1, 3]"), error);
    CHECK_THROWS_WITH_AS(
        evaluate_pixel_scores<float>(scores, xt::xtensor<int, 3>{{{0, 1, 3, 0}}}),
        doctest::Contains("sample 0, row 0, column 2: the label is out of range, expected 0 to 2, found 3"),
        error);
}

TEST_CASE("labels of pixels come in arrays of any kind with as many axes") {
    CHECK(evaluate_pixel_scores(scores, xt::xarray<long>{{{0, 0, 1, 1}}}).accuracy == 1);
    CHECK_THROWS_WITH_AS(evaluate_pixel_scores(scores, xt::xarray<int>{{0, 0, 1, 1}}),
                         "the labels: the array has another number of axes, expected 3, found [1, 4]", error);
}

TEST_CASE("printed, each class stands with its name and its intersection over union") {
    std::ostringstream text;
    text << evaluate_pixel_scores<float>(scores, xt::xtensor<int, 3>{{{0, 1, 1, 1}}},
                                         {"ground", "sky", "sea"});
    CHECK(text.str().find("pixels right 75.00 %, mean intersection over union 72.22 %") != std::string::npos);
    CHECK(text.str().find("ground    50.00\n") != std::string::npos);
}

TEST_CASE("scores of no pixel are refused") {
    CHECK_THROWS_WITH_AS(
        evaluate_pixel_scores(xt::xtensor<float, 4>({0, 3, 2, 2}), xt::xtensor<int, 3>({0, 2, 2})),
        "there are no pixels to evaluate", error);
}
