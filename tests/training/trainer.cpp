// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <algorithm>
#include <atomic>
#include <cfenv>
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
                    set.images(i, c, h, w) = static_cast<float>(
                        0.3 * random.normal(k++) + (h == label % H && w == label / 2 % W ? 2 : 0));
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
    CHECK(t.history().back()["accuracy"] > 0.8);
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
    options.callbacks = {on(training_event::after_step, [&] {
        seen[static_cast<std::size_t>(steps++)] = allocations - before;
        before = allocations;
    })};
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
    CHECK_THROWS_WITH_AS(t.fit(set, quiet),
                         "training sample 17: the label is out of range, expected 0 to 9, found 10", error);
    CHECK(t.position().step == 0);
    set.labels(17) = 0;
    set.images(4, 1, 2, 3) = std::numeric_limits<float>::quiet_NaN();
    CHECK_THROWS_WITH_AS(t.fit(set, quiet),
                         doctest::Contains("training sample 4: a value is not a finite number"), error);
    CHECK_THROWS_WITH_AS(t.fit(random_set(5, 3, 8, 9, 10), quiet),
                         doctest::Contains("expected [N, 3, 8, 8], found [5, 3, 8, 9]"), error);
    set = random_set(20, 3, 8, 8, 10);
    set.labels = xt::zeros<int>({19});
    CHECK_THROWS_WITH_AS(t.fit(set, quiet), doctest::Contains("expected 20, found 19"), error);
}

TEST_CASE("a validation set that does not fit is refused before the first step") {
    const labelled_images set = random_set(20, 3, 8, 8, 10);
    model<every_form> m(seed{1});
    trainer t(m, softmax_loss{}, sgd{});
    const auto refused_for = [&](const labelled_images& validation, const char* why) {
        CHECK_THROWS_WITH_AS(t.fit(set, {.validation = validation, .progress = {}}), doctest::Contains(why),
                             error);
        CHECK(t.position().step == 0);
    };
    labelled_images other = set;
    other.labels(2) = 10;
    refused_for(other, "validation sample 2: the label is out of range, expected 0 to 9, found 10");
    other.labels(2) = 0;
    other.images(5, 0, 0, 0) = std::numeric_limits<float>::infinity();
    refused_for(other, "validation sample 5: a value is not a finite number");
    refused_for(random_set(5, 3, 8, 9, 10),
                "validation, sample 0, input 0: the set's sample has other extents than are asked for, "
                "expected [3, 8, 8], found [3, 8, 9]");
    other = set;
    other.labels = xt::zeros<int>({19});
    refused_for(other, "expected 20, found 19");
}

TEST_CASE("a negative number of epochs and a negative rate are refused") {
    const labelled_images set = random_set(20, 3, 8, 8, 10);
    model<every_form> m(seed{1});
    trainer t(m, softmax_loss{}, sgd{});
    CHECK_THROWS_WITH_AS(t.fit(set, {.epochs = -1, .progress = {}}), doctest::Contains("found -1"), error);
    CHECK_THROWS_WITH_AS((trainer{m, softmax_loss{}, adam{.rate = -1}}),
                         doctest::Contains("a rate of learning cannot be negative"), error);
}

TEST_CASE(
    "a loss that is no number stops the training, names the layer and the step, and keeps the parameters") {
    const labelled_images set = random_set(32, 3, 8, 8, 10);
    model<every_form> m(seed{1});
    trainer t(m, softmax_loss{}, sgd{});
    m.parameter("5.shortcut.weight")(2, 3, 0, 0) = std::numeric_limits<float>::infinity();
    CHECK_THROWS_WITH_AS(t.fit(set, quiet),
                         doctest::Contains("at step 1; the first such value comes out of layer 5.shortcut"),
                         error);
    CHECK(t.position().step == 0);
    for (const auto& tensor : m.tensors())
        if (tensor.name.find("running") != std::string::npos)
            tensor.for_each([](float v) { CHECK((v == 0 || v == 1)); });
}

