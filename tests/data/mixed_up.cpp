// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <set>
#include <vector>

#include <strata/data/array_set.hpp>
#include <strata/data/augmentations/colour_jitter.hpp>
#include <strata/data/augmentations/cutmix.hpp>
#include <strata/data/augmentations/cutout.hpp>
#include <strata/data/augmentations/in_turn.hpp>
#include <strata/data/augmentations/mixup.hpp>
#include <strata/data/augmentations/random_augment.hpp>
#include <strata/data/augmentations/random_crop_and_scale.hpp>
#include <strata/data/augmentations/random_rotation.hpp>
#include <strata/data/flip_and_shift.hpp>
#include <strata/data/mixed_up.hpp>
#include <strata/data/transformed.hpp>
#include <strata/strata.hpp>

#include "../io/temporary_folder.hpp"

using namespace strata;
using strata::test::contains;
using strata::test::text_of;

namespace of_mixed_up {

struct classifier : net<input<3, 6, 5>, conv<4, 3, pad<1>>, relu, flatten, dense<3>> {};

/// Image i is i everywhere, and of class i mod 3.
labelled_images counted(int n) {
    labelled_images set{
        xt::xtensor<float, 4>({static_cast<std::size_t>(n), 3, 6, 5}), xt::zeros<int>({n}), {"a", "b", "c"}};
    for (std::size_t i = 0; i < set.images.size(); ++i) set.images.data()[i] = static_cast<float>(i / 90);
    for (int i = 0; i < n; ++i) set.labels(i) = i % 3;
    return set;
}
template <class T, class Set>
sample_batch<T> read(const Set& set, int64 i, int epoch = 0) {
    auto one = sample_batch<T>::of_any_layout();
    append_sample(one, i, sample_stream(seed{9}, epoch, i), [&](auto& to) { read_sample(set, i, to); });
    return one;
}
template <class T, class Set>
std::vector<T> input_of(const Set& set, int64 i, int epoch = 0) {
    const auto one = read<T>(set, i, epoch);
    return {one.input(), one.input() + elements_of(one.layout().inputs[0])};
}
template <class T, class Set>
std::vector<T> target_of(const Set& set, int64 i, int epoch = 0) {
    const auto one = read<T>(set, i, epoch);
    return {one.numbers(), one.numbers() + 3};
}
template <class Set>
std::vector<float> trained(const Set& set, int threads, int workers, const augmentation& augment = {}) {
    model<classifier> m(seed{7}, threads);
    trainer t(m, soft_softmax_loss{}, momentum{.rate = 0.05});
    t.fit(set, {.epochs = 2, .batch = 8, .augment = augment, .workers = workers, .progress = {}});
    return {m.learned().data(), m.learned().data() + m.learned().size()};
}

}  // namespace of_mixed_up
namespace of_mixed = of_mixed_up;

TEST_CASE("a sample is mixed with another one, and so is its target") {
    const auto set = of_mixed::counted(30);
    const mixed_up mixed(set, mixup{.alpha = 1});
    CHECK(mixed.size() == 30);
    CHECK(mixed.class_names() == set.class_names);
    std::set<float> values;
    for (int epoch = 0; epoch < 5; ++epoch)
        for (int64 i = 0; i < 30; ++i) {
            const auto x = of_mixed::input_of<float>(mixed, i, epoch);
            const auto t = of_mixed::target_of<float>(mixed, i, epoch);
            CHECK(std::count(x.begin(), x.end(), x[0]) == 90);
            CHECK(t[0] + t[1] + t[2] == doctest::Approx(1));
            const auto own = static_cast<std::size_t>(i % 3);
            if (t[own] < 0.999F) {  // then the partner is of another class, and its number follows
                const float share = t[own], partner = (x[0] - share * static_cast<float>(i)) / (1 - share);
                CHECK(partner == doctest::Approx(std::round(partner)).epsilon(0.01));
                CHECK(t[static_cast<std::size_t>(std::lround(partner) % 3)] == doctest::Approx(1 - share));
            }
            values.insert(x[0]);
        }
    CHECK(values.size() > 140);
}

