// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/strata.hpp>
#include <strata/training/differences.hpp>

#include <limits>
#include <vector>

#include "allocations.hpp"
#include "random_array.hpp"

using namespace strata;
using strata::test::random_array;

namespace network_run_test {

/// Two inputs besides one that is added where a tap is: the gradient there is the gradient of what is added.
struct of_three
    : net<input<2, 5, 5>, named<"added", input<3, 5, 5>>, named<"style", input<4>>, conv<3, 3, same>,
          with<"added", add>, tap<"features">, hyperbolic_tangent, average_pool<5>, flatten,
          concat<chain<>, from<"style", dense<3>, sigmoid>>, tap<"joined">, dense<6>, silu,
          heads<dense<3>, chain<dense<2>, sigmoid>, from<"joined">>> {};

/// What layers do otherwise as they learn.
struct with_moods : net<input<2, 4, 4>, conv<3, 3, same>, batch_norm, hyperbolic_tangent, flatten,
                        dropout<percent<25>>, dense<4>> {};

struct generator : net<input<6>, dense<9>, hyperbolic_tangent, dense<32>, reshape<2, 4, 4>> {};

struct two_scores : net<input<5>, dense<7>, sigmoid, heads<dense<3>, chain<dense<4>, dense<2>>>> {};

/// What measures and what hands on stand before what may find no row.
struct words_last : net<input<3, 4>, named<"word", whole_input<1>>, lstm<5>, flatten, dense<4>, batch_norm,
                        concat<chain<>, from<"word", embedding<7, 3>, flatten>>, dense<2>> {};

/// sum of c y over an output
template <class C, class Y>
double weighed(const C& c, const Y& y) {
    double sum = 0;
    auto at = y.begin();
    for (const double weight : c) sum += weight * double(*at++);
    return sum;
}
template <class T>
std::vector<T> all_numbers(const model<with_moods, T>& m) {
    std::vector<T> all(m.learned().data(), m.learned().data() + m.learned().size());
    all.insert(all.end(), m.measured().data(), m.measured().data() + m.measured().size());
    return all;
}
/// A model whose statistics have seen something.
template <class T>
model<with_moods, T> measured_model() {
    model<with_moods, T> m(seed{3}, 1);
    network_run learner{m, learning{}};
    for (std::uint64_t k = 0; k < 3; ++k) learner.forward(random_array<T>({6, 2, 4, 4}, k));
    return m;
}
template <class Body>
long allocations_in(Body&& body) {
    const long before = allocations_so_far();
    body();
    return allocations_so_far() - before;
}

}  // namespace network_run_test
using namespace network_run_test;

TEST_CASE("gradients of all inputs and of taps are those of centred differences") {
    for (const int threads : {1, 2}) {
        model<of_three, double> m(seed{3}, threads);
        network_run r{m, answering{}, of_inputs{}, of<"features">{}, of<"joined">{}};
        auto image = random_array<double>({3, 2, 5, 5}), added = random_array<double>({3, 3, 5, 5}, 1);
        auto style = random_array<double>({3, 4}, 2);
        const auto c0 = random_array<double>({3, 3}, 3), c1 = random_array<double>({3, 2}, 4);
        const auto c2 = random_array<double>({3, 6}, 5);
        const auto loss = [&] {
            const auto [first, second, joined] = m.predict(inputs(image, added, style));
            return weighed(c0, first) + weighed(c1, second) + weighed(c2, joined);
        };
        const auto [first, second, joined] = r.forward(image, added, style);
        CHECK(first.shape(0) == 3);
        CHECK(first.shape(1) == 3);
        CHECK(weighed(c0, first) + weighed(c1, second) + weighed(c2, joined) == loss());
        CHECK(r.value<"joined">() == joined);
        r.gradient<0>() = c0;
        r.gradient<1>() = c1;
        r.gradient<2>() = c2;
        r.backward();
        const xt::xtensor<double, 4> of_image = r.input_gradient(), of_added = r.input_gradient<1>();
        const xt::xtensor<double, 2> of_style = r.input_gradient<2>();
        gradient_report report;
        compare_with_differences(report, "image", image.data(), of_image.data(), 150, 30, 1e-5, loss);
        compare_with_differences(report, "added", added.data(), of_added.data(), 225, 30, 1e-5, loss);
        compare_with_differences(report, "style", style.data(), of_style.data(), 12, 12, 1e-5, loss);
        CAPTURE(report);
        CHECK(report.passed(1e-6));
        CHECK(r.gradient_of<"features">() == of_added);
        CHECK(r.gradient_of<"added">() == of_added);
        CHECK(r.value<"features">().shape(1) == 3);
        CHECK(r.gradient_of<"joined">().shape(1) == 6);
        // what stands behind the tap is the output there, whose own gradient is part of it
        CHECK(r.gradient_of<"joined">() != c2);
    }
}