TEST_CASE(
    "a parameter that an update has made infinite is named, and nobody is told that the parameters are as "
    "before") {
    struct one_layer : net<input<2>, dense<2, no_bias>> {};
    model<one_layer> m(seed{1}, 1);
    trainer t(m, softmax_loss{}, sgd{.rate = 1e39});
    const xt::xtensor<float, 2> x{{1, 2}};
    CHECK(is_finite(t.step(x, {0})));
    CHECK_THROWS_WITH_AS(
        t.step(x, {1}),
        doctest::Contains(
            "the parameter 0.weight was none before this step: go on from an earlier checkpoint"),
        error);
}

TEST_CASE("a gradient that is no number is refused before it moves anything, though the loss is one") {
    struct one_layer : net<input<2>, dense<3, no_bias>, dense<1>> {};
    model<one_layer> m(seed{1}, 1);
    for (auto& w : m.parameter("0.weight")) w = 0;
    for (auto& w : m.parameter("1.weight")) w = 3e20F;  // what comes back is 2 * 3e20 * 3e20
    m.parameter("1.bias")(0) = 1;
    trainer t(m, mean_squared_loss{}, momentum{.rate = 1e-3});
    const auto before = std::vector<float>(m.learned().data(), m.learned().data() + m.learned().size());
    const xt::xtensor<float, 2> x{{3e18F, 1}}, y{{-3e18F}};
    CHECK_THROWS_WITH_AS(
        t.step(x, y), doctest::Contains("0.weight: the gradient is not a finite number at update 1, found"),
        error);
    CHECK(t.position().step == 0);
    CHECK(t.updates().steps() == 0);
    CHECK(std::equal(before.begin(), before.end(), m.learned().data()));
    const xt::xtensor<float, 2> mild{{0, 0}}, one{{1}};
    CHECK(t.step(mild, one) == 0);
}

TEST_CASE("a step whose label is refused leaves no trace in the running statistics") {
    const labelled_images set = random_set(4, 3, 8, 8, 10);
    model<every_form> m(seed{1});
    trainer t(m, softmax_loss{}, sgd{});
    const auto before = m.measured();
    CHECK_THROWS_WITH_AS(t.step(set.images, {0, 1, 10, 2}),
                         doctest::Contains("sample 2 of the batch: the label is out of range"), error);
    CHECK(t.position().step == 0);
    CHECK(std::equal(before.data(), before.data() + before.size(), m.measured().data()));
}

TEST_CASE("vectors are fitted as images are, and a set of other classes than the network's is refused") {
    struct small : net<input<5>, dense<16>, relu, dense<3>> {};
    const xt::xtensor<float, 2> x{{1, 0, 0, 0, 1}, {0, 1, 0, 1, 0}, {0, 0, 1, 0, 0}};
    model<small> m(seed{2});
    trainer t{m, softmax_loss{}, momentum{.rate = 0.1}};
    t.fit(x, {0, 1, 2}, {.epochs = 100, .batch = 2, .progress = {}});
    CHECK(t.history().back()["accuracy"] == 1);
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
    CHECK_THROWS_WITH_AS(u.step(x, xt::xtensor<long, 1>{0, -(1L << 32), 1}),
                         doctest::Contains("label 1: the label is out of range"), error);
    CHECK(evaluate_scores(a.predict(x), other).loss == evaluate_scores(a.predict(x), t).loss);
    for (const auto& refused : {std::function<void()>([&] { u.step(x, rows); }),
                                std::function<void()>([&] { u.fit(x, rows, quiet); })})
        CHECK_THROWS_WITH_AS(
            refused(),
            doctest::Contains("the labels: the shape does not fit the network, expected [N], found [3, 3]"),
            error);
    CHECK_THROWS_WITH_AS(evaluate_scores(a.predict(x), rows),
                         "the labels: the array has another number of axes, expected 1, found [3, 3]", error);
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
    CHECK_THROWS_WITH_AS(t.step(x, {0, 1, 2}, xt::xtensor<long, 1>{0, (1L << 32) + 1, 1}),
                         doctest::Contains("label 1: the label is out of range"), error);
    CHECK_THROWS_WITH_AS(
        t.step(x, {0, 1, 2}, xt::xarray<int>(xt::zeros<int>({3, 7}))),
        doctest::Contains("the labels: the shape does not fit the network, expected [N], found [3, 7]"),
        error);
}

namespace {

/// y = x, in a task for each sample. From the sample of this number on, the tasks throw, forward and
/// backward.
struct fails_from_sample : layer {
    static inline int forwards = 1000, backwards = 1000;