TEST_CASE("partners are drawn from the whole set, each about equally often, and anew in every epoch") {
    const auto set = of_mixed::counted(6);
    const auto other = [](image_extents e, const random_stream&, const auto*, const auto* z, auto* y) {
        std::copy_n(z, e.size(), y);
        return 0;
    };
    const mixed_up mixed(set, other);
    std::vector<int> seen(6);
    for (int epoch = 0; epoch < 3000; ++epoch)
        ++seen[static_cast<std::size_t>(of_mixed::input_of<double>(mixed, 2, epoch)[0])];
    for (const int count : seen) CHECK(std::abs(count - 500) < 100);
    CHECK(of_mixed::input_of<double>(mixed, 2, 5) == of_mixed::input_of<double>(mixed, 2, 5));
}

TEST_CASE("what is mixed may be mixed again, and what was augmented") {
    const auto set = of_mixed::counted(9);
    const mixed_up twice(mixed_up(transformed(set, random_flip_and_shift{}), mixup{.alpha = 1}), cutmix{});
    double sum = 0;
    for (int64 i = 0; i < 9; ++i)
        for (const double p : of_mixed::target_of<double>(twice, i)) {
            sum += p;
            CHECK(p >= 0);
        }
    CHECK(sum == doctest::Approx(9));
    CHECK(mixed_up(set, mixup{}, 5).size() == 9);
    CHECK(layout_of(mixed_up(set, mixup{}, 5)).targets[0].extents == std::vector<int>{5});
}

TEST_CASE("mixed and augmented samples train with the same bits for any number of threads and workers") {
    const auto set = of_mixed::counted(21);
    const mixed_up mixed(transformed(set, random_flip_and_shift{.shift = 1}), cutmix{});
    const auto first = of_mixed::trained(mixed, 1, 0);
    CHECK(of_mixed::trained(mixed, 2, 1) == first);
    CHECK(of_mixed::trained(mixed, 3, 3) == first);
    CHECK(of_mixed::trained(mixed_up(set, mixup{}), 1, 0) != first);

    const augmentation all = in_turn{random_crop_and_scale{}, random_rotation{}, colour_jitter{.white = 21},
                                     random_augment{.white = 21}, cutout{.side = 2}};
    const auto augmented = of_mixed::trained(mixed, 1, 0, all);
    CHECK(of_mixed::trained(mixed, 2, 2, all) == augmented);
    CHECK(of_mixed::trained(mixed, 3, 1, all) == augmented);
    CHECK(augmented != first);
}

TEST_CASE("classes are probabilities for a set that is looked at") {
    const auto set = of_mixed::counted(7);
    const soft_targets soft(set);
    CHECK(of_mixed::target_of<float>(soft, 5) == std::vector<float>{0, 0, 1});
    CHECK(of_mixed::input_of<float>(soft, 5) == std::vector<float>(90, 5.0F));
    CHECK(soft.class_of(5) == 2);
    model<of_mixed::classifier> m(seed{7});
    trainer t(m, soft_softmax_loss{}, sgd{.rate = 0.01});
    t.fit(mixed_up(set, mixup{}), {.validation = soft, .progress = {}});
    CHECK(t.history().back().validation_loss > 0);
}

TEST_CASE("sets that cannot be mixed are refused") {
    const auto set = of_mixed::counted(4);
    auto wrong = set;
    wrong.labels(0) = wrong.labels(1) = wrong.labels(2) = wrong.labels(3) = 3;
    CHECK(text_of<error>([&] { (void)of_mixed::input_of<float>(mixed_up(wrong, mixup{}), 1); }) ==
          "sample 1: the label is out of range, expected 0 to 2, found 3");
    wrong.class_names.clear();
    CHECK(text_of<error>([&] { (void)mixed_up(wrong, mixup{}); }) ==
          "the set has no names of its classes to count them by, found 0. Say how many there are: "
          "soft_targets(set, 10), mixed_up(set, mixup{}, 10)");
    const array_set rows(xt::xtensor<float, 2>{{1, 2}, {3, 4}}, xt::xtensor<int, 1>{0, 1});
    CHECK(text_of<error>([&] { (void)of_mixed::input_of<float>(mixed_up(rows, mixup{}, 2), 0); }) ==
          "sample 0: images are mixed, and the set's samples have another rank, expected 3 axes, found 1");
    CHECK(contains(
        text_of<error>([&] { (void)of_mixed::input_of<float>(mixed_up(set, mixup{.alpha = -1}), 0); }),
        "mixup::alpha"));
}
