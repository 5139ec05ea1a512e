// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include <strata/data/sample.hpp>

#include "../io/temporary_folder.hpp"

using strata::append_sample;
using strata::random_stream;
using strata::sample;
using strata::sample_batch;
using strata::sample_layout;
using strata::target_kind;
using strata::test::text_of;

namespace of_samples {

/// An image, a class for each row, boxes.
const sample_layout detection{
    .inputs = {{1, 2, 3}},
    .targets = {{target_kind::classes, false, {2}}, {target_kind::numbers, true, {4}}}};

/// The text of what is thrown when `read` writes sample 7 of a set.
template <class Read>
std::string refusal(const sample_layout& layout, Read&& read) {
    sample_batch<float> batch(layout, 2);
    const std::string text = text_of<strata::error>([&] { append_sample(batch, 7, random_stream(), read); });
    CHECK(batch.count() == (text.empty() ? 1 : 0));
    return text;
}

}  // namespace of_samples
using namespace of_samples;

TEST_CASE("a batch has inputs and targets one after the other and the rows of all samples with their ends") {
    sample_batch<double> batch(detection, 3);
    for (int i = 0; i < 3; ++i)
        append_sample(batch, 10 * i, random_stream(), [&](sample<double>& to) {
            std::ranges::fill(to.input({1, 2, 3}), i + 0.5);
            std::ranges::fill(to.classes({2}), i);
            std::ranges::fill(to.rows(2 - i, {4}, 1), 100.0 + i);
            if (i == 1) to.weight(0.25);
        });
    CHECK(batch.count() == 3);
    CHECK(std::vector<double>(batch.input(), batch.input() + 18) ==
          std::vector<double>{.5, .5, .5, .5, .5, .5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 2.5, 2.5, 2.5, 2.5, 2.5,
                              2.5});
    CHECK(std::vector<int>(batch.classes(), batch.classes() + 6) == std::vector<int>{0, 0, 1, 1, 2, 2});
    CHECK(batch.numbers(0) == nullptr);
    CHECK(batch.row_ends(0) == nullptr);
    CHECK(batch.classes(1) == nullptr);
    CHECK(std::vector<strata::int64>(batch.row_ends(1), batch.row_ends(1) + 3) ==
          std::vector<strata::int64>{2, 3, 3});
    CHECK(std::vector<double>(batch.numbers(1), batch.numbers(1) + 12) ==
          std::vector<double>{100, 100, 100, 100, 100, 100, 100, 100, 101, 101, 101, 101});
    CHECK(batch.weighted());
    CHECK(std::vector<double>(batch.weights(), batch.weights() + 3) == std::vector<double>{1, 0.25, 1});
    CHECK(batch.number(2) == 20);
    batch.clear();
    CHECK(batch.count() == 0);
    CHECK_FALSE(batch.weighted());
}

TEST_CASE("a sample with other extents than are asked for is refused by its number in the set") {
    CHECK(refusal(detection,
                  [](auto& to) {
                      to.input({1, 3, 2});
                  }) ==
          "sample 7, input 0: the set's sample has other extents than are asked for, expected [1, 2, 3], "
          "found [1, 3, 2]");
    CHECK(refusal(detection, [](auto& to) { to.classes({}); }) ==
          "sample 7, target 0: the set's sample has other extents than are asked for, expected class numbers "
          "[2], "
          "found class numbers []");
    CHECK(refusal(detection, [](auto& to) { to.rows(3, {5}, 1); }) ==
          "sample 7, target 1: the set's sample has other extents than are asked for, expected any number of "
          "rows [4] "
          "of numbers, found any number of rows [5] of numbers");
}

TEST_CASE("a target of another kind and an array that is not asked for are refused") {
    CHECK(refusal(detection, [](auto& to) { to.numbers({2}); }) ==
          "sample 7, target 0: the set's sample has a target of another kind than is asked for, expected "
          "class numbers "
          "[2], found numbers [2]");
    CHECK(refusal(detection, [](auto& to) { to.class_rows(1, {4}, 1); }) ==
          "sample 7, target 1: the set's sample has a target of another kind than is asked for, expected any "
          "number of "
          "rows [4] of numbers, found any number of rows [4] of class numbers");
    CHECK(
        refusal(detection,
                [](auto& to) {
                    to.input({1, 2, 3}, 1);
                }) ==
        "sample 7, input 1: the set's sample has an array that is not asked for, expected input 0, found 1");
    CHECK(refusal(detection, [](auto& to) { to.classes({2}, -1); }) ==
          "sample 7, target -1: the set's sample has an array that is not asked for, expected target 0 to 1, "
          "found -1");
}

