// SPDX-License-Identifier: MIT
#include <strata/optimizers/lookahead.hpp>

#include <strata/optimizers/adam.hpp>
#include <strata/optimizers/sgd.hpp>
#include <string_view>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

static_assert(UpdateRule<lookahead<adam>>);
static_assert(lookahead<adam>::slot_names.size() == 3);
static_assert(lookahead<adam>::slot_names[2] == std::string_view("slow_weights"));
static_assert(lookahead<lookahead<sgd>>::slot_names.size() == 2);

namespace lookahead_test {

/// Algorithm 1 of the paper, around a run of the rule itself.
std::vector<double> by_the_paper(const adam& rule, int k, double alpha) {
    std::vector<double> slow = pytorch::first_parameters, w = slow, m(w.size()), v(w.size());
    for (int t = 1; t <= 100; ++t) {
        const auto g = literal_gradient<double>(t);
        for (std::size_t i = 0; i < w.size(); ++i) {
            m[i] = rule.beta1 * m[i] + (1 - rule.beta1) * g[i];
            v[i] = rule.beta2 * v[i] + (1 - rule.beta2) * g[i] * g[i];
            w[i] -= rule.rate * m[i] / (1 - std::pow(rule.beta1, t)) /
                    (std::sqrt(v[i] / (1 - std::pow(rule.beta2, t))) + rule.epsilon);
        }
        if (t % k != 0) continue;
        for (std::size_t i = 0; i < w.size(); ++i) slow[i] += alpha * (w[i] - slow[i]);
        w = slow;
    }
    return w;
}
template <class T, class Rule>
std::vector<T> by_strata(const Rule& rule) {
    steps<T, Rule> run(rule, {pytorch::first_parameters.begin(), pytorch::first_parameters.end()});
    for (int t = 1; t <= 100; ++t) run.step(literal_gradient<T>(t));
    return run.parameters();
}

}  // namespace lookahead_test

TEST_CASE("lookahead around Adam steps as the paper's algorithm does") {
    const adam rule{.rate = 0.1};
    for (const int k : {5, 7}) {
        const auto expected = lookahead_test::by_the_paper(rule, k, 0.3);
        const lookahead around{rule, {.k = k, .alpha = 0.3}};
        CHECK(difference(lookahead_test::by_strata<double>(around), expected) < 1e-11);
        CHECK(difference(lookahead_test::by_strata<float>(around), expected) < 1e-4);
    }
}

TEST_CASE("lookahead that follows the whole way is the rule itself") {
    const adam rule{.rate = 0.1};
    CHECK(difference(lookahead_test::by_strata<double>(lookahead{rule, {.k = 5, .alpha = 1}}),
                     lookahead_test::by_strata<double>(rule)) < 1e-13);
}

TEST_CASE("lookahead gives the same bits for any number of threads, and leaves what is frozen") {
    check_rule_over_threads(lookahead{adam{}, {.k = 2}});
    std::vector<segment> parts(2);
    parts[1].offset = 16;
    parts[1].frozen = true;
    const std::vector<float> w(32, 1), g(32, 1);
    steps<float, lookahead<sgd>> run(lookahead{sgd{.rate = 0.5}, {.k = 2, .alpha = 0.5}}, w);
    run.segments = parts;
    run.step(g), run.step(g);
    CHECK(run.parameters()[0] == 0.5f);
    CHECK(run.parameters()[16] == 1);
    CHECK(run.slot(0)[16] == 1);
}

TEST_CASE("lookahead says its numbers beside those of the rule, and refuses what they cannot be") {
    check_rule_says_its_numbers(lookahead{adam{.rate = 0.25}, {.k = 3, .alpha = 0.75}});
    check_rule_refused(lookahead{adam{.beta1 = 1}},
                       "adam, beta1: an update rule cannot have this number, expected 0 or more, and less "
                       "than 1, found 1");
    check_rule_refused(lookahead{sgd{}, {.k = 0}},
                       "lookahead, k: an update rule cannot have this number, expected 1 or more, found 0");
    check_rule_refused(lookahead{sgd{}, {.alpha = 1.5}},
                       "lookahead, alpha: an update rule cannot have this number, expected a number from 0 "
                       "to 1, found 1.5");
}