TEST_CASE("the gradient of a network that answers is that of its predictions, and leaves every bit of it") {
    model<with_moods, double> m = measured_model<double>();
    const std::vector<double> before = all_numbers(m);
    auto x = random_array<double>({3, 2, 4, 4}, 7);
    const auto c = random_array<double>({3, 4}, 8);
    network_run r{m, answering{}, of_inputs{}, of_parameters{}};
    CHECK(xt::amax(xt::abs(r.forward(x) - m.predict(x)))() < 1e-12);  // which folds the normalization
    r.gradient() = c;
    r.backward();
    const xt::xtensor<double, 4> dx = r.input_gradient();
    const auto loss = [&] { return weighed(c, m.predict(x)); };
    gradient_report report;
    compare_with_differences(report, "image", x.data(), dx.data(), 96, 96, 1e-5, loss);
    compare_with_differences(report, "parameters", m.learned().data(), r.gradients().data(),
                             m.learned().size(), 90, 1e-5, loss);
    CAPTURE(report);
    CHECK(report.passed(1e-6));
    CHECK(all_numbers(m) == before);
    CHECK(r.step() == 0);
}

TEST_CASE("a network that learns has the gradients of its mask and of its batch") {
    model<with_moods, double> m = measured_model<double>();
    auto x = random_array<double>({4, 2, 4, 4}, 7);
    const auto c = random_array<double>({4, 4}, 8);
    network_run r{m, learning{}, of_inputs{}, of_parameters{}};
    network_run look{m, learning{}};
    const auto loss = [&] {
        look.set_step(5);
        const double value = weighed(c, look.forward(x));
        look.take_back();
        return value;
    };
    r.set_step(5);
    CHECK(weighed(c, r.forward(x)) == loss());
    CHECK(r.step() == 6);
    r.gradient() = c;
    r.backward();
    const xt::xtensor<double, 4> dx = r.input_gradient();
    gradient_report report;
    compare_with_differences(report, "image", x.data(), dx.data(), 128, 64, 1e-5, loss);
    compare_with_differences(report, "parameters", m.learned().data(), r.gradients().data(),
                             m.learned().size(), 90, 1e-5, loss);
    CAPTURE(report);
    CHECK(report.passed(1e-6));
}

TEST_CASE(
    "a generator learns through a discriminator whose parameters have no gradient as through one with them") {
    model<generator> g(seed{3}, 2);
    model<with_moods> judge = measured_model<float>(), same = judge;
    network_run draw{g, learning{}, of_parameters{}};
    network_run through{judge, learning{}, of_inputs{}};
    network_run with_all{same, learning{}, of_inputs{}, of_parameters{}};
    const auto noise = random_array<float>({5, 6});
    const xt::xtensor<float, 4> picture = draw.forward(noise);
    for (int step = 0; step < 2; ++step) {
        CHECK(through.forward(picture) == with_all.forward(picture));
        through.gradient().fill(0.25F);
        with_all.gradient().fill(0.25F);
        through.backward();
        with_all.backward();
        CHECK(through.input_gradient() == with_all.input_gradient());
    }
    CHECK(all_numbers(judge) == all_numbers(same));
    draw.gradient() = through.input_gradient();
    draw.backward();
    float largest = 0;
    for (long i = 0; i < draw.gradients().size(); ++i)
        largest = std::max(largest, std::abs(draw.gradients().data()[i]));
    CHECK(largest > 0);
}

