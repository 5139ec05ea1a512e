// SPDX-License-Identifier: MIT
#include <strata/training/averaged_model.hpp>

#include <doctest/doctest.h>

#include <strata/optimizers/lookahead.hpp>
#include <strata/strata.hpp>
#include <strata/training/callbacks/momentum_schedule.hpp>
#include <strata/training/schedules/one_cycle.hpp>
#include <tuple>
#include <vector>

using namespace strata;

namespace averaged_model_tests {

struct small : net<input<2>, dense<3>, dense<2>> {};

const xt::xtensor<float, 2> x{{1, 0}, {0, 1}, {1, 1}, {-1, 0}, {0.5, 2}};
const xt::xtensor<int, 1> labels{0, 1, 1, 0, 1};

std::vector<float> numbers(const model<small>& m) {
    return {m.learned().data(), m.learned().data() + m.learned().size()};
}

}  // namespace averaged_model_tests

TEST_CASE("the averaged model has the mean of the parameters, and the trained one stays as it is") {
    using namespace averaged_model_tests;
    model<small> m{seed{7}, 1};
    trainer t{m, softmax_loss{}, averaged{momentum{.rate = 0.1}, {.from = 3}}};
    t.step(x, labels), t.step(x, labels);
    CHECK_THROWS_WITH_AS(std::ignore = averaged_model(t),
                         "averaged: no parameters have been averaged yet, expected step 3 or a later one, "
                         "found step 2",
                         error);
    std::vector<double> sum(numbers(m).size());
    for (int step = 3; step <= 6; ++step) {
        t.step(x, labels);
        const auto now = numbers(m);
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += static_cast<double>(now[i]) / 4;
    }
    const auto before = numbers(m);
    const model<small> average = averaged_model(t);
    const auto found = numbers(average);
    for (std::size_t i = 0; i < sum.size(); ++i) CHECK(found[i] == doctest::Approx(sum[i]));
    CHECK(numbers(m) == before);
    CHECK(average.predict(x) != m.predict(x));
    t.step(x, labels);
    CHECK(numbers(average) == found);
    m = averaged_model(t);
    CHECK(numbers(m) == numbers(averaged_model(t)));
}

TEST_CASE("an average is found among the arrays of what it is wrapped in") {
    using namespace averaged_model_tests;
    model<small> m{seed{7}, 1};
    trainer t{m, softmax_loss{}, lookahead{averaged{adam{}, {.keep = 0}}, {.k = 3}}};
    t.step(x, labels);
    CHECK(numbers(averaged_model(t)) == numbers(m));
    CHECK(t.updates().slot_names() ==
          std::vector<std::string>{"first_moment", "second_moment", "average", "slow_weights"});
}

TEST_CASE("a momentum schedule sets the momentum of each step, that of Adam's kin too") {
    using namespace averaged_model_tests;
    const one_cycle cycle{.over = 4, .rise = 0.25, .time = schedule_time::steps};
    model<small> m{seed{7}, 1};
    const auto momenta = [&](auto& t, auto of_rule, auto f) {
        std::vector<double> all;
        t.fit(x, labels,
              {.batch = 1,
               .progress = nullptr,
               .callbacks = {momentum_schedule{t, f},
                             on(training_event::after_step, [&] { all.push_back(of_rule(t.rule())); })}});
        return all;
    };
    trainer t{m, softmax_loss{}, momentum{.rate = 0.1}};
    const auto found = momenta(
        t, [](const momentum& rule) { return rule.mu; }, cycle);
    CHECK(found.size() == 5);
    for (std::size_t k = 0; k < found.size(); ++k) CHECK(found[k] == cycle.momentum(static_cast<double>(k)));
    trainer t2{m, softmax_loss{}, adamw{}};
    CHECK(momenta(
              t2, [](const adamw& rule) { return rule.beta1; },
              [](const training_position& at) { return at.step < 3 ? 0.5 : 0.75; }) ==
          std::vector<double>{0.5, 0.5, 0.5, 0.75, 0.75});
    CHECK_THROWS_WITH_AS((momentum_schedule{t, one_cycle{}}), doctest::Contains("ends before it starts"),
                         error);
}
