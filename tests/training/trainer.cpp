// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <limits>
#include <new>

#include "../graph/networks.hpp"

using namespace strata;

namespace {
std::atomic<long> allocations{0};
}
[[gnu::noinline]] void* operator new(std::size_t n) {
    ++allocations;
    if (void* p = std::malloc(n)) return p;
    throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t n, std::align_val_t alignment) {
    ++allocations;
    const auto a = static_cast<std::size_t>(alignment);
    if (void* p = std::aligned_alloc(a, (n + a - 1) / a * a)) return p;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }

namespace {

labelled_images random_set(int n, int C, int H, int W, int classes) {
    labelled_images set;
    set.images = xt::zeros<float>({n, C, H, W});
    set.labels = xt::zeros<int>({n});
    const random_stream random(seed{42}, 0);
    std::uint64_t k = 0;
    for (int i = 0; i < n; ++i) {
        const int label = static_cast<int>(random.below(k++, static_cast<std::uint32_t>(classes)));
        set.labels(static_cast<std::size_t>(i)) = label;
        for (int c = 0; c < C; ++c)
            for (int h = 0; h < H; ++h)
                for (int w = 0; w < W; ++w)
                    set.images(i, c, h, w) = static_cast<float>(0.3 * random.normal(k++) + (h == label % H && w == label / 2 % W ? 2 : 0));
    }
    return set;
}

const fit_options quiet{.epochs = 2, .batch = 16, .progress = {}};

template <class Net, class Rule>
std::vector<float> trained(const labelled_images& set, Rule rule, int threads, std::uint64_t from_seed = 7) {
    model<Net> m(seed{from_seed}, threads);
    trainer t(m, softmax_loss{}, rule);
    t.fit(set, quiet);
    std::vector<float> all;
    for (const auto& tensor : m.tensors()) tensor.for_each([&](float v) { all.push_back(v); });
    return all;
}

}  // namespace

TEST_CASE("the same seed gives the same bits for any number of threads, another seed others") {
    const labelled_images set = random_set(75, 3, 8, 8, 10);
    const auto first = trained<every_form>(set, adam{}, 1);
    CHECK(trained<every_form>(set, adam{}, 1) == first);
    CHECK(trained<every_form>(set, adam{}, 2) == first);
    CHECK(trained<every_form>(set, adam{}, 3) == first);
    CHECK(trained<every_form>(set, adam{}, 1, 8) != first);
}

TEST_CASE("a small set is learned by heart, and the last partial batch is trained on") {
    const labelled_images set = random_set(50, 3, 8, 8, 10);
    model<every_form> m(seed{1});
    trainer t(m, softmax_loss{}, adam{.rate = 3e-3});
    t.fit(set, {.epochs = 120, .batch = 16, .progress = {}});
    CHECK(t.position().step == 120 * 4);
    CHECK(t.history().size() == 120);
    CHECK(t.history().back().accuracy > 0.8);
    CHECK(evaluate(m, set).accuracy > 0.95);
}

TEST_CASE("an untrained network's loss is about the logarithm of the number of classes") {
    const labelled_images set = random_set(64, 1, 28, 28, 10);
    model<lenet> m(seed{1});
    CHECK(evaluate(m, set).loss == doctest::Approx(std::log(10.0)).epsilon(0.3));
}

TEST_CASE("a step allocates nothing after the first") {
    const labelled_images set = random_set(64, 3, 8, 8, 10);
    model<every_form> m(seed{1}, 1);
    trainer t(m, softmax_loss{}, momentum{});
    t.fit(set, {.epochs = 1, .batch = 16, .progress = {}});
    long before = 0, steps = 0;
    std::vector<long> seen(64);
    fit_options options{.epochs = 3, .batch = 16, .progress = {}};
    options.after_step = [&] {
        seen[static_cast<std::size_t>(steps++)] = allocations - before;
        before = allocations;
        return true;
    };
    before = allocations;
    t.fit(set, options);
    CHECK(steps == 8);
    for (long i = 1; i < 4; ++i) CHECK(seen[static_cast<std::size_t>(i)] == 0);
    for (long i = 5; i < 8; ++i) CHECK(seen[static_cast<std::size_t>(i)] == 0);
}