TEST_CASE("what a set did not write is said") {
    CHECK(refusal(detection, [](auto& to) { to.classes({2}); }) ==
          "sample 7, input 0: the set wrote nothing to it");
    CHECK(refusal(detection, [](auto& to) {
              to.input({1, 2, 3}), to.classes({2});
          }) == "sample 7, target 1: the set wrote nothing to it");
}

TEST_CASE("rows and weights below 0 are refused") {
    CHECK(refusal(detection, [](auto& to) { to.rows(-1, {4}, 1); }) ==
          "sample 7, target 1: there cannot be fewer rows than none, found -1");
    CHECK(refusal(detection, [](auto& to) { to.weight(-0.5); }) ==
          "sample 7: a sample cannot have this weight, expected a finite number, 0 or more, found -0.500000");
    CHECK_FALSE(
        refusal(detection, [](auto& to) { to.weight(std::numeric_limits<double>::quiet_NaN()); }).empty());
}

TEST_CASE("an array that is asked for twice is written twice") {
    sample_batch<float> batch(detection, 2);
    append_sample(batch, 0, random_stream(), [](sample<float>& to) {
        to.input({1, 2, 3});
        to.classes({2});
        to.rows(5, {4}, 1);
        std::ranges::fill(to.rows(1, {4}, 1), 8.0F);
        to.weight(3);
        CHECK(to.written_input().data() == to.input({1, 2, 3}).data());
    });
    CHECK(*batch.row_ends(1) == 1);
    CHECK(batch.numbers(1)[3] == 8);
}

TEST_CASE("a layout without targets takes a set's inputs alone") {
    CHECK(refusal({.inputs = {{2}}}, [](auto& to) {
              to.input({2});
              CHECK(to.classes({3}).size() == 3);
              CHECK(to.rows(2, {4}, 1).size() == 8);
              CHECK(to.rows(1, {4}, 1).size() == 4);
          }).empty());
}

TEST_CASE("a batch that is full and layouts that cannot be are refused") {
    sample_batch<float> batch({.inputs = {{1}}}, 1);
    const auto add = [&] { append_sample(batch, 0, random_stream(), [](auto& to) { to.input({1}); }); };
    add();
    CHECK(text_of<strata::error>(add) == "a batch has no room for another sample, expected at most 1");
    const auto of = [](sample_layout layout, int capacity) {
        return text_of<strata::error>([&] { sample_batch<float>(layout, capacity); });
    };
    CHECK(of({.inputs = {{1}}}, 0) == "a batch has to have room for a sample, found 0");
    CHECK(of({}, 1) == "a layout of samples has no input");
    CHECK(of({.inputs = {{3, 0}}}, 1) == "input 0: an extent of a sample cannot be below 1, found [3, 0]");
}

TEST_CASE("a batch of any layout has the arrays that were written last") {
    auto one = sample_batch<float>::of_any_layout();
    append_sample(one, 4, random_stream(), [](auto& to) {
        to.input({2, 2}, 1);
        to.input({3});
        std::ranges::fill(to.class_rows(2, {1}), 6);
    });
    CHECK(one.layout() == sample_layout{{{3}, {2, 2}}, {{target_kind::classes, true, {1}}}});
    CHECK(one.classes()[1] == 6);
    one.clear();
    append_sample(one, 5, random_stream(), [](auto& to) { to.input({1})[0] = 9; });
    CHECK(one.layout() == sample_layout{{{1}}, {}});
    CHECK(*one.input() == 9);
    CHECK(one.number(0) == 5);
    one.clear();
    CHECK(text_of<strata::error>([&] {
              append_sample(one, 6, random_stream(), [](auto& to) { to.input({1}, 1); });
          }) == "sample 6, input 0: the set wrote nothing to it");
}
