// SPDX-License-Identifier: MIT
#include <strata/vision/one_shot_loss.hpp>

#include "../literals/one_shot.hpp"
#include "../losses/applied.hpp"

using namespace strata;
using namespace strata::test;

namespace one_shot_loss_test {

using Y = shape<16, 3, 4>;
static_assert(LossOver<one_shot_loss, Y> && LossOver<one_shot_loss, Y, double>);
static_assert(!takes<one_shot_loss, shape<16>>);

const one_shot_loss as_written{
    .grid = {.anchors = {{10, 12}, {20, 9}}, .stride = 8}, .ignore = 0.5, .weights = {1, 0.5, 2, 0.75, 1.25}};

template <class T>
struct applied_grid {
    double loss;
    std::vector<T> gradient;

    applied_grid(std::vector<T> y, const std::vector<T>& rows, const std::vector<int64>& ends,
                 const one_shot_loss& given = as_written)
        : gradient(y.size(), T(7)) {
        const target_view<T> target{.numbers = rows.data(), .row_ends = ends.data()};
        given.check_targets<Y>(static_cast<int>(ends.size()), &target, "sample", 0);
        loss_args<T> a{.n = static_cast<int>(ends.size()), .y = y.data(), .targets = &target};
        const double value = given.apply<Y>(a);
        a.dy = gradient.data();
        loss = given.apply<Y>(a);
        CHECK(value == loss);
    }
};

template <class T>
std::vector<T> numbers(const std::vector<double>& from) {
    return {from.begin(), from.end()};
}

template <class T>
void check_plain(double tolerance) {
    namespace given = strata::test::torchvision;
    const applied_grid<T> found(channels_last<T, Y>(given::grid_outputs), numbers<T>(given::grid_truths),
                                {3, 4});
    CHECK(found.loss == doctest::Approx(given::grid_loss).epsilon(tolerance));
    CHECK(difference(found.gradient, channels_last<double, Y>(given::grid_gradient)) < tolerance);
}

TEST_CASE("the loss of a grid and its gradient are those of its formula by PyTorch") {
    check_plain<double>(1e-6);
    check_plain<float>(1e-5);
}

TEST_CASE("without truths all answers are to say that there is nothing") {
    const std::vector<double> y(2 * 16 * 12, 0.0);
    const applied_grid<double> found(y, {}, {0, 0});
    CHECK(found.loss == doctest::Approx(0.75 * 24 * std::log(2.0)));
    for (std::size_t i = 0; i < y.size(); ++i)
        CHECK(found.gradient[i] == doctest::Approx(i % 8 == 4 ? 0.75 * 0.5 / 2 : 0));
}

TEST_CASE("what a grid is taught it answers: boxes come back from the outputs of no loss") {
    // a truth in cell (1, 2) by anchor 1
    const box truth{10.5F, 8, 30, 18};
    const centre_box c = centre_form(truth);
    auto y = xt::xtensor<float, 4>({1, 16, 3, 4}, 0);
    for (const std::size_t a : {std::size_t{4}, std::size_t{12}}) xt::view(y, 0, a).fill(-9.0F);
    const auto logit = [](float p) { return std::log(p / (1 - p)); };
    y(0, 8, 1, 2) = logit(c.x / 8 - 2), y(0, 9, 1, 2) = logit(c.y / 8 - 1);
    y(0, 10, 1, 2) = std::log(c.width / 20), y(0, 11, 1, 2) = std::log(c.height / 9);
    y(0, 12, 1, 2) = 4, y(0, 14, 1, 2) = 9;
    const auto found = detections_of_grid(y, as_written.grid, {}, 5);
    REQUIRE(found.size() == 1);
    CHECK(found[0].picture == 5);
    CHECK(found[0].kind == 1);
    CHECK(found[0].score == doctest::Approx(1 / (1 + std::exp(-4.0)) / (1 + 2 * std::exp(-9.0))));
    CHECK(intersection_over_union(found[0].where, truth) > 0.9999F);
    // two cells of the same opinion are one answer; of other kinds, two
    for (std::size_t j = 8; j < 16; ++j) y(0, j, 1, 1) = y(0, j, 1, 2);
    y(0, 8, 1, 1) = 9, y(0, 12, 1, 1) = 3;
    CHECK(detections_of_grid(y, as_written.grid).size() == 1);
    y(0, 13, 1, 1) = 20;
    CHECK(detections_of_grid(y, as_written.grid).size() == 2);
    CHECK(detections_of_grid(y, as_written.grid, {.most = 1}).size() == 1);
}

TEST_CASE("the nearest anchor is that of the same form, the first of equals") {
    const std::vector<box_sides> anchors{{10, 20}, {20, 10}, {20, 10}};
    CHECK(nearest_anchor(anchors, {12, 30}) == 0);
    CHECK(nearest_anchor(anchors, {30, 12}) == 1);
    CHECK(overlap_at_origin({2, 4}, {4, 2}) == doctest::Approx(4.0 / 12));
    CHECK(overlap_at_origin({0, 0}, {0, 0}) == 0);
}

TEST_CASE("truths, anchors, weights and outputs that cannot be are errors, by sample and truth") {
    const std::vector<double> y(16 * 12, 0.0);
    const auto refused = [&](const std::vector<double>& rows, const char* words,
                             const one_shot_loss& l = as_written) {
        const std::vector<int64> ends{static_cast<int64>(rows.size() / 5)};
        CHECK_THROWS_WITH_AS((applied_grid<double>(y, rows, ends, l)), doctest::Contains(words), error);
    };
    refused({0, 0, 9, 9, 0, 5, 5, 5, 9, 0}, "sample 0, truth 1: the truth is no box with sides above 0");
    refused({0, 0, std::nan(""), 9, 0}, "truth 0: the truth is no box");
    refused({30, 0, 40, 9, 0}, "middle outside of the grid, expected a box in 32");
    refused({0, 0, 9, 9, 3}, "no such kind");
    refused({0, 0, 9, 9, 0.5}, "no such kind");
    refused({}, "without anchors", {.grid = {}});
    refused({}, "anchor 1", {.grid = {.anchors = {{1, 1}, {0, 1}}}});
    refused({}, "stride", {.grid = {.anchors = {{1, 1}}, .stride = 0}});
    refused({}, "3 times 6 channels", {.grid = {.anchors = {{1, 1}, {2, 1}, {3, 1}}}});
    refused({}, "negative", {.grid = as_written.grid, .weights = {.size = -1}});
    refused({}, "ignore", {.grid = as_written.grid, .ignore = 1.5});

    auto outputs = xt::xtensor<float, 4>({1, 15, 3, 4}, 0);
    CHECK_THROWS_WITH_AS((void)detections_of_grid(outputs, as_written.grid), doctest::Contains("2 times 6"),
                         error);
    outputs = xt::xtensor<float, 4>({2, 16, 3, 4}, 0);
    outputs(1, 9, 2, 2) = std::nanf("");
    CHECK_THROWS_WITH_AS((void)detections_of_grid(outputs, as_written.grid),
                         doctest::Contains("picture 1, anchor 1"), error);
}

}  // namespace one_shot_loss_test