TEST_CASE("the gradient of an output that nobody set is zero") {
    model<two_scores> m(seed{3}, 1);
    network_run r{m, answering{}, of_inputs{}, of_parameters{}},
        other{m, answering{}, of_inputs{}, of_parameters{}};
    const auto x = random_array<float>({3, 5});
    const auto gradients = [](auto& run) {
        return std::vector<float>(run.gradients().data(), run.gradients().data() + run.gradients().size());
    };
    for (int time = 0; time < 2; ++time) {  // the second time something lies there
        r.forward(x);
        r.gradient<1>().fill(2.0F);
        r.backward();
        other.forward(x);
        other.gradient<0>().fill(0.0F);
        other.gradient<1>().fill(2.0F);
        other.backward();
        CHECK(r.input_gradient() == other.input_gradient());
        CHECK(gradients(r) == gradients(other));
    }
    r.forward(x);
    r.backward();
    CHECK(gradients(r) == std::vector<float>(static_cast<std::size_t>(r.gradients().size())));
    CHECK(r.input_gradient() == xt::zeros<float>({3, 5}));
    // a part of it may be set
    r.forward(x);
    r.gradient<0>()(1, 2) = 1;
    r.backward();
    CHECK(xt::view(r.input_gradient(), 0) == xt::zeros<float>({5}));
    CHECK(xt::view(r.input_gradient(), 1) != xt::zeros<float>({5}));
}

TEST_CASE("a gradient is under its parameter's name, laid out as the parameters are") {
    model<two_scores> m(seed{3}, 1);
    network_run r{m, answering{}, of_parameters{}};
    r.forward(random_array<float>({3, 5}));
    r.gradient<0>().fill(1.0F);
    r.backward();
    CHECK(r.gradients().size() == m.learned().size());
    const auto named = r.named_gradients();
    const auto parameters = m.tensors();
    for (std::size_t k = 0; k < named.size(); ++k) {
        CHECK(named[k].name == parameters[k].name);
        CHECK(named[k].data - r.gradients().data() == parameters[k].data - m.learned().data());
    }
    CHECK(named[3].name == "2.bias");
    for (int i = 0; i < 3; ++i) CHECK(named[3].data[i] == 3);  // the sum over the samples
}

TEST_CASE("what is not there yet, or not any more, is said") {
    model<two_scores> m(seed{3}, 1);
    network_run r{m, answering{}, of_inputs{}, of_parameters{}};
    const auto x = random_array<float>({3, 5});
    const char* const order =
        "backward goes the way back that forward has gone, once: call forward before it";
    CHECK_THROWS_WITH_AS(r.backward(), order, error);
    CHECK_THROWS_WITH_AS(static_cast<void>(r.output()),
                         "output: it is not there now, expected a look after forward and before backward",
                         error);
    CHECK_THROWS_WITH_AS(static_cast<void>(r.gradient()),
                         "gradient: it is not there now, expected a call after forward and before backward",
                         error);
    CHECK(r.samples() == 0);
    r.forward(x);
    CHECK(r.samples() == 3);
    CHECK_NOTHROW(static_cast<void>(r.output()));
    CHECK_THROWS_WITH_AS(static_cast<void>(r.input_gradient()),
                         "input_gradient: it is not there now, expected a look after backward", error);
    r.backward();
    CHECK_NOTHROW(static_cast<void>(r.input_gradient()));
    CHECK_THROWS_AS(static_cast<void>(r.output()), error);
    CHECK_THROWS_WITH_AS(r.backward(), order, error);  // its way has been taken by the gradients
    r.forward(x);
    auto wrong = x;
    wrong(2, 1) = std::numeric_limits<float>::quiet_NaN();
    CHECK_THROWS_WITH_AS(r.forward(wrong), "sample 2: a value is not a finite number", error);
    CHECK_THROWS_WITH_AS(r.backward(), order, error);
    CHECK_THROWS_WITH_AS(r.forward(xt::xtensor<float, 2>(xt::zeros<float>({0, 5}))), "there are no samples",
                         error);
    CHECK_THROWS_WITH_AS(r.forward(xt::xarray<float>(xt::zeros<float>({2, 4}))),
                         "the input: the shape does not fit the network, expected [N, 5], found [2, 4]",
                         error);
}

