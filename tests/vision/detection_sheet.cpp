// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/vision/detection_sheet.hpp>

using namespace strata;

namespace detection_sheet_test {

template <class Part>
std::vector<Part> parts_of(const drawing& d) {
    std::vector<Part> all;
    for (const auto& p : d.parts())
        if (const Part* one = std::get_if<Part>(&p)) all.push_back(*one);
    return all;
}

TEST_CASE("a sheet has the images, true boxes in white, and answers by kind with name and score") {
    const xt::xtensor<float, 4> x = xt::zeros<float>({3, 1, 20, 30});
    const std::vector<truth_box> truths{{.picture = 1, .kind = 0, .where = {2, 3, 12, 13}},
                                        {.picture = 7, .kind = 0, .where = {2, 3, 12, 13}}};
    const std::vector<detection> answers{{.picture = 2, .kind = 1, .score = 0.926F, .where = {5, 6, 40, 16}},
                                         {.picture = -1, .kind = 1, .score = 0.9F, .where = {5, 6, 15, 16}}};
    const drawing d =
        detection_sheet(x, answers, truths, {.columns = 2, .scale = 2, .kinds = {"cat", "dog"}});
    CHECK(d.width() == 2 * 66 + 6);
    CHECK(d.height() == 2 * 46 + 6);
    CHECK(parts_of<drawn_image>(d).size() == 3);
    const auto lines = parts_of<drawn_line>(d);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].ink == colours::white);
    CHECK(lines[0].points[0].x == 72 + 4);
    CHECK(lines[0].points[0].y == 6 + 6);
    CHECK(lines[1].points[0].y == 52 + 12);
    CHECK(lines[1].points[2].x == 6 + 60);  // cut at the edge of its picture
    REQUIRE(parts_of<drawn_text>(d).size() == 1);
    CHECK(parts_of<drawn_text>(d)[0].words == "dog 93");
    CHECK(parts_of<drawn_text>(detection_sheet(x, answers, truths, {.captions = false})).empty());
}

TEST_CASE("no images, other channels and boxes that are none are errors") {
    const xt::xtensor<float, 4> x = xt::zeros<float>({1, 1, 8, 8}), none = xt::zeros<float>({0, 1, 8, 8}),
                                two = xt::zeros<float>({1, 2, 8, 8});
    CHECK_THROWS_WITH_AS((void)detection_sheet(none, {}, {}), doctest::Contains("1 or 3 channels"), error);
    CHECK_THROWS_WITH_AS((void)detection_sheet(two, {}, {}), doctest::Contains("[1, 2, 8, 8]"), error);
    const std::vector<truth_box> wrong{{.where = {5, 5, 1, 9}}};
    CHECK_THROWS_WITH_AS((void)detection_sheet(x, {}, wrong), doctest::Contains("truth 0"), error);
}

}  // namespace detection_sheet_test