TEST_CASE("a label out of range, a value that is no number and arrays that do not fit are refused") {
    labelled_images set = random_set(20, 3, 8, 8, 10);
    model<every_form> m(seed{1});
    trainer t(m, softmax_loss{}, sgd{});
    set.labels(17) = 10;
    CHECK_THROWS_WITH_AS(t.fit(set, quiet), "training sample 17: the label is out of range, expected 0 to 9, found 10", error);
    CHECK(t.position().step == 0);
    set.labels(17) = 0;
    set.images(4, 1, 2, 3) = std::numeric_limits<float>::quiet_NaN();
    CHECK_THROWS_WITH_AS(t.fit(set, quiet), doctest::Contains("training sample 4: a value is not a finite number"), error);
    CHECK_THROWS_WITH_AS(t.fit(random_set(5, 3, 8, 9, 10), quiet), doctest::Contains("expected [N, 3, 8, 8], found [5, 3, 8, 9]"), error);
    set = random_set(20, 3, 8, 8, 10);
    set.labels = xt::zeros<int>({19});
    CHECK_THROWS_WITH_AS(t.fit(set, quiet), doctest::Contains("expected 20, found 19"), error);
}

TEST_CASE("a validation set that does not fit is refused before the first step") {
    const labelled_images set = random_set(20, 3, 8, 8, 10);
    model<every_form> m(seed{1});
    trainer t(m, softmax_loss{}, sgd{});
    const auto refused_for = [&](const labelled_images& validation, const char* why) {
        CHECK_THROWS_WITH_AS(t.fit(set, {.validation = validation, .progress = {}}), doctest::Contains(why), error);
        CHECK(t.position().step == 0);
    };
    labelled_images other = set;
    other.labels(2) = 10;
    refused_for(other, "validation sample 2: the label is out of range, expected 0 to 9, found 10");
    other.labels(2) = 0;
    other.images(5, 0, 0, 0) = std::numeric_limits<float>::infinity();
    refused_for(other, "validation sample 5: a value is not a finite number");
    refused_for(random_set(5, 3, 8, 9, 10), "the validation samples: the shape does not fit the network, expected [N, 3, 8, 8], found [5, 3, 8, 9]");
    other = set;
    other.labels = xt::zeros<int>({19});
    refused_for(other, "expected 20, found 19");
}

TEST_CASE("a negative number of epochs and a negative rate are refused") {
    const labelled_images set = random_set(20, 3, 8, 8, 10);
    model<every_form> m(seed{1});
    trainer t(m, softmax_loss{}, sgd{});
    CHECK_THROWS_WITH_AS(t.fit(set, {.epochs = -1, .progress = {}}), doctest::Contains("found -1"), error);
    CHECK_THROWS_WITH_AS((trainer{m, softmax_loss{}, adam{.rate = -1}}), doctest::Contains("a rate of learning cannot be negative"), error);
}

TEST_CASE("a loss that is no number stops the training, names the layer and the step, and keeps the parameters") {
    const labelled_images set = random_set(32, 3, 8, 8, 10);
    model<every_form> m(seed{1});
    trainer t(m, softmax_loss{}, sgd{});
    m.parameter("5.shortcut.weight")(2, 3, 0, 0) = std::numeric_limits<float>::infinity();
    CHECK_THROWS_WITH_AS(t.fit(set, quiet), doctest::Contains("at step 1; the first such value comes out of layer 5.shortcut"), error);
    CHECK(t.position().step == 0);
    for (const auto& tensor : m.tensors())
        if (tensor.name.find("running") != std::string::npos) tensor.for_each([](float v) { CHECK((v == 0 || v == 1)); });
}

TEST_CASE("a step whose label is refused leaves no trace in the running statistics") {
    const labelled_images set = random_set(4, 3, 8, 8, 10);
    model<every_form> m(seed{1});
    trainer t(m, softmax_loss{}, sgd{});
    const auto before = m.measured();
    CHECK_THROWS_WITH_AS(t.step(set.images, {0, 1, 10, 2}), doctest::Contains("sample 2 of the batch: the label is out of range"), error);
    CHECK(t.position().step == 0);
    CHECK(std::equal(before.data(), before.data() + before.size(), m.measured().data()));
}