TEST_CASE("where forward throws, the state and the running statistics are as before") {
    model<words_last> m(seed{3}, 1);
    network_run r{m, learning{}, of_parameters{}};
    state<words_last> s{2};
    const auto x = random_array<float>({2, 3, 4});
    xt::xtensor<int, 2> word{{3}, {6}};
    r.forward(x, word, s);
    const auto numbers = [](auto& of) { return std::vector<float>(of.data(), of.data() + of.size()); };
    const auto carried = numbers(s.values()), measured = numbers(m.measured()),
               learned = numbers(m.learned());
    CHECK(carried != std::vector<float>(carried.size()));
    const auto step = r.step();
    const auto unchanged = [&] {
        return numbers(s.values()) == carried && numbers(m.measured()) == measured &&
               numbers(m.learned()) == learned && r.step() == step;
    };
    auto wrong = x;
    wrong(1, 2, 3) = std::numeric_limits<float>::infinity();
    CHECK_THROWS_WITH_AS(r.forward(wrong, word, s), "sample 1: a value is not a finite number", error);
    CHECK(unchanged());
    word(1, 0) = 7;
    CHECK_THROWS_WITH_AS(
        r.forward(x, word, s),
        doctest::Contains("place 0 of sample 1 has no row in the table, expected a whole number "
                          "from 0 to 6, found 7"),
        error);
    CHECK(unchanged());
    xt::xtensor<long, 2> large{{1}, {(1L << 24) + 1}};
    CHECK_THROWS_WITH_AS(
        r.forward(x, large, s),
        "word, sample 1: the whole number is too large, expected -16777216 to 16777216, found 16777217",
        error);
    CHECK(unchanged());
    CHECK_THROWS_WITH_AS(r.forward(x, xt::xtensor<int, 2>{{1}}, s),
                         "word: the inputs are not of equally many samples, expected 2, found 1", error);
    state<words_last> of_three_samples{3};
    CHECK_THROWS_WITH_AS(r.forward(x, word, of_three_samples),
                         "the state is of another number of samples, expected 2, found 3", error);
    CHECK(unchanged());
    // and the next one is as if nothing had been
    model<words_last> same = m;
    state<words_last> s2 = s;
    network_run fresh{same, learning{}, of_parameters{}};
    fresh.set_step(r.step());
    word(1, 0) = 0;
    CHECK(r.forward(x, word, s) == fresh.forward(x, word, s2));
    CHECK(numbers(s.values()) == numbers(s2.values()));
    CHECK(numbers(m.measured()) == numbers(same.measured()));
}

TEST_CASE("a run allocates nothing for an n that is no larger than the last") {
    model<words_last> m(seed{3}, 1);
    network_run r{m, learning{}, of_parameters{}};
    state<words_last> s{4}, fewer{2};
    const auto x = random_array<float>({4, 3, 4}), part = random_array<float>({2, 3, 4});
    const xt::xtensor<int, 2> words{{1}, {2}, {3}, {4}}, two{{5}, {6}};
    const auto pass = [&] {
        r.forward(x, words, s);
        r.gradient().fill(1.0F);
        r.backward();
        r.forward(part, two, fewer);
        r.backward();
        r.forward(x, words);
    };
    pass();
    CHECK(allocations_in(pass) == 0);
}

TEST_CASE(
    "several runs of one model that answers go on side by side, and one goes on where the model is moved "
    "to") {
    std::vector<model<two_scores>> all(1, model<two_scores>(seed{3}, 1));
    network_run first{all[0], answering{}, of_inputs{}};
    network_run second{all[0], answering{}};
    const auto x = random_array<float>({3, 5});
    first.forward(x);
    const xt::xtensor<float, 2> scores = first.output();
    second.forward(x);
    CHECK(second.output() == scores);
    all.resize(20);
    network_run moved = std::move(first);
    moved.gradient().fill(1.0F);
    moved.backward();
    CHECK(moved.input_gradient().shape(0) == 3);
    CHECK(&moved.of_model() == &all[0]);
}
