// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/vision/region_answers.hpp>

using namespace strata;

namespace region_answers_test {

const std::vector<truth_box> truths{{.picture = 0, .kind = 1, .where = {10, 10, 30, 20}},
                                    {.picture = 2, .kind = 0, .where = {0, 5, 12, 25}}};

xt::xtensor<float, 2> numbers(std::size_t rows, std::size_t columns, std::uint64_t number) {
    auto x = xt::xtensor<float, 2>::from_shape({rows, columns});
    const random_stream stream(seed{12}, number);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(stream.normal(i));
    return x;
}

TEST_CASE("proposals near a truth are taught its kind and box, the others that there is nothing") {
    const boxes_by_picture proposals{{{11, 10, 30, 21}, {40, 40, 60, 60}}, {{1, 1, 9, 9}}, {}};
    const taught_regions t = sampled_regions(proposals, by_picture(truths, 3), seed{1}, 0);
    // the truths are regions themselves
    REQUIRE(t.regions.size() == 5);
    CHECK(t.kinds == std::vector<int>{1, 1, -1, -1, 0});
    CHECK(t.regions[0].where == box{11, 10, 30, 21});
    CHECK(t.targets[0].x == doctest::Approx(10 * (20 - 20.5) / 19));
    CHECK(t.targets[0].height == doctest::Approx(5 * std::log(10.0 / 11)));
    CHECK(t.targets[1] == box_offsets{});
    CHECK(t.regions[3].picture == 1);
    CHECK(t.regions[4].picture == 2);
    const taught_regions alone =
        sampled_regions(proposals, by_picture(truths, 3), seed{1}, 0, {.with_truths = false});
    CHECK(alone.kinds == std::vector<int>{1, -1, -1});
}

TEST_CASE("the losses of regions have the gradients of centred differences") {
    const taught_regions t{{{0, {0, 0, 9, 9}}, {0, {1, 1, 9, 9}}, {1, {0, 0, 5, 5}}},
                           {2, -1, 0},
                           {{0.2F, -0.3F, 0.5F, 0.04F}, {}, {1, 0, 0, -1}}};
    xt::xtensor<float, 2> scores = numbers(3, 4, 1), offsets = numbers(3, 12, 2);
    const region_losses at = losses_of_regions(scores, offsets, t);
    const auto check = [&](xt::xtensor<float, 2>& x, const xt::xtensor<float, 2>& slopes,
                           double region_losses::*part) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            const float was = x.data()[i], h = 1.0F / 256;
            const auto value = [&](float v) {
                x.data()[i] = v;
                return losses_of_regions(scores, offsets, t).*part;
            };
            const double up = value(was + h), down = value(was - h);
            x.data()[i] = was;
            CHECK(std::abs(double(slopes.data()[i]) - (up - down) / (double(was + h) - double(was - h))) <
                  1e-4);
        }
    };
    check(scores, at.slope_of_scores, &region_losses::kind);
    check(offsets, at.slope_of_offsets, &region_losses::place);
    CHECK(at.slope_of_offsets(0, 0) == 0);  // of another kind
    CHECK(at.slope_of_offsets(1, 5) == 0);  // of nothing
    CHECK(at.slope_of_offsets(0, 8) != 0);
}

TEST_CASE("answers are the boxes of each kind that is likely, thinned out by kind") {
    const std::vector<region> regions{{0, {10, 10, 20, 20}}, {0, {11, 10, 21, 20}}, {1, {0, 0, 30, 40}}};
    xt::xtensor<float, 2> scores{{0, 9, 0}, {0, 8, 0}, {0, 2, 2}}, offsets = xt::zeros<float>({3, 8});
    offsets(0, 0) = 5;  // half of 10 to the right
    offsets(1, 0) = 4;
    const std::vector<detection> found =
        detections_of_regions(scores, offsets, regions, {32, 32}, {.least_score = 0.3F}, 7);
    REQUIRE(found.size() == 3);
    CHECK(found[0].picture == 7);
    CHECK(found[0].where == box{15, 10, 25, 20});
    CHECK(found[0].score == doctest::Approx(1 / (1 + 2 * std::exp(-9.0))));
    CHECK((found[1].picture == 8 && found[2].picture == 8 && found[1].kind == 0 && found[2].kind == 1));
    CHECK(found[1].where == box{0, 0, 30, 32});
    CHECK(
        detections_of_regions(scores, offsets, regions, {32, 32}, {.least_score = 0.3F, .most = 1}).size() ==
        2);
    CHECK(detections_of_regions(xt::xtensor<float, 2>::from_shape({0, 3}),
                                xt::xtensor<float, 2>::from_shape({0, 8}), {}, {32, 32})
              .empty());
}

TEST_CASE("answers of other regions, kinds and pictures that there are not, and a NaN are errors") {
    const taught_regions t{{{0, {0, 0, 9, 9}}}, {3}, {{}}};
    CHECK_THROWS_WITH_AS((void)losses_of_regions(numbers(1, 4, 1), numbers(1, 12, 2), t),
                         doctest::Contains("region 0: there is no such kind, expected 0 to 2"), error);
    CHECK_THROWS_WITH_AS((void)losses_of_regions(numbers(2, 4, 1), numbers(1, 12, 2), t),
                         doctest::Contains("[1, 1 + K]"), error);
    CHECK_THROWS_WITH_AS((void)losses_of_regions(numbers(1, 4, 1), numbers(1, 16, 2), t),
                         doctest::Contains("[1, 4 K]"), error);
    CHECK_THROWS_WITH_AS(
        (void)by_picture(truths, 2),
        doctest::Contains("truth 1: there is no such picture, expected a number below 2, found 2"), error);
    CHECK_THROWS_WITH_AS((void)sampled_regions({{}, {}}, by_picture(truths, 3), seed{1}, 0),
                         doctest::Contains("the pictures of the truths"), error);
    xt::xtensor<float, 2> scores = numbers(1, 3, 1);
    scores(0, 1) = std::nanf("");
    CHECK_THROWS_WITH_AS((void)detections_of_regions(scores, numbers(1, 8, 2), t.regions, {9, 9}),
                         doctest::Contains("region 0"), error);
}

}  // namespace region_answers_test
