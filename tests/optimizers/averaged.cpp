// SPDX-License-Identifier: MIT
#include <strata/optimizers/averaged.hpp>

#include <strata/optimizers/adam.hpp>
#include <strata/optimizers/lookahead.hpp>
#include <strata/optimizers/sgd.hpp>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

static_assert(UpdateRule<averaged<adam>>);
static_assert(averaged<adam>::average_slot == 2 && averaged<lookahead<adam>>::average_slot == 3);
static_assert(lookahead<averaged<adam>>::average_slot == 2 &&
              lookahead<averaged<adam>>::slot_names.size() == 4);

namespace averaged_test {

/// The sum over parameters after steps that count, each times its weight, over the sum of the weights.
std::vector<double> by_its_meaning(double keep, int every, int from, int count) {
    std::vector<double> w = pytorch::first_parameters, sum(w.size());
    double weights = 0;
    for (int t = 1; t <= count; ++t) {
        const auto g = literal_gradient<double>(t);
        for (std::size_t i = 0; i < w.size(); ++i) w[i] -= 0.1 * g[i];
        if (t < from || (t - from) % every != 0) continue;
        for (std::size_t i = 0; i < w.size(); ++i) sum[i] = keep * sum[i] + w[i];
        weights = keep * weights + 1;
    }
    for (double& x : sum) x /= weights;
    return sum;
}
template <class T>
void check(average_settings own, int count) {
    using rule = averaged<sgd>;
    const std::vector<T> first(pytorch::first_parameters.begin(), pytorch::first_parameters.end());
    steps<T, rule> run(rule{sgd{.rate = 0.1}, own}, first);
    steps<T, sgd> alone(sgd{.rate = 0.1}, first);
    for (int t = 1; t <= count; ++t) run.step(literal_gradient<T>(t)), alone.step(literal_gradient<T>(t));
    CHECK(difference(run.slot(rule::average_slot), by_its_meaning(own.keep, static_cast<int>(own.every),
                                                                  static_cast<int>(own.from), count)) <
          rounding<T>);
    CHECK(run.parameters() == alone.parameters());
}

}  // namespace averaged_test

TEST_CASE("an average is the weighted mean of the parameters that count, and training does not see it") {
    for (const auto& own : {average_settings{}, average_settings{.keep = 0.9},
                            average_settings{.keep = 0.99, .every = 3, .from = 5},
                            average_settings{.every = 10, .from = 50}, average_settings{.keep = 0}}) {
        averaged_test::check<double>(own, 100);
        averaged_test::check<float>(own, 100);
    }
    averaged_test::check<double>({.from = 100}, 100);
}

TEST_CASE("what is frozen is its own average, also where it is let go later") {
    std::vector<segment> parts(2);
    parts[1].offset = 16;
    parts[1].frozen = true;
    const std::vector<float> w(32, 1), g(32, 1);
    steps<float, averaged<sgd>> run(averaged{sgd{.rate = 0.5}}, w);
    run.segments = parts;
    run.step(g), run.step(g);
    CHECK(run.slot(0)[0] == 0.25f);
    CHECK(run.slot(0)[16] == 1);
    parts[1].frozen = false;
    run.step(g), run.step(g);
    CHECK(run.slot(0)[16] == 0.625f);
}

TEST_CASE("an average gives the same bits for any number of threads") {
    check_rule_over_threads(averaged{adam{}, {.keep = 0.9}});
}

TEST_CASE("an average says its numbers beside those of the rule, and refuses what they cannot be") {
    check_rule_says_its_numbers(averaged{adam{.rate = 0.25}, {.keep = 0.75, .every = 2, .from = 3}});
    check_rule_refused(
        averaged{adam{.epsilon = 0}},
        "adam, epsilon: an update rule cannot have this number, expected more than 0, found 0");
    check_rule_refused(
        averaged{sgd{}, {.keep = 1.5}},
        "averaged, keep: an update rule cannot have this number, expected a number from 0 to 1, "
        "found 1.5");
    check_rule_refused(
        averaged{sgd{}, {.every = 0}},
        "averaged, every: an update rule cannot have this number, expected 1 or more, found 0");
    check_rule_refused(
        averaged{sgd{}, {.from = -1}},
        "averaged, from: an update rule cannot have this number, expected 1 or more, found -1");
}
