// SPDX-License-Identifier: MIT
#include <strata/training/schedules/schedule.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <limits>
#include <strata/training/callbacks/plateau.hpp>
#include <strata/training/callbacks/rate_schedule.hpp>
#include <strata/training/schedules/constant_rate.hpp>
#include <strata/training/schedules/cosine_decay.hpp>
#include <strata/training/schedules/cosine_restarts.hpp>
#include <strata/training/schedules/exponential_decay.hpp>
#include <strata/training/schedules/inverse_time_decay.hpp>
#include <strata/training/schedules/multi_step_decay.hpp>
#include <strata/training/schedules/one_cycle.hpp>
#include <strata/training/schedules/polynomial_decay.hpp>
#include <strata/training/schedules/step_decay.hpp>
#include <strata/training/schedules/warm_up.hpp>
#include <string>
#include <vector>

#include "../literals/difference.hpp"
#include "../literals/schedules.hpp"

using namespace strata;
using namespace strata::test;

namespace schedule_tests {

static_assert(Schedule<constant_rate> && Schedule<step_decay> && Schedule<multi_step_decay> &&
              Schedule<exponential_decay> && Schedule<inverse_time_decay> && Schedule<polynomial_decay> &&
              Schedule<cosine_decay> && Schedule<cosine_restarts> && Schedule<one_cycle> &&
              Schedule<warm_up<cosine_decay>> && !Schedule<double>);

/// What a callback multiplies the rate by in each of 40 epochs, whose figure is value(epoch).
std::vector<double> factors(
    const callback& told, const std::function<double(int)>& value = [](int) { return 1; }) {
    std::vector<epoch_record> history;
    training_position position;
    const training_state state;
    std::vector<double> all;
    const auto tell = [&](training_event event) {
        training_moment now{event, position, state, history};
        told(now);
        return now.rate_factor;
    };
    tell(training_event::begin);
    for (int epoch = 0; epoch < 40; ++epoch) {
        all.push_back(tell(training_event::before_step));
        history.push_back({value(epoch), value(epoch), {{"accuracy", value(epoch)}}, {}});
        position.finish_epoch();
        tell(training_event::after_epoch);
    }
    return all;
}
template <class S>
double apart(const S& schedule, const std::vector<double>& expected) {
    return difference(factors(rate_schedule{schedule}), expected);
}
/// The figure that scripts/make-literals counts out.
double watched_loss(int epoch) { return 1.0 / (1 + (epoch < 6 ? epoch : 6)) + (epoch * 29 % 11) / 1000.0; }

void refused(const std::function<void()>& make, const std::string& sentence) {
    CHECK_THROWS_WITH_AS(make(), sentence.c_str(), error);
}

}  // namespace schedule_tests

TEST_CASE("schedules give the rates of PyTorch's") {
    using schedule_tests::apart;
    CHECK(apart(step_decay{.every = 7, .by = 0.5}, pytorch::step_decay) < 1e-12);
    CHECK(apart(multi_step_decay{.milestones = {3, 10, 25}, .by = 0.3}, pytorch::multi_step_decay) < 1e-12);
    CHECK(apart(exponential_decay{.by = 0.9}, pytorch::exponential_decay) < 1e-12);
    CHECK(apart(inverse_time_decay{.k = 0.2}, pytorch::inverse_time_decay) < 1e-12);
    CHECK(apart(polynomial_decay{.to = 30, .power = 2}, pytorch::polynomial_decay) < 1e-12);
    CHECK(apart(polynomial_decay{.to = 20, .least = 0.125}, pytorch::linear_decay) < 1e-12);
    CHECK(apart(cosine_decay{.to = 39, .least = 0.01}, pytorch::cosine_decay) < 1e-12);
    CHECK(apart(cosine_restarts{.first = 5, .times = 2, .least = 0.01}, pytorch::cosine_restarts) < 1e-12);
    CHECK(apart(cosine_restarts{.first = 7}, pytorch::cosine_restarts_alike) < 1e-12);
    CHECK(apart(warm_up{cosine_decay{.to = 31}, {.over = 8, .start = 0.25}}, pytorch::warmed_cosine) < 1e-12);
    CHECK(apart(one_cycle{.over = 39, .rise = 11.0 / 39}, pytorch::one_cycle) < 1e-12);
    const one_cycle cycle{.over = 39, .rise = 11.0 / 39};
    for (int x = 0; x < 40; ++x)
        CHECK(cycle.momentum(x) == doctest::Approx(pytorch::one_cycle_momentum[static_cast<std::size_t>(x)]));
}

TEST_CASE("a plateau lowers the rate where PyTorch's does") {
    using namespace schedule_tests;
    CHECK(
        difference(factors(plateau{.watched = "loss", .by = 0.5, .patience = 3, .cool_down = 2, .least = 0.1},
                           watched_loss),
                   pytorch::plateau) < 1e-12);
    CHECK(difference(factors(plateau{.watched = "accuracy",
                                     .by = 0.5,
                                     .patience = 2,
                                     .least_change = 0.02,
                                     .relative = false,
                                     .larger_is_better = true},
                             [](int epoch) { return -watched_loss(epoch); }),
                     pytorch::plateau_by_amount) < 1e-12);
}