TEST_CASE("vectors are fitted as images are, and a set of other classes than the network's is refused") {
    struct small : net<input<5>, dense<16>, relu, dense<3>> {};
    const xt::xtensor<float, 2> x{{1, 0, 0, 0, 1}, {0, 1, 0, 1, 0}, {0, 0, 1, 0, 0}};
    model<small> m(seed{2});
    trainer t{m, softmax_loss{}, momentum{.rate = 0.1}};
    t.fit(x, {0, 1, 2}, {.epochs = 100, .batch = 2, .progress = {}});
    CHECK(t.history().back().accuracy == 1);
    model<every_form> images(seed{1});
    trainer u{images, softmax_loss{}, sgd{}};
    labelled_images set = random_set(20, 3, 8, 8, 10);
    set.class_names = {"one", "two"};
    CHECK_THROWS_WITH_AS(u.fit(set, quiet), doctest::Contains("expected 2, found 10"), error);
}

TEST_CASE("labels come in arrays of any integer and any kind, and one of another rank is refused") {
    struct small : net<input<5>, dense<3>> {};
    const xt::xtensor<float, 2> x{{1, 0, 0, 0, 1}, {0, 1, 0, 1, 0}, {0, 0, 1, 0, 0}};
    const xt::xtensor<int, 1> t{0, 2, 1};
    const xt::xarray<long> other = t, rows = xt::zeros<long>({3, 3});
    model<small> a(seed{2}), b(seed{2});
    trainer u{a, softmax_loss{}, sgd{}}, v{b, softmax_loss{}, sgd{}};
    CHECK(u.step(x, t) == v.step(x, other));
    u.fit(x, t, {.epochs = 2, .batch = 2, .progress = {}});
    v.fit(x, xt::view(xt::cast<short>(other), xt::all()), {.epochs = 2, .batch = 2, .progress = {}});
    CHECK(a.predict(x) == b.predict(x));
    CHECK_THROWS_WITH_AS(u.step(x, xt::xtensor<long, 1>{0, -(1L << 32), 1}), doctest::Contains("label 1: the label is out of range"), error);
    CHECK(evaluate_scores(a.predict(x), other).loss == evaluate_scores(a.predict(x), t).loss);
    for (const auto& refused : {std::function<void()>([&] { u.step(x, rows); }), std::function<void()>([&] { u.fit(x, rows, quiet); })})
        CHECK_THROWS_WITH_AS(refused(), doctest::Contains("the labels: the shape does not fit the network, expected [N], found [3, 3]"), error);
    CHECK_THROWS_WITH_AS(evaluate_scores(a.predict(x), rows), "the labels: the array has another number of axes, expected 1, found [3, 3]", error);
}

TEST_CASE("a network with heads learns from a loss for each of them") {
    const xt::xtensor<float, 2> x{{1, 0, 0, 0, 1}, {0, 1, 0, 1, 0}, {0, 0, 1, 0, 0}};
    model<two_heads> m(seed{2});
    trainer t{m, joint_loss{softmax_loss{}, softmax_loss{}}.weighted({1, 0.5}), adam{.rate = 1e-2}};
    const double before = t.step(x, {0, 1, 2}, xt::xtensor<int, 1>{1, 0, 1});
    double after = before;
    for (int i = 0; i < 200; ++i) after = t.step(x, {0, 1, 2}, xt::xtensor<int, 1>{1, 0, 1});
    CHECK(before == doctest::Approx(std::log(3.0) + 0.5 * std::log(2.0)).epsilon(0.5));
    CHECK(after < 0.1);
    CHECK_THROWS_WITH_AS(t.step(x, {0, 1, 2}, xt::xtensor<long, 1>{0, (1L << 32) + 1, 1}), doctest::Contains("label 1: the label is out of range"), error);
    CHECK_THROWS_WITH_AS(t.step(x, {0, 1, 2}, xt::xarray<int>(xt::zeros<int>({3, 7}))), doctest::Contains("the labels: the shape does not fit the network, expected [N], found [3, 7]"), error);
}
