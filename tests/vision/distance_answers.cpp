// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <strata/vision/distance_answers.hpp>
#include <string>
#include <tuple>
#include <vector>

using namespace strata;

namespace distance_answers_test {

using level = xt::xtensor<float, 4>;
/// A level of two kinds and three bins in which nothing is found.
level nothing(std::size_t n, std::size_t h, std::size_t w) {
    level y({n, 14, h, w}, 0.0F);
    xt::view(y, xt::all(), xt::range(0, 2)) = -20;
    return y;
}
/// Numbers before the softmax of one side.
void put(level& y, std::size_t side, std::size_t i, std::size_t j, float none, float one, float two) {
    y(0, 2 + 3 * side, i, j) = none, y(0, 3 + 3 * side, i, j) = one, y(0, 4 + 3 * side, i, j) = two;
}

std::string refusal_of(const std::tuple<level, level>& y, const distance_levels& levels) {
    try {
        (void)detections_of_distances(y, levels);
    } catch (const error& e) {
        return e.what();
    }
    return "";
}
bool says(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

TEST_CASE("a place's box reaches as far as the means of its four distributions say") {
    level fine = nothing(2, 4, 4), coarse = nothing(2, 2, 2);
    fine(0, 1, 1, 2) = std::log(3.0F);  // sigmoid: 3/4
    const float l2 = std::log(2.0F), l6 = std::log(6.0F);
    put(fine, 0, 1, 2, 0, 0, 0);     // (0 + 1 + 2) / 3 = 1
    put(fine, 1, 1, 2, 0, -30, l2);  // nearly 2 * 2 / 3 = 4/3
    put(fine, 2, 1, 2, 0, l6, -30);  // nearly 6 / 7
    put(fine, 3, 1, 2, 30, 0, 0);    // nearly 0
    const std::vector<detection> found = detections_of_distances(
        std::tuple{fine, coarse}, {.kinds = 2, .strides = {8, 16}}, {.least_score = 0.5F}, 5);
    REQUIRE(found.size() == 1);
    CHECK(found[0].picture == 5);
    CHECK(found[0].kind == 1);
    CHECK(found[0].score == doctest::Approx(0.75));
    CHECK(found[0].where.x1 == doctest::Approx(2.5 * 8 - 8));
    CHECK(found[0].where.y1 == doctest::Approx(1.5 * 8 - 8 * 4 / 3.0));
    CHECK(found[0].where.x2 == doctest::Approx(2.5 * 8 + 8 * 6 / 7.0));
    CHECK(found[0].where.y2 == doctest::Approx(1.5 * 8));
}

TEST_CASE("boxes of all levels compete, and reach no further than the picture") {
    level fine = nothing(2, 4, 4), coarse = nothing(2, 2, 2);
    coarse(0, 0, 0, 0) = 4;  // x = y = 8, and 16 to each side
    for (std::size_t side = 0; side < 4; ++side) put(coarse, side, 0, 0, 0, 40, 0);
    fine(0, 0, 1, 1) = 2;  // x = y = 12, and 12 to each side: most of the same box
    for (std::size_t side = 0; side < 4; ++side) put(fine, side, 1, 1, 0, 40, 40);
    fine(1, 1, 3, 3) = 1;
    const auto found = detections_of_distances(std::tuple{fine, coarse}, {.kinds = 2, .strides = {8, 16}},
                                               {.least_score = 0.5F, .threshold = 0.5F});
    REQUIRE(found.size() == 2);
    CHECK(found[0].picture == 0);
    CHECK(found[0].where == box{0, 0, 24, 24});
    CHECK(found[1].picture == 1);
    CHECK(found[1].kind == 1);
}

TEST_CASE("levels that do not belong together are refused by their number") {
    const distance_levels levels{.kinds = 2, .strides = {8, 16}};
    const level fine = nothing(1, 4, 4), coarse = nothing(1, 2, 2);
    CHECK(refusal_of({fine, coarse}, levels).empty());
    CHECK(says(refusal_of({fine, nothing(1, 2, 3)}, levels), "level 1"));
    CHECK(says(refusal_of({fine, nothing(2, 2, 2)}, levels), "level 1"));
    CHECK(says(refusal_of({fine, coarse}, {.kinds = 3, .strides = {8, 16}}), "3 + 4 B channels"));
    CHECK(says(refusal_of({fine, coarse}, {.kinds = 2, .strides = {8}}), "2 strides"));
    CHECK(says(refusal_of({fine, coarse}, {.kinds = 0, .strides = {8, 16}}), "0 kinds"));
    CHECK(says(refusal_of({fine, coarse}, {.kinds = 2, .strides = {8, -16}}), "above 0"));
    level other = coarse;
    other(0, 5, 1, 1) = std::numeric_limits<float>::quiet_NaN();
    CHECK(says(refusal_of({fine, other}, levels), "level 1, picture 0"));
}

}  // namespace distance_answers_test
