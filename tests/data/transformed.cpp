// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include <strata/data/array_set.hpp>
#include <strata/data/flip_and_shift.hpp>
#include <strata/data/labelled_images.hpp>
#include <strata/data/transformed.hpp>

#include "../io/temporary_folder.hpp"

using strata::sample;
using strata::sample_batch;
using strata::transformed;
using strata::test::text_of;

namespace of_transformations {

strata::labelled_images two_images() {
    strata::labelled_images set{xt::xtensor<float, 4>({2, 2, 3, 4}), xt::xtensor<int, 1>{1, 0}, {"a", "b"}};
    for (std::size_t i = 0; i < 48; ++i) set.images.data()[i] = static_cast<float>(i);
    return set;
}
template <class T, class Set>
std::vector<T> input_of(const Set& set, strata::int64 i, const strata::random_stream& random = {}) {
    auto one = sample_batch<T>::of_any_layout();
    strata::append_sample(one, i, random, [&](auto& to) { strata::read_sample(set, i, to); });
    return {one.input(), one.input() + strata::elements_of(one.layout().inputs[0])};
}
struct by_one {
    static constexpr bool one_reader = true;
    void operator()(auto& to) const { to.weight(2); }
};

}  // namespace of_transformations
namespace of_transformed = of_transformations;

TEST_CASE("an image is augmented by the numbers of its own sample") {
    const auto set = of_transformed::two_images();
    const strata::random_flip_and_shift change{.shift = 1};
    const transformed by_type(set, change);
    const transformed any(set, strata::augmentation(change));
    CHECK(by_type.one_reader == false);
    CHECK(any.one_reader);
    for (int epoch = 0; epoch < 4; ++epoch) {
        const auto random = strata::sample_stream({9}, epoch, 1);
        std::vector<float> expected(24);
        change({2, 3, 4}, random, set.images.data() + 24, expected.data());
        CHECK(of_transformed::input_of<float>(by_type, 1, random) == expected);
        CHECK(of_transformed::input_of<float>(any, 1, random) == expected);
    }
    CHECK(by_type.class_of(0) == 1);
    CHECK(by_type.class_names().size() == 2);
}

TEST_CASE("a sample is changed where it was written") {
    const auto set = of_transformed::two_images();
    const transformed changed(set, [](auto& to) {
        for (auto& v : to.written_input()) v = -v;
        to.classes({})[0] += 5;
    });
    CHECK(of_transformed::input_of<double>(changed, 1)[23] == -47);
    auto one = sample_batch<float>::of_any_layout();
    strata::append_sample(one, 0, {}, [&](auto& to) { changed.read(0, to); });
    CHECK(*one.classes() == 6);
    CHECK(transformed(set, of_transformed::by_one{}).one_reader);
}

TEST_CASE("a sample is written anew with other extents, also by a function of one type of numbers") {
    const auto set = of_transformed::two_images();
    const transformed columns(set, [](const sample_batch<float>& from, sample<float>& to) {
        std::copy_n(from.input() + 2, 2, to.input({1, 1, 2}).begin());
        strata::copy_targets(from, to);
    });
    static_assert(!strata::ReadsSamplesOf<decltype(columns), double>);
    CHECK(of_transformed::input_of<float>(columns, 1) == std::vector<float>{26, 27});
    CHECK(of_transformed::input_of<double>(columns, 1) == std::vector<double>{26, 27});
    CHECK(strata::layout_of(columns).targets.size() == 1);
}

TEST_CASE("an augmentation of what is no image is refused") {
    const transformed rows(strata::array_set{xt::xtensor<float, 2>{{1, 2}}}, strata::random_flip_and_shift{});
    CHECK(text_of<strata::error>([&] { (void)of_transformed::input_of<float>(rows, 0); }) ==
          "sample 0: an augmentation changes images, and the set's samples have another rank, expected 3 "
          "axes, found 1");
}
