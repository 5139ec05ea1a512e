// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <set>
#include <vector>

#include <strata/data/flip_and_shift.hpp>
#include <strata/losses/pixel_softmax_loss.hpp>
#include <strata/strata.hpp>

using namespace strata;

namespace {

struct classifier : net<input<2, 6, 5>, conv<4, 3, pad<1>>, relu, flatten, dense<3>> {};
struct segmenter : net<input<2, 6, 5>, conv<8, 3, pad<1>>, relu, conv<3, 1>> {};

labelled_images noise(int n) {
    const random_stream random(seed{11}, 0);
    labelled_images set{
        xt::xtensor<float, 4>({static_cast<std::size_t>(n), 2, 6, 5}), xt::zeros<int>({n}), {"a", "b", "c"}};
    std::uint64_t i = 0;
    for (float& x : set.images) x = static_cast<float>(random.uniform(i++));
    for (int& label : set.labels) label = static_cast<int>(random.below(i++, 3));
    return set;
}

/// Each pixel's class follows from its own values.
labelled_pixels noisy_pixels(int n) {
    const labelled_images from = noise(n);
    labelled_pixels set{from.images, xt::zeros<int>({n, 6, 5}), from.class_names};
    for (std::size_t k = 0; k < static_cast<std::size_t>(n); ++k)
        for (std::size_t i = 0; i < 6; ++i)
            for (std::size_t j = 0; j < 5; ++j)
                set.labels(k, i, j) = set.images(k, 0, i, j) > 0.6f ? 2 : set.images(k, 1, i, j) > 0.5f;
    return set;
}

template <class T = float>
std::vector<T> trained(const augmentation& augment, int threads, std::uint64_t from_seed = 7) {
    model<classifier, T> m(seed{from_seed}, threads);
    trainer t(m, softmax_loss{}, momentum{.rate = 0.1});
    t.fit(noise(37), {.epochs = 3, .batch = 8, .augment = augment, .progress = {}});
    return {m.learned().data(), m.learned().data() + m.learned().size()};
}

}  // namespace

TEST_CASE(
    "an augmented run gives the same bits for any number of threads, and others than without augmentation") {
    const auto first = trained(random_flip_and_shift{}, 1);
    CHECK(trained(random_flip_and_shift{}, 1) == first);
    CHECK(trained(random_flip_and_shift{}, 2) == first);
    CHECK(trained({}, 1) != first);
    CHECK(trained(random_flip_and_shift{}, 1, 8) != first);
}

TEST_CASE("an augmentation that changes nothing trains with the bits of none, in float and double") {
    const random_flip_and_shift nothing{.shift = 0, .flip = false};
    CHECK(trained(nothing, 1) == trained({}, 1));
    CHECK(trained<double>(nothing, 1) == trained<double>({}, 1));
}

TEST_CASE(
    "every sample draws numbers of its own in every epoch, whatever the batch, and its extents are those of "
    "the net") {
    std::multiset<std::uint32_t> seen, in_other_batches;
    const auto run = [](std::multiset<std::uint32_t>& numbers, int batch) {
        model<classifier> m(seed{1});
        trainer t(m, softmax_loss{}, sgd{});
        t.fit(noise(10), {.epochs = 2,
                          .batch = batch,
                          .augment =
                              [&](image_extents e, const random_stream& random, const auto* x, auto* y) {
                                  CHECK(e == image_extents{2, 6, 5});
                                  std::copy_n(x, e.size(), y);
                                  numbers.insert(random.bits(0));
                              },
                          .progress = {}});
    };
    run(seen, 4);
    run(in_other_batches, 10);
    CHECK(std::set<std::uint32_t>(seen.begin(), seen.end()).size() == 20);
    CHECK(seen == in_other_batches);
}

