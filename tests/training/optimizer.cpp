// SPDX-License-Identifier: MIT
#include <strata/training/optimizer.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include <strata/layers/batch_norm.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/model/model.hpp>
#include <strata/optimizers/adam.hpp>
#include <strata/optimizers/max_norm.hpp>
#include <strata/optimizers/momentum.hpp>
#include <strata/optimizers/sgd.hpp>
#include <strata/optimizers/stages/accumulate.hpp>
#include <strata/optimizers/stages/clip_by_norm.hpp>

#include "../literals/difference.hpp"
#include "../literals/groups.hpp"

using namespace strata;
using namespace strata::test;

namespace optimized {

struct grouped : net<input<2, 2, 2>, conv<3, 1>, batch_norm, flatten, dense<2>> {};

/// The numbers that scripts/make-literals counts out, in the order of names and axes: numbers of 0 to period
/// - 1, scaled.
template <class T>
void count_out(const std::vector<named_tensor<T>>& tensors, int step, int scale, int period) {
    int i = 0;
    for (const named_tensor<T>& tensor : tensors)
        tensor.for_each([&](T& number) {
            number = static_cast<T>((i++ * 29 + step * 11) % period) / static_cast<T>(scale) - 1;
        });
}
template <class T>
void start(model<grouped, T>& m) {
    count_out(m.views_of(m.learned().data()), 0, 26, 53);
}
template <class T>
std::vector<T> numbers_of(const std::vector<named_tensor<T>>& tensors) {
    std::vector<T> all;
    for (const auto& tensor : tensors) tensor.for_each([&](T number) { all.push_back(number); });
    return all;
}
template <class T>
std::vector<T> learned(model<grouped, T>& m) {
    return numbers_of(m.views_of(m.learned().data()));
}
/// Gradient number `step`, which goes to an optimizer of m.
template <class T, class Optimizer>
bool update(model<grouped, T>& m, Optimizer& o, int step) {
    buffer<T> gradient(m.learned().size());
    count_out(m.views_of(gradient.data()), step, 50, 101);
    return o.update(gradient);
}

template <class T>
void check_groups() {
    model<grouped, T> m(seed{1}, 1);
    start(m);
    optimizer of_adam{m, adam{.rate = 0.05, .weight_decay = 0.1}};
    of_adam.select(parameter_kind::bias).decay(0);
    of_adam.select(parameter_kind::scale).decay(0);
    for (int step = 1; step <= 20; ++step) CHECK(update(m, of_adam, step));
    CHECK(difference(learned(m), pytorch::adam_groups) < 10 * rounding<T>);
    CHECK(of_adam.steps() == 20);

    start(m);
    optimizer of_momentum{m, momentum{.rate = 0.05, .weight_decay = 0.1}};
    of_momentum.select("*.bias").rate(2).decay(0.5);
    of_momentum.select("1.weight").rate(2).decay(0.5);
    for (int step = 1; step <= 20; ++step) CHECK(update(m, of_momentum, step));
    CHECK(difference(learned(m), pytorch::momentum_groups) < 10 * rounding<T>);
}

template <class T>
void check_limit() {
    model<grouped, T> m(seed{1}, 1);
    start(m);
    optimizer o{m, max_norm{sgd{.rate = 0.1}, {.most = 0.9}}};
    for (int step = 1; step <= 10; ++step) update(m, o, step);
    // PyTorch divides by the norm and 1e-7
    CHECK(difference(learned(m), pytorch::max_norm) < 1e-6);
}

TEST_CASE("rows and filters that are limited after each step are PyTorch's") {
    check_limit<double>();
    check_limit<float>();
}

TEST_CASE("rates and decay by kind and by name are PyTorch's groups of parameters over twenty steps") {
    check_groups<double>();
    check_groups<float>();
}

TEST_CASE(
    "what is frozen at run time keeps its bits and its arrays, and moves on from there when it is let go") {
    model<grouped> m(seed{1}, 1);
    start(m);
    optimizer o{m, adam{.weight_decay = 0.1}};
    update(m, o, 1);
    const auto w = learned(m), first = numbers_of(o.slot(0)), second = numbers_of(o.slot(1));
    o.select("0.*").freeze();
    update(m, o, 2);
    const auto now = learned(m), first_now = numbers_of(o.slot(0)), second_now = numbers_of(o.slot(1));
    constexpr std::ptrdiff_t frozen = 6 + 3;
    CHECK(std::equal(w.begin(), w.begin() + frozen, now.begin()));
    CHECK(std::equal(first.begin(), first.begin() + frozen, first_now.begin()));
    CHECK(std::equal(second.begin(), second.begin() + frozen, second_now.begin()));
    for (std::size_t i = frozen; i < w.size(); ++i) CHECK(w[i] != now[i]);
    o.select("0.*").freeze(false);
    update(m, o, 3);
    CHECK(learned(m)[0] != now[0]);
}

TEST_CASE("stages run in their order, and the rule only where all of them go on") {
    model<grouped> m(seed{1}, 1);
    start(m);
    optimizer o{m, sgd{.rate = 0.5}, accumulate{.batches = 3}, clip_by_norm{.most = 0.25}};
    const auto w = learned(m);
    CHECK(!update(m, o, 1));
    CHECK(!update(m, o, 2));
    CHECK(learned(m) == w);
    CHECK(o.steps() == 0);
    CHECK(o.counts().backward_passes == 2);
    CHECK(update(m, o, 3));
    CHECK(o.steps() == 1);

    std::vector<double> mean(w.size());
    for (int step = 1; step <= 3; ++step) {
        buffer<float> gradient(m.learned().size());
        count_out(m.views_of(gradient.data()), step, 50, 101);
        const auto g = numbers_of(m.views_of(gradient.data()));
        for (std::size_t i = 0; i < g.size(); ++i) mean[i] += double(g[i]) / 3;
    }
    double norm = 0;
    for (const double g : mean) norm += g * g;
    norm = std::sqrt(norm);
    CHECK(norm > 0.25);
    std::vector<double> expected;
    for (std::size_t i = 0; i < w.size(); ++i)
        expected.push_back(double(w[i]) - 0.5 * mean[i] * 0.25 / (norm + 1e-6));
    CHECK(difference(learned(m), expected) < rounding<float>);
}

TEST_CASE("arrays have names, and with them and the counts another optimizer goes on with the same bits") {
    using kind = optimizer<model<grouped>, momentum, accumulate, accumulate>;
    CHECK(kind::slot_count == 3);
    CHECK(kind::slot_names() == std::vector<std::string>{"velocity", "accumulate.sum", "accumulate.sum.2"});

    model<grouped> m(seed{1}, 1);
    start(m);
    optimizer o{m, momentum{}, accumulate{.batches = 2}};
    for (int step = 1; step <= 3; ++step) update(m, o, step);
    model<grouped> copy(m);
    optimizer resumed{copy, momentum{}, accumulate{.batches = 2}};
    for (std::size_t s = 0; s < o.slot_count; ++s) {
        const auto from = o.slot(s), to = resumed.slot(s);
        for (std::size_t k = 0; k < from.size(); ++k) {
            CHECK(from[k].name == to[k].name);
            std::copy_n(from[k].data, from[k].size(), to[k].data);
        }
    }
    resumed.resume_from(o.counts());
    for (int step = 4; step <= 6; ++step) CHECK(update(m, o, step) == update(copy, resumed, step));
    CHECK(learned(m) == learned(copy));
    CHECK(resumed.steps() == 3);
}

TEST_CASE("a schedule's factor is one of the rate") {
    model<grouped> m(seed{1}, 1), other(seed{1}, 1);
    optimizer o{m, momentum{.rate = 0.5}}, half{other, momentum{.rate = 0.25}};
    CHECK(o.rate_factor() == 1);
    o.rate_factor(0.5);
    for (int step = 1; step <= 3; ++step) update(m, o, step), update(other, half, step);
    CHECK(learned(m) == learned(other));
    o.rule().rate = 3;
    CHECK(o.rule().rate == 3);
    CHECK(o.first_rule().rate == 0.5);
}

TEST_CASE("threads change no bit, nor do segments with factors") {
    std::vector<std::vector<float>> all;
    for (const int threads : {1, 2, 3}) {
        model<grouped> m(seed{1}, threads);
        optimizer o{m, adam{.weight_decay = 0.1}, clip_by_norm{.most = 0.5}};
        o.select("*.bias").decay(0).rate(2);
        for (int step = 1; step <= 3; ++step) update(m, o, step);
        all.push_back(learned(m));
    }
    CHECK(all[0] == all[1]);
    CHECK(all[0] == all[2]);
}

TEST_CASE("numbers that cannot be are refused, and a gradient that cannot be leaves no trace") {
    model<grouped> m(seed{1}, 1);
    const auto make = [&](auto rule, auto... stages) {
        return optimizer<model<grouped>, decltype(rule), decltype(stages)...>(m, rule, stages...);
    };
    CHECK_THROWS_WITH_AS(make(sgd{.rate = -1}),
                         "a rate of learning cannot be negative, expected 0 or more, found -1.000000", error);
    CHECK_THROWS_AS(make(sgd{.rate = std::numeric_limits<double>::quiet_NaN()}), error);
    CHECK_THROWS_WITH_AS(make(sgd{}, accumulate{.batches = 0}), doctest::Contains("accumulate: "), error);
    optimizer o{m, momentum{}, accumulate{.batches = 2}, clip_by_norm{}};
    CHECK_THROWS_AS(o.rate_factor(-1), error);
    CHECK_THROWS_WITH_AS(static_cast<void>(o.select("2.*")), doctest::Contains("0.weight, 0.bias, 1.weight"),
                         error);
    buffer<float> gradient(8);
    CHECK_THROWS_WITH_AS(o.update(gradient), doctest::Contains("as many elements as the learned parameters"),
                         error);

    update(m, o, 1);
    const auto w = learned(m), sum = numbers_of(o.slot(1));
    gradient = buffer<float>(m.learned().size());
    gradient.data()[16] = std::numeric_limits<float>::quiet_NaN();
    CHECK_THROWS_WITH_AS(o.update(gradient),
                         doctest::Contains("0.bias: the norm of the gradient is not a finite number"), error);
    CHECK(learned(m) == w);
    CHECK(numbers_of(o.slot(1)) == sum);
    CHECK(o.counts().backward_passes == 1);
    CHECK(update(m, o, 2));
}

}  // namespace optimized