TEST_CASE("what a plateau keeps lets it go on where it was") {
    using namespace schedule_tests;
    plateau whole{.watched = "loss", .by = 0.5, .patience = 3};
    const callback kept(std::ref(whole));
    factors(kept, watched_loss);
    plateau resumed{.watched = "loss", .by = 0.5, .patience = 3};
    std::vector<double> numbers;
    kept.state([&](const std::string&, double& number) { numbers.push_back(number); });
    CHECK(numbers.size() == 4);
    std::size_t next = 0;
    callback(std::ref(resumed)).state([&](const std::string&, double& number) { number = numbers[next++]; });
    CHECK(factors(callback(std::ref(resumed)), watched_loss) == factors(kept, watched_loss));
}

TEST_CASE("schedules count in epochs with their parts, whole epochs or steps") {
    training_position at;
    at.step = 17, at.epoch = 2, at.sample = 30, at.samples = 120;
    CHECK(time_at(at, schedule_time::epochs) == 2.25);
    CHECK(time_at(at, schedule_time::whole_epochs) == 2);
    CHECK(time_at(at, schedule_time::steps) == 17);
    CHECK(time_at(training_position{}, schedule_time::epochs) == 0);
    const std::vector<epoch_record> history;
    const training_state state;
    const auto rate = [&](auto schedule) {
        training_moment now{training_event::before_step, at, state, history};
        rate_schedule{schedule}(now);
        return now.rate_factor;
    };
    CHECK(rate(polynomial_decay{.to = 3}) == doctest::Approx(0.25));
    CHECK(rate(polynomial_decay{.from = 1, .to = 3, .time = schedule_time::whole_epochs}) ==
          doctest::Approx(0.5));
    CHECK(rate(warm_up{{.over = 20}, schedule_time::steps}) == doctest::Approx(0.85));
    CHECK(rate(warm_up{polynomial_decay{.to = 14, .time = schedule_time::steps}, {.over = 10}}) ==
          doctest::Approx(0.5));
    CHECK(rate(constant_rate{.value = 0.5}) == 0.5);
}

TEST_CASE(
    "a schedule that ends before it starts is refused, and so is one with another number that cannot be") {
    using schedule_tests::refused;
    const std::string ends =
        ": a schedule ends before it starts, expected an end after its start, and that at 0 or later, found ";
    refused([] { rate_schedule{cosine_decay{.from = 5, .to = 3}}; }, "cosine_decay" + ends + "5 to 3");
    refused([] { rate_schedule{cosine_decay{}}; }, "cosine_decay" + ends + "0 to 0");
    refused([] { rate_schedule{polynomial_decay{.from = -1, .to = 3}}; },
            "polynomial_decay" + ends + "-1 to 3");
    refused(
        [] {
            rate_schedule{multi_step_decay{.milestones = {3, 2}}};
        },
        "multi_step_decay" + ends + "3 to 2");
    refused([] { rate_schedule{one_cycle{}}; }, "one_cycle" + ends + "0 to 0");
    refused(
        [] {
            rate_schedule{warm_up{cosine_decay{.to = 3}, {.over = -1}}};
        },
        "warm_up" + ends + "0 to -1");
    refused([] { rate_schedule{warm_up{cosine_decay{.to = -3}}}; }, "cosine_decay" + ends + "0 to -3");
    const auto number = [](const std::string& name, const std::string& expected, const std::string& found) {
        return name + ": a schedule cannot have this number, expected " + expected + ", found " + found;
    };
    refused([] { rate_schedule{constant_rate{.value = -1}}; },
            number("constant_rate, value", "0 or more", "-1"));
    refused([] { rate_schedule{step_decay{.every = 0}}; }, number("step_decay, every", "more than 0", "0"));
    refused([] { rate_schedule{exponential_decay{.by = std::numeric_limits<double>::quiet_NaN()}}; },
            number("exponential_decay, by", "0 or more", "nan"));
    refused([] { rate_schedule{inverse_time_decay{.k = -1}}; },
            number("inverse_time_decay, k", "0 or more", "-1"));
    refused([] { rate_schedule{cosine_restarts{.times = 0.5}}; },
            number("cosine_restarts, times", "1 or more", "0.5"));
    refused([] { rate_schedule{one_cycle{.over = 3, .rise = 1}}; },
            number("one_cycle, rise", "a number between 0 and 1", "1"));
    refused([] { rate_schedule{one_cycle{.over = 3, .most_momentum = 1}}; },
            number("one_cycle, momentum", "0 or more, and less than 1", "1"));
    refused([] { schedule_tests::factors(plateau{.by = 1}); }, number("plateau, by", "less than 1", "1"));
    refused([] { schedule_tests::factors(plateau{.patience = -1}); },
            number("plateau, patience", "0 or more", "-1"));
}

TEST_CASE("a checkpoint sees all numbers of a schedule") {
    const auto numbers = [](const callback& told) {
        std::string text;
        told.settings([&](const std::string& name, double& number) {
            text += name + "=" + std::to_string(static_cast<int>(number)) + " ";
        });
        return text;
    };
    CHECK(numbers(rate_schedule{multi_step_decay{.milestones = {3, 10}, .by = 0}}) ==
          "milestone 1=3 milestone 2=10 by=0 time=0 ");
    CHECK(numbers(rate_schedule{warm_up{cosine_decay{.to = 31, .time = schedule_time::steps},
                                        {.over = 8}}}) == "over=8 start=0 from=0 to=31 least=0 time=2 ");
}
