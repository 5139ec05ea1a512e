// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <cstdint>
#include <ranges>
#include <sstream>
#include <strata/data/array_set.hpp>
#include <strata/data/split.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/relu.hpp>
#include <strata/training/evaluation.hpp>
#include <strata/training/pixel_evaluation.hpp>
#include <vector>

using namespace strata;

TEST_CASE("scores are counted into a confusion matrix") {
    const xt::xtensor<float, 2> scores{{3, 1, 0}, {0, 2, 1}, {5, 6, 0}, {1, 1, 1}};
    const evaluation e = evaluate_scores<float>(scores, {0, 1, 0, 2}, {"cat", "car", "frog"});
    CHECK(e.accuracy == doctest::Approx(0.5));
    CHECK(e.confusion(0, 0) == 1);
    CHECK(e.confusion(0, 1) == 1);
    CHECK(e.confusion(1, 1) == 1);
    CHECK(e.confusion(2, 0) == 1);
    CHECK(e.recall(0) == doctest::Approx(0.5));
    CHECK(e.recall(2) == 0);
    CHECK(e.predictions(3) == 0);
    std::ostringstream out;
    out << e;
    CHECK(out.str().find("frog") != std::string::npos);
    CHECK(out.str().find("accuracy 50.00 %") != std::string::npos);
}

TEST_CASE("labels that do not fit the scores are refused") {
    const xt::xtensor<float, 2> scores{{3, 1, 0}};
    CHECK_THROWS_WITH_AS(evaluate_scores<float>(scores, {3}), doctest::Contains("expected 0 to 2, found 3"),
                         error);
    CHECK_THROWS_WITH_AS(evaluate_scores<float>(scores, {1, 1}),
                         "there is not one label for each sample, expected [1], found [2]", error);
}

TEST_CASE("scores come in arrays of any kind with two axes, and names are as many as classes") {
    const xt::xarray<double> scores{{3, 1, 0}, {0, 2, 1}}, of_places = xt::zeros<double>({2, 4, 3});
    CHECK(evaluate_scores(scores, xt::xtensor<int, 1>{0, 1}).accuracy == 1);
    CHECK_THROWS_WITH_AS(evaluate_scores(of_places, xt::xtensor<int, 1>{0, 1}),
                         "the scores: the array has another number of axes, expected 2, found [2, 4, 3]",
                         error);
    CHECK_THROWS_WITH_AS(evaluate_scores<float>(scores, {0, 1}, {"cat", "car"}),
                         "there are not as many names as classes, expected 3, found 2", error);
}

TEST_CASE("labels wider than an int are not cut to one that fits") {
    const xt::xtensor<float, 2> scores{{3, 1, 0}, {0, 2, 1}};
    const xt::xtensor<std::size_t, 1> wide{0, (1UL << 32) + 1};
    CHECK_THROWS_WITH_AS(
        evaluate_scores(scores, wide),
        "label 1: the label is out of range, expected a class, counted from 0, found 4294967297", error);
}

TEST_CASE("labels come in arrays of any kind with as many axes") {
    const xt::xtensor<float, 2> scores{{3, 1, 0}, {0, 2, 1}};
    CHECK(evaluate_scores(scores, xt::xarray<long>{0, 1}).accuracy == 1);
    CHECK(evaluate_scores(scores, 1 - xt::xtensor<int, 1>{1, 0}).accuracy == 1);
    CHECK_THROWS_WITH_AS(evaluate_scores(scores, xt::xarray<int>{{1, 0, 0}, {0, 1, 0}}),
                         "the labels: the array has another number of axes, expected 1, found [2, 3]", error);
}

TEST_CASE("scores of no sample are refused") {
    CHECK_THROWS_WITH_AS(
        evaluate_scores(xt::xtensor<float, 2>({0, 3}), xt::xtensor<int, 1>(std::array<std::size_t, 1>{0})),
        "there are no samples to evaluate", error);
}

namespace evaluation_test {
struct of_images : net<input<2, 5, 5>, conv<4, 3, same>, relu, flatten, dense<3>> {};
struct of_pixels : net<input<2, 5, 5>, conv<4, 3, same>, relu, conv<3, 1>> {};

/// Whether a model that nobody changes has the same evaluation of the set in portions of any size.
template <class Net, class Set>
bool has_one_evaluation(const Set& set) {
    const model<Net> m(seed{4}, 1);
    const auto whole = evaluate(m, set);
    bool same = true;
    for (const answer_options& options : {answer_options{.portion = 1}, answer_options{.portion = 4}}) {
        const auto found = evaluate(m, set, options);
        same = same && found.loss == whole.loss && found.accuracy == whole.accuracy &&
               found.confusion == whole.confusion && found.predictions == whole.predictions;
    }
    return same && evaluate(m, set, {.portion = 9}).loss == whole.loss;
}
}  // namespace evaluation_test

TEST_CASE("a constant model is evaluated, with the same numbers whatever the portion") {
    labelled_images images;
    images.images = xt::zeros<float>({11, 2, 5, 5});
    const random_stream random(seed{5}, 0);
    std::uint64_t k = 0;
    for (auto& v : images.images) v = static_cast<float>(random.normal(k++));
    images.labels = xt::arange<int>(11) % 3;
    labelled_pixels pixels;
    pixels.images = images.images;
    pixels.labels = xt::zeros<int>({11, 5, 5});
    CHECK(evaluation_test::has_one_evaluation<evaluation_test::of_images>(images));
    CHECK(evaluation_test::has_one_evaluation<evaluation_test::of_pixels>(pixels));

    // a set that is read sample by sample has the numbers of the same samples in arrays
    const model<evaluation_test::of_images> m(seed{4}, 1);
    const auto whole = evaluate(m, images), streamed = evaluate(m, subset(images, std::views::iota(0, 11)));
    CHECK(streamed.loss == whole.loss);
    CHECK(streamed.confusion == whole.confusion);
    CHECK(streamed.predictions == whole.predictions);
    const auto [some, rest] = split(images, {0.6, 0.4}, {.random = seed{1}});
    const auto of_some = evaluate(m, some), of_rest = evaluate(m, rest, {.portion = 3});
    CHECK(of_some.predictions.size() + of_rest.predictions.size() == 11);
    CHECK(of_some.predictions(1) == whole.predictions(static_cast<std::size_t>(some.number(1))));
    CHECK(xt::xtensor<int64, 2>(of_some.confusion + of_rest.confusion) == whole.confusion);
    CHECK_THROWS_WITH_AS(evaluate(m, subset(images, std::vector<std::uint32_t>{})),
                         "there are no samples to evaluate", error);
    CHECK_THROWS_WITH_AS(evaluate(m, array_set(images.images)), doctest::Contains("does not have one class"),
                         error);
    CHECK_THROWS_AS(evaluate(model<evaluation_test::of_images>(), images, {.portion = -2}), error);
}