TEST_CASE("fit needs no options: one epoch in batches of 64, of a set or of samples and labels") {
    const labelled_images set = noise(65);
    const auto steps = [](auto... fitted) {
        model<classifier> m{seed{7}};
        trainer t{m, softmax_loss{}, sgd{}};
        t.fit(fitted...);
        CHECK(t.history().size() == 1);
        return t.position().step;
    };
    CHECK(steps(set) == 2);
    struct my_set : labelled_images {};
    CHECK(steps(my_set{set}) == 2);
    CHECK(steps(set.images, set.labels) == 2);
    CHECK(steps(set.images, xt::xtensor<unsigned char, 1>(set.labels)) == 2);
    CHECK(steps(xt::xarray<float>(set.images), xt::xarray<int>(set.labels)) == 2);
    const std::vector<float> x(set.images.begin(), set.images.end());
    const std::vector<int> labels(set.labels.begin(), set.labels.end());
    CHECK(steps(xt::adapt(x, {65, 2, 6, 5}), xt::adapt(labels, {65})) == 2);
}

TEST_CASE("samples that are no images cannot be augmented") {
    struct of_vectors : net<input<5>, dense<3>> {};
    model<of_vectors> m;
    trainer t(m, softmax_loss{}, sgd{});
    CHECK_THROWS_WITH_AS(t.fit(xt::xtensor<float, 2>(xt::ones<float>({2, 5})), {0, 1},
                               {.augment = random_flip_and_shift{}, .progress = {}}),
                         doctest::Contains("expected 3 axes, found 1"), error);
}

TEST_CASE("an augmentation that makes a number that is none is refused with the sample") {
    model<classifier> m;
    trainer t(m, softmax_loss{}, sgd{});
    const auto none = [](image_extents e, const random_stream&, const auto*, auto* y) {
        std::fill_n(y, e.size(), std::nanf(""));
    };
    CHECK_THROWS_WITH_AS(t.fit(noise(1), {.augment = none, .progress = {}}),
                         doctest::Contains("training sample 0: a value is not a finite number"), error);
}

TEST_CASE(
    "a network of pixels is fitted and validated with a label for each, and its accuracy counts pixels") {
    const labelled_pixels set = noisy_pixels(40);
    model<segmenter> m(seed{3});
    trainer t{m, pixel_softmax_loss{}, adam{.rate = 2e-2}};
    t.fit(set, {.epochs = 40, .batch = 16, .validation = set, .progress = {}});
    CHECK(t.history().back()["accuracy"] > 0.9);
    CHECK(t.history().back()["accuracy"] <= 1);
    CHECK(t.history().back()["validation accuracy"] == evaluate(m, set).accuracy);
    CHECK(t.history().back()["validation accuracy"] > 0.9);
}

TEST_CASE(
    "a step takes an array of labels for the pixels, and the loss of an untrained network is about log C") {
    const labelled_pixels set = noisy_pixels(4);
    model<segmenter> m(seed{3});
    trainer t{m, pixel_softmax_loss{}, adam{}};
    CHECK(t.step(set.images, set.labels) == doctest::Approx(std::log(3.0)).epsilon(0.5));
}

TEST_CASE("a head over pixels learns beside one over images, in either order") {
    struct pixels_first
        : net<input<2, 6, 5>, conv<8, 3, pad<1>>, relu, heads<conv<3, 1>, chain<flatten, dense<2>>>> {};
    struct pixels_last
        : net<input<2, 6, 5>, conv<8, 3, pad<1>>, relu, heads<chain<flatten, dense<2>>, conv<3, 1>>> {};
    const labelled_pixels set = noisy_pixels(4);
    const xt::xtensor<int, 1> classes{0, 1, 1, 0};
    model<pixels_first> m(seed{3});
    model<pixels_last> n(seed{3});
    trainer t{m, joint_loss{pixel_softmax_loss{}, softmax_loss{}}, adam{.rate = 1e-2}};
    trainer u{n, joint_loss{softmax_loss{}, pixel_softmax_loss{}}, adam{.rate = 1e-2}};
    const double first = t.step(set.images, set.labels, classes),
                 last = u.step(set.images, classes, set.labels);
    double first_after = first, last_after = last;
    for (int i = 0; i < 150; ++i) {
        first_after = t.step(set.images, set.labels, classes);
        last_after = u.step(set.images, classes, set.labels);
    }
    CHECK(first_after < first / 2);
    CHECK(last_after < last / 2);
    const xt::xtensor<int, 3> transposed = xt::zeros<int>({4, 5, 6});
    CHECK_THROWS_WITH_AS(u.step(set.images, classes, transposed),
                         doctest::Contains("the labels: the shape does not fit the network"), error);
}