    template <Shape X>
    using output = X;
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        copy<X>(a, a.x(), a.y, forwards);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        if (a.dx()) copy<X>(a, a.dy, a.dx(), backwards);
    }

private:
    template <Shape X, class T>
    static void copy(const pass_args<T>& a, const T* from, T* to, int failing) {
        parallel_for(a.n, a.threads, [&](int sample, int) {
            if (sample >= failing) throw std::runtime_error("sample " + std::to_string(sample));
            std::copy_n(from + sample * X::size, X::size, to + sample * X::size);
        });
    }
};

struct failing : net<input<7>, dense<6>, batch_norm, relu, fails_from_sample, dense<3>> {};

xt::xtensor<double, 2> vectors(int n) {
    xt::xtensor<double, 2> x = xt::zeros<double>({n, 7});
    const random_stream random(seed{5}, 0);
    std::uint64_t k = 0;
    for (double& v : x) v = random.normal(k++);
    return x;
}

const xt::xtensor<int, 1> labels_of_nine{0, 1, 2, 1, 0, 2, 2, 0, 1};

std::vector<float> all_numbers(model<failing>& m) {
    std::vector<float> all;
    for (const auto& tensor : m.tensors()) tensor.for_each([&](float v) { all.push_back(v); });
    return all;
}

}  // namespace

TEST_CASE("what a layer throws in its tasks arrives, the first sample's, and leaves no trace") {
    const auto x = vectors(9);
    for (const int threads : {1, 2, 4}) {
        CAPTURE(threads);
        model<failing> m(seed{1}, threads), undisturbed(seed{1}, 1);
        trainer t(m, softmax_loss{}, adam{}), u(undisturbed, softmax_loss{}, adam{});
        const auto step = [&] { t.step(x, labels_of_nine); };
        const auto fit = [&] { t.fit(x, labels_of_nine, {.epochs = 1, .batch = 9, .progress = {}}); };
        const auto before = all_numbers(m);
        const std::vector<std::function<void()>> calls{step, fit, [&] { m.predict(x); }};
        for (int& fails : {std::ref(fails_from_sample::forwards), std::ref(fails_from_sample::backwards)}) {
            fails = 5;
            const bool forward = &fails == &fails_from_sample::forwards;  // an answer has no other pass
            for (std::size_t k = 0; k < (forward ? 3U : 2U); ++k)
                CHECK_THROWS_WITH_AS(calls[k](), "sample 5", std::runtime_error);
            fails = 1000;
        }
        CHECK(t.position().step == 0);
        CHECK(all_numbers(m) == before);
        step();
        u.step(x, labels_of_nine);
        CHECK(all_numbers(m) == all_numbers(undisturbed));
    }
}

TEST_CASE("what an augmentation throws arrives from fit, which goes on where it was") {
    struct small : net<input<1, 2, 2>, flatten, dense<3>> {};
    model<small> m(seed{1}), undisturbed(seed{1});
    trainer t(m, softmax_loss{}, sgd{}), u(undisturbed, softmax_loss{}, sgd{});
    labelled_images set = random_set(9, 1, 2, 2, 3);
    int calls = 0;
    fit_options options{.epochs = 2, .batch = 4, .progress = {}};
    const auto copies = [](const image_extents& e, const random_stream&, const auto* from, auto* to) {
        std::copy_n(from, e.size(), to);
    };
    options.augment = copies;
    u.fit(set, options);
    options.augment = [&](const image_extents& e, const random_stream& random, const auto* from, auto* to) {
        if (++calls == 7) throw std::runtime_error("no more");
        copies(e, random, from, to);
    };
    CHECK_THROWS_WITH_AS(t.fit(set, options), "no more", std::runtime_error);
    CHECK(t.position().step == 1);
    t.fit(set, options);
    CHECK(m.predict(set.images) == undisturbed.predict(set.images));
}

