// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include <strata/data/array_set.hpp>

#include "../io/temporary_folder.hpp"

using strata::array_set;
using strata::int64;
using strata::sample_batch;
using strata::sample_layout;
using strata::target_kind;
using strata::test::text_of;

namespace of_array_sets {

/// Sample i of a set in a batch of this layout.
template <class T, class Set>
sample_batch<T> sample_of(const Set& set, int64 i, const sample_layout& layout) {
    sample_batch<T> batch(layout, 1);
    strata::append_sample(batch, i, {}, [&](auto& to) { set.read(i, to); });
    return batch;
}
template <class Set>
std::vector<float> input_of(const Set& set, int64 i) {
    const sample_layout layout{.inputs = strata::layout_of(set).inputs};
    const auto batch = sample_of<float>(set, i, layout);
    return {batch.input(), batch.input() + strata::elements_of(layout.inputs[0])};
}

}  // namespace of_array_sets
using namespace of_array_sets;

TEST_CASE("arrays of any rank and element type are a set") {
    const xt::xtensor<double, 2> x{{1, 2}, {3, 4}, {5, 6}};
    const xt::xarray<std::uint8_t> t{7, 8, 9};
    const array_set set{x, t};
    static_assert(strata::DataSet<decltype(set)>);
    CHECK(set.size() == 3);
    CHECK(strata::layout_of(set) == sample_layout{{{2}}, {{target_kind::classes}}});
    CHECK(input_of(set, 1) == std::vector<float>{3, 4});
    CHECK(set.class_of(2) == 9);
    const array_set without{x};
    CHECK(strata::layout_of(without).targets.empty());
    CHECK(input_of(array_set{xt::xtensor<float, 1>{4, 5}}, 1) == std::vector<float>{5});
}

TEST_CASE("whole numbers are classes or numbers, as they are wanted") {
    const xt::xtensor<int, 2> x{{1, 2}}, t{{3, 4}};
    const array_set set{x, t};
    CHECK(sample_of<double>(set, 0, {{{2}}, {{target_kind::classes, false, {2}}}}).classes()[1] == 4);
    CHECK(sample_of<double>(set, 0, {{{2}}, {{target_kind::numbers, false, {2}}}}).numbers()[1] == 4.0);
    const array_set real{x, xt::xtensor<float, 2>{{0.5F, 1.5F}}};
    CHECK(sample_of<double>(real, 0, {{{2}}, {{target_kind::numbers, false, {2}}}}).numbers()[1] == 1.5);
    CHECK(
        text_of<strata::error>([&] {
            (void)sample_of<float>(real, 0, {{{2}}, {{target_kind::classes, false, {2}}}});
        }) ==
        "sample 0, target 0: the set's sample has a target of another kind than is asked for, expected class "
        "numbers [2], found numbers [2]");
}

TEST_CASE("several inputs and targets are counted in their order") {
    const xt::xtensor<float, 2> a{{1}, {2}};
    const xt::xtensor<int, 3> b{{{3, 4}}, {{5, 6}}};
    const array_set set{strata::inputs(a, b), xt::xtensor<int, 1>{7, 8}, a};
    CHECK(strata::layout_of(set) ==
          sample_layout{{{1}, {1, 2}}, {{target_kind::classes}, {target_kind::numbers, false, {1}}}});
    const auto batch = sample_of<float>(set, 1, strata::layout_of(set));
    CHECK(batch.input(1)[1] == 6);
    CHECK(batch.classes()[0] == 8);
    CHECK(batch.numbers(1)[0] == 2);
}

TEST_CASE("an array with a name is referred to and a temporary is kept") {
    xt::xtensor<std::uint8_t, 2> x{{10, 20}, {30, 40}};
    const auto make = [&] { return array_set{x, xt::xtensor<long, 1>{5, 6}}; };
    const array_set set = make();
    x(1, 0) = 33;
    CHECK(input_of(set, 1) == std::vector<float>{33, 40});
    const auto copy = set;
    CHECK(copy.class_of(1) == 6);
    const array_set kept{xt::xtensor<float, 2>(x) * 2.0F, xt::zeros<int>({2})};
    CHECK(input_of(kept, 0) == std::vector<float>{20, 40});
}

TEST_CASE(
    "views are read from their own place, those of other strides and other layouts in the order of their "
    "axes") {
    const xt::xtensor<float, 2> x{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
    const auto rows = xt::view(x, xt::range(1, 3), xt::all());
    CHECK(input_of(array_set{rows}, 0) == std::vector<float>{4, 5, 6});
    CHECK(input_of(array_set{xt::view(x, xt::all(), xt::range(1, 3))}, 1) == std::vector<float>{5, 6});
    const xt::xtensor<float, 2, xt::layout_type::column_major> columns = x;
    CHECK(input_of(array_set{columns}, 1) == std::vector<float>{4, 5, 6});
}

TEST_CASE("bytes are scaled as they are read, with the bits of a division by 255") {
    auto bytes = xt::xtensor<std::uint8_t, 2>::from_shape({256, 1});
    for (int i = 0; i < 256; ++i) bytes(static_cast<std::size_t>(i), 0) = static_cast<std::uint8_t>(i);
    const array_set set{strata::scaled_by(bytes, 1 / 255.0), strata::scaled_by(bytes, 2)};
    bool same = true;
    for (int i = 0; i < 256; ++i) same = same && input_of(set, i)[0] == static_cast<float>(i) / 255.0F;
    CHECK(same);
    CHECK(strata::layout_of(set).targets[0].kind == target_kind::numbers);
    CHECK(sample_of<float>(set, 3, strata::layout_of(set)).numbers()[0] == 6);
}

TEST_CASE("arrays that are no set are refused") {
    const xt::xtensor<float, 2> x{{1, 2}, {3, 4}};
    const xt::xarray<int> t{1, 2, 3}, rows{{0, 1}, {1, 0}};
    CHECK(text_of<strata::error>([&] {
              array_set{x, t};
          }) == "target 0: the arrays do not have the same number of samples, expected 2, found 3");
    CHECK(text_of<strata::error>([&] { array_set(xt::xarray<float>(2.0F)); }) ==
          "an array without axes has no samples, expected [N, ...], found []");
    CHECK(text_of<strata::error>([&] { (void)array_set(x, rows).class_of(1); }) ==
          "sample 1: a sample has not one class, but an array of them, found [2]");
    const xt::xtensor<std::int64_t, 1> large{1, 1LL << 40};
    CHECK(text_of<strata::error>([&] { (void)array_set(x, large).class_of(1); }) ==
          "sample 1: the label is out of range, expected a class, counted from 0, found 1099511627776");
}

TEST_CASE("an array that is given other extents after it became a set is noticed") {
    xt::xarray<float> x = xt::ones<float>({3, 2});
    const array_set set{x};
    x = xt::ones<float>({2, 2});
    CHECK(
        text_of<strata::error>([&] { (void)input_of(set, 0); }) ==
        "the array has been given other extents since the set was made of it, expected 6 elements, found 4");
}
