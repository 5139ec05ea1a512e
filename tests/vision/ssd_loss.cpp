// SPDX-License-Identifier: MIT
#include <strata/vision/ssd_loss.hpp>

#include "../literals/ssd.hpp"
#include "../losses/applied.hpp"
#include "boxes.hpp"

using namespace strata;
using namespace strata::test;

namespace ssd_loss_test {

namespace given = strata::test::torchvision;

using Y = shape<64, 8>;
static_assert(LossOver<ssd_loss, Y> && LossOver<ssd_loss, Y, double>);
static_assert(!takes<ssd_loss, shape<64>> && !takes<ssd_loss, shape<8, 8, 8>> &&
              !takes<ssd_loss, shape<64, 5>>);
static_assert(is_across_samples<ssd_loss>);

const ssd_boxes two_maps{.maps = {{{3, 4}, 0.25F, 0.5F, {2}}, {{2, 2}, 0.5F, 0.8F, {2}}},
                         .picture = {48, 64}};
const std::vector<int64> ends{2, 3, 3};

template <class T>
struct applied_boxes {
    double loss;
    std::vector<T> gradient;

    applied_boxes(const std::vector<T>& y, const std::vector<T>& rows, const std::vector<int64>& row_ends,
                  const ssd_loss& l = {.boxes = two_maps})
        : gradient(y.size(), T(7)) {
        const target_view<T> target{.numbers = rows.data(), .row_ends = row_ends.data()};
        const int n = static_cast<int>(row_ends.size());
        l.check_targets<Y>(n, &target, "sample", 0);
        loss_args<T> a{.n = n, .y = y.data(), .targets = &target};
        const double value = l.apply<Y>(a);
        a.dy = gradient.data();
        loss = l.apply<Y>(a);
        CHECK(value == loss);
    }
};

template <class T>
std::vector<T> numbers(const std::vector<double>& from) {
    return {from.begin(), from.end()};
}

template <class T>
void check_torchvision(double tolerance) {
    const applied_boxes<T> found(numbers<T>(given::ssd_outputs), numbers<T>(given::ssd_truths), ends);
    CHECK(found.loss == doctest::Approx(given::ssd_loss).epsilon(tolerance));
    CHECK(difference(found.gradient, given::ssd_gradient) < tolerance);
}

TEST_CASE("the loss of default boxes and its gradient are those of torchvision's SSD") {
    check_torchvision<double>(1e-6);
    check_torchvision<float>(1e-5);
}

TEST_CASE("the gradient of the loss of default boxes is that of centred differences") {
    const double h = 1e-6;
    const std::vector<double>& y = given::ssd_outputs;
    const auto loss = [](const std::vector<double>& at) {
        return applied_boxes<double>(at, given::ssd_truths, ends).loss;
    };
    const applied_boxes<double> found(y, given::ssd_truths, ends);
    // all that count, and some of those that do not
    for (std::size_t i = 0; i < y.size(); ++i) {
        if (found.gradient[i] == 0 && i % 97 != 0) continue;
        auto above = y, below = y;
        above[i] += h, below[i] -= h;
        CAPTURE(i);
        CHECK(std::abs(found.gradient[i] - (loss(above) - loss(below)) / (2 * h)) < 1e-7);
    }
}

TEST_CASE("pictures without things teach nothing, and one does not change what another is taught by") {
    const std::vector<double> y = numbers<double>(given::ssd_outputs);
    const applied_boxes<double> none(y, {}, {0, 0, 0});
    CHECK(none.loss == 0);
    CHECK(std::all_of(none.gradient.begin(), none.gradient.end(), [](double d) { return d == 0; }));

    const std::vector<double> first(y.begin(), y.begin() + Y::size);
    const std::vector<double> truths(given::ssd_truths.begin(), given::ssd_truths.begin() + 10);
    std::vector<double> two = first;
    two.insert(two.end(), y.begin() + 2 * Y::size, y.end());
    const applied_boxes<double> alone(first, truths, {2}), beside(two, truths, {2, 2});
    CHECK(alone.loss == beside.loss);
    CHECK(std::equal(alone.gradient.begin(), alone.gradient.end(), beside.gradient.begin()));
}

TEST_CASE("a default box that two truths overlap most is the last one's, though it fits the first better") {
    constexpr std::size_t of_box = 8 * 48;  // 0, 0, 32, 24: the first of the second map
    const std::vector<double> y(Y::size, 0.0);
    const applied_boxes<double> found(y, {0, 0, 32, 24, 0, 3, 3, 29, 21, 2}, {2});
    const double* const d = found.gradient.data() + of_box + 4;
    CHECK(d[3] < 0);
    CHECK(std::all_of(d, d + 3, [](double other) { return other > 0; }));
}

TEST_CASE("a score that is no number makes the loss none, where its default box has no truth") {
    std::vector<double> y(Y::size, 0.0);
    y[8 * 11 + 5] = std::nan("");
    const std::vector<double> truths{0, 0, 32, 24, 0};
    const std::vector<int64> row_ends{1};
    const target_view<double> target{.numbers = truths.data(), .row_ends = row_ends.data()};
    const loss_args<double> a{.n = 1, .y = y.data(), .targets = &target};
    CHECK(is_nan(ssd_loss{.boxes = two_maps}.apply<Y>(a)));
}

TEST_CASE("what default boxes answer is what torchvision's SSD does with the same outputs") {
    const std::vector<float> y = floats_from(given::ssd_outputs);
    auto outputs = xt::xtensor<float, 3>::from_shape({3, 64, 8});
    std::copy(y.begin(), y.end(), outputs.data());
    const auto found =
        detections_of_ssd(outputs, two_maps, {.least_score = 0.5F, .threshold = 0.45F, .most = 20}, 5);
    REQUIRE(found.size() == given::ssd_found_scores.size());
    std::size_t at = 0;
    for (std::size_t n = 0; n < 3; ++n)
        for (int i = 0; i < given::ssd_found_counts[n]; ++i, ++at) {
            CAPTURE(at);
            const detection& d = found[at];
            CHECK(d.picture == static_cast<int>(5 + n));
            CHECK(d.kind == given::ssd_found_kinds[at]);
            CHECK(double(d.score) == doctest::Approx(given::ssd_found_scores[at]).epsilon(1e-5));
            const std::array<float, 4> corners{d.where.x1, d.where.y1, d.where.x2, d.where.y2};
            for (std::size_t k = 0; k < 4; ++k)
                CHECK(std::abs(double(corners[k]) - given::ssd_found_boxes[4 * at + k]) < 1e-4);
        }
}

TEST_CASE(
    "truths, maps, settings and outputs that cannot be are errors of default boxes, by sample and truth") {
    const std::vector<double> y(64 * 8, 0.0);
    const auto refused = [&](const std::vector<double>& rows, const char* words,
                             const ssd_loss& l = {.boxes = two_maps}) {
        const std::vector<int64> row_ends{static_cast<int64>(rows.size() / 5)};
        CHECK_THROWS_WITH_AS((applied_boxes<double>(y, rows, row_ends, l)), doctest::Contains(words), error);
    };
    refused({0, 0, 9, 9, 0, 5, 5, 5, 9, 0}, "sample 0, truth 1: the truth is no box with sides above 0");
    refused({0, 0, std::nan(""), 9, 0}, "truth 0: the truth is no box");
    refused({60, 0, 70, 9, 0}, "middle outside of the picture");
    refused({60, 0, 68, 9, 0}, "middle outside of the picture");
    refused({0, 40, 9, 56, 0}, "middle outside of the picture");
    CHECK_NOTHROW(applied_boxes<double>(y, {59, 0, 68, 9, 0}, {1}));
    refused({0, 0, 9, 9, 3}, "no such kind");
    refused({0, 0, 9, 9, 0.5}, "no such kind");
    refused({}, "a map and a picture", {.boxes = {}});
    refused({}, "expected [60, 6 or more], found [64, 8]",
            {.boxes = {.maps = {{{3, 5}, 0.25F, 0.5F, {2}}}, .picture = {48, 64}}});
    refused({}, "foreground", {.boxes = two_maps, .foreground = 1.5});
    refused({}, "negatives", {.boxes = two_maps, .negatives_each = -1});

    auto outputs = xt::xtensor<float, 3>({2, 63, 8}, 0);
    CHECK_THROWS_WITH_AS((void)detections_of_ssd(outputs, two_maps), doctest::Contains("[64, 6 or more]"),
                         error);
    outputs = xt::xtensor<float, 3>({2, 64, 8}, 0);
    outputs(1, 9, 2) = std::nanf("");
    CHECK_THROWS_WITH_AS((void)detections_of_ssd(outputs, two_maps),
                         doctest::Contains("picture 1, default box 9"), error);
}

}  // namespace ssd_loss_test