TEST_CASE("labels of other extents and a set of the other kind for validation are refused") {
    labelled_pixels set = noisy_pixels(4);
    const labelled_images images = noise(4);
    model<segmenter> m(seed{3});
    trainer t{m, pixel_softmax_loss{}, adam{}};
    CHECK_THROWS_WITH_AS(
        t.fit(set, {.validation = images, .progress = {}}),
        doctest::Contains("validation, sample 0, target 0: the set's sample has other extents than are asked "
                          "for, expected class numbers [6, 5], found class numbers []"),
        error);
    set.labels = xt::zeros<int>({4, 5, 6});
    CHECK_THROWS_WITH_AS(
        t.fit(set, {.progress = {}}),
        doctest::Contains(
            "the labels: the shape does not fit the network, expected [N, 6, 5], found [4, 5, 6]"),
        error);
    model<classifier> c;
    trainer u{c, softmax_loss{}, adam{}};
    CHECK_THROWS_WITH_AS(u.fit(images, {.validation = set, .progress = {}}),
                         doctest::Contains("expected class numbers [], found class numbers [5, 6]"), error);
}

TEST_CASE(
    "a network of places learns the class of each from those before it, and its accuracy counts places") {
    struct carries : net<input<6>, embedding<3, 8>, lstm<16>, dense<3>> {};
    // each place is answered with what stood at the one before: 2 at the first
    xt::xtensor<float, 2> x = xt::zeros<float>({40, 6});
    xt::xtensor<int, 2> t = xt::zeros<int>({40, 6});
    const random_stream random(seed{5}, 0);
    std::uint64_t k = 0;
    for (std::size_t n = 0; n < 40; ++n)
        for (std::size_t l = 0; l < 6; ++l) {
            x(n, l) = static_cast<float>(random.below(k++, 3));
            t(n, l) = l == 0 ? 2 : static_cast<int>(x(n, l - 1));
        }
    model<carries> m(seed{3});
    trainer u{m, place_softmax_loss{}, adam{.rate = 2e-2}};
    CHECK(u.step(x, t) == doctest::Approx(std::log(3.0)).epsilon(0.3));
    u.fit(x, t, {.epochs = 40, .batch = 16, .progress = {}});
    CHECK(u.history().back()["accuracy"] > 0.99);
    CHECK(u.history().back()["accuracy"] <= 1);
    CHECK(u.history().back().loss < 0.1);
    const xt::xtensor<int, 2> transposed = xt::zeros<int>({40, 5});
    CHECK_THROWS_WITH_AS(
        u.step(x, transposed),
        doctest::Contains("the labels: the shape does not fit the network, expected [N, 6], found [40, 5]"),
        error);
}

TEST_CASE("sequences have no set that validates them, whatever comes in") {
    struct rows : net<input<1, 6, 5>, reshape<6, 5>, lstm<4>, dense<3>> {};
    const labelled_images images{xt::zeros<float>({4, 1, 6, 5}), xt::zeros<int>({4}), {"a", "b", "c"}};
    const xt::xtensor<int, 2> t = xt::zeros<int>({4, 6});
    model<rows> m;
    trainer u{m, place_softmax_loss{}, adam{}};
    CHECK_THROWS_WITH_AS(u.fit(images.images, t, {.validation = images, .progress = {}}),
                         doctest::Contains("expected class numbers [6], found class numbers []"), error);
}