namespace {

bool flushes_here() {
    volatile float least = std::numeric_limits<float>::min(), half = 0.5F;
    return least * half == 0;
}
bool rounds_up_here() {
    volatile float one = 1, little = 0x1p-24F;
    return one + little > 1;
}
bool denormal(double v) { return std::fpclassify(static_cast<float>(v)) == FP_SUBNORMAL; }

/// All bits that come of some training, by a rule with so many arrays, and of answers. The caller has
/// settings of his own, which the callbacks see.
template <class Rule>
std::vector<double> bits_of_training(Rule rule, std::size_t arrays, int threads, bool flushes,
                                     bool rounds_up) {
    const auto x = xt::eval(vectors(9) * 1e-3);
    auto nothing_left = x;
    for (std::size_t i = 0; i < 9; ++i)
        for (std::size_t k = 0; k < 4; ++k) nothing_left(i, k) = k == 3 ? 1e-40 : 0;
    const auto own = float_settings::of_this_thread();
    const with_float_settings of_caller(flushes ? float_settings::flushing() : own);
    std::fesetround(rounds_up ? FE_UPWARD : FE_TONEAREST);
    bool kept = flushes_here() == flushes && rounds_up_here() == rounds_up;
    const auto look = [&] { kept = kept && flushes_here() == flushes && rounds_up_here() == rounds_up; };

    model<failing> m(seed{1}, threads);
    trainer t(m, softmax_loss{}, rule);
    std::vector<double> all;
    for (int i = 0; i < 20; ++i) all.push_back(t.step(x, labels_of_nine));
    fit_options options{.epochs = 300, .batch = 4, .progress = {}};
    options.callbacks = {on(training_event::after_step, look)};
    t.fit(nothing_left, labels_of_nine, options);
    const auto y = m.predict(nothing_left);
    look();
    all.insert(all.end(), y.begin(), y.end());
    const auto evaluated = evaluate_scores(y, labels_of_nine);
    fails_from_sample::forwards = 2;
    try {
        m.predict(x);
        kept = false;
    } catch (const std::runtime_error&) {
    }
    fails_from_sample::forwards = 1000;
    look();

    std::fesetround(FE_TONEAREST);
    CHECK(kept);
    all.push_back(evaluated.loss);
    for (const float v : all_numbers(m)) all.push_back(v);
    for (std::size_t s = 0; s < arrays; ++s)
        for (const auto& tensor : t.updates().slot(s)) tensor.for_each([&](float v) { all.push_back(v); });
    return all;
}

}  // namespace

TEST_CASE("training and answers have the same bits whatever floating-point settings the caller has") {
    const bool can_flush = float_settings::flushing() != float_settings::of_this_thread();
    const auto same_for_all = [&](auto rule, std::size_t arrays) {
        const auto first = bits_of_training(rule, arrays, 1, false, false);
        CHECK(std::count_if(first.begin(), first.end(), denormal) == 0);
        CHECK(bits_of_training(rule, arrays, 4, false, false) == first);
        if (!can_flush) return;
        for (const int threads : {1, 2}) {
            CAPTURE(threads);
            CHECK(bits_of_training(rule, arrays, threads, true, false) == first);
            CHECK(bits_of_training(rule, arrays, threads, false, true) == first);
        }
    };
    same_for_all(adam{.beta2 = 0.9}, 2);
    same_for_all(momentum{.rate = 1e-3}, 1);
}

TEST_CASE("moments of weights whose inputs have turned zero end at zero, not among the denormal numbers") {
    struct tall : net<input<17>, dense<64>, relu, dense<64>, relu, dense<6>> {};
    model<tall> m(seed{1}, 1);
    trainer t(m, softmax_loss{}, adam{.beta2 = 0.95});
    xt::xtensor<float, 2> x = xt::zeros<float>({4, 17});
    const random_stream random(seed{5}, 0);
    std::uint64_t k = 0;
    for (float& v : x) v = static_cast<float>(random.normal(k++));
    const xt::xtensor<int, 1> labels{0, 3, 5, 2};
    for (int i = 0; i < 10; ++i) t.step(x, labels);
    xt::view(x, xt::all(), xt::range(0, 8)) = 0;
    for (int i = 0; i < 2500; ++i) t.step(x, labels);
    for (std::size_t s = 0; s < 2; ++s) {
        long zeros = 0, denormals = 0, others = 0;
        for (const auto& tensor : t.updates().slot(s))
            tensor.for_each([&](float v) { ++(v == 0 ? zeros : denormal(v) ? denormals : others); });
        CHECK(denormals == 0);
        CHECK(zeros >= 8 * 64);
        CHECK(others > 0);
    }
}
