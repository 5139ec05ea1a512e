// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <strata/vision/average_precision.hpp>

using namespace strata;

namespace precision_test {

constexpr box first{0, 0, 10, 10}, second{20, 0, 30, 10}, third{40, 0, 50, 10}, nowhere{80, 80, 90, 90};

TEST_CASE(
    "precision and recall are counted by falling score, and a thing that is found twice is wrong once") {
    const std::vector<truth_box> truths{{.where = first}, {.where = second}, {.picture = 1, .where = third}};
    const std::vector<detection> answers{{.score = 0.6F, .where = second},
                                         {.score = 0.9F, .where = first},
                                         {.score = 0.8F, .where = first},
                                         {.score = 0.7F, .where = third}};  // in the other picture
    const precision_recall curve = precision_and_recall(answers, truths, 0);
    CHECK(curve.precision == std::vector<double>{1, 0.5, 1.0 / 3, 0.5});
    CHECK(curve.recall == std::vector<double>{1.0 / 3, 1.0 / 3, 1.0 / 3, 2.0 / 3});
    CHECK(curve.score == std::vector<float>{0.9F, 0.8F, 0.7F, 0.6F});
    // p is 1 up to 1/3, then 1/2 up to 2/3, then 0
    CHECK(*average_precision(curve) == doctest::Approx(0.5));
    CHECK(*average_precision_at_11_recalls(curve) == doctest::Approx((4 * 1 + 3 * 0.5) / 11));
}

TEST_CASE("difficult things do not count, found or not") {
    const std::vector<truth_box> truths{{.where = first}, {.where = second, .difficult = true}};
    const std::vector<detection> answers{{.score = 0.9F, .where = second}, {.score = 0.8F, .where = first}};
    const precision_recall curve = precision_and_recall(answers, truths, 0);
    CHECK(curve.truths == 1);
    CHECK(curve.precision == std::vector<double>{1});
    CHECK(*average_precision_at_11_recalls(curve) == 1);
}

TEST_CASE("an overlap of just the threshold is enough, and kinds do not see each other") {
    const std::vector<truth_box> truths{{.where = first}, {.kind = 1, .where = second}};
    const std::vector<detection> half{{.score = 1, .where = {0, 0, 10, 5}},
                                      {.kind = 1, .score = 1, .where = first}};
    CHECK(*average_precision(precision_and_recall(half, truths, 0)) == 1);
    CHECK(*average_precision(precision_and_recall(half, truths, 0, 0.51F)) == 0);
    CHECK(*average_precision(precision_and_recall(half, truths, 1)) == 0);
    CHECK(*mean_average_precision(half, truths) == 0.5);
}

TEST_CASE("without answers the precision is 0, and without truths there is none") {
    const std::vector<truth_box> truths{{.where = first}};
    const std::vector<detection> answers{{.kind = 3, .score = 1, .where = nowhere}};
    CHECK(*average_precision(precision_and_recall({}, truths, 0)) == 0);
    CHECK(*average_precision_at_11_recalls(precision_and_recall({}, truths, 0)) == 0);
    CHECK(!average_precision(precision_and_recall(answers, {}, 3)));
    CHECK(!mean_average_precision(answers, {}));
    CHECK(*mean_average_precision(answers, truths) == 0);  // a kind without truths is not in the mean
}

TEST_CASE("measures refuse boxes that are none, and say whose") {
    const std::vector<truth_box> truths{{.where = first}, {.where = {1, 0, 0, 1}}};
    CHECK_THROWS_WITH_AS((void)precision_and_recall({}, truths, 0), doctest::Contains("truth 1, box 0"),
                         error);
    const std::vector<detection> nan{{.score = std::nanf(""), .where = first}};
    CHECK_THROWS_WITH_AS((void)precision_and_recall(nan, {}, 0),
                         doctest::Contains("detection 0: the score is no number"), error);
}

}  // namespace precision_test
