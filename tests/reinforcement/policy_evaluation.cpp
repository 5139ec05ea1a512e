// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <cmath>
#include <strata/reinforcement/grid_world.hpp>
#include <strata/reinforcement/planning.hpp>
#include <strata/reinforcement/policy_evaluation.hpp>

using namespace strata;

namespace policy_evaluation_test {

/// The solution of a x = b, by Gauss's elimination with the largest pivot.
std::vector<double> solved(std::vector<std::vector<double>> a, std::vector<double> b) {
    const std::size_t n = b.size();
    for (std::size_t k = 0; k < n; ++k) {
        std::size_t pivot = k;
        for (std::size_t r = k; r < n; ++r)
            if (std::abs(a[r][k]) > std::abs(a[pivot][k])) pivot = r;
        std::swap(a[k], a[pivot]), std::swap(b[k], b[pivot]);
        for (std::size_t r = k + 1; r < n; ++r) {
            const double f = a[r][k] / a[k][k];
            for (std::size_t c = k; c < n; ++c) a[r][c] -= f * a[k][c];
            b[r] -= f * b[k];
        }
    }
    for (std::size_t k = n; k-- > 0;) {
        for (std::size_t c = k + 1; c < n; ++c) b[k] -= a[k][c] * b[c];
        b[k] /= a[k][k];
    }
    return b;
}
/// (1 - gamma P) v = r for the policy that takes action number choice[s].
std::vector<double> exact_values(const decision_process& p, const std::vector<int>& choice, double gamma) {
    const auto n = std::size_t(p.states);
    std::vector<std::vector<double>> a(n, std::vector<double>(n));
    std::vector<double> r(n);
    for (std::size_t s = 0; s < n; ++s) {
        a[s][s] = 1;
        for (const transition& t : p.of(int(s), choice[s])) {
            a[s][std::size_t(t.next)] -= gamma * t.probability;
            r[s] += t.probability * t.reward;
        }
    }
    return solved(a, r);
}
/// Every action leads to every state, by numbers of a stream; the last state is terminal.
decision_process drawn_process(int states, int actions, const random_stream& random) {
    decision_process p{states, actions, 0, {}};
    p.transitions.resize(std::size_t(states * actions));
    std::uint64_t i = 0;
    for (int k = 0; k < (states - 1) * actions; ++k) {
        double sum = 0;
        auto& list = p.transitions[std::size_t(k)];
        for (int next = 0; next < states; ++next) {
            list.push_back({random.uniform(i) + 0.01, next, 4 * random.uniform(i + 1) - 2});
            sum += list.back().probability, i += 2;
        }
        for (transition& t : list) t.probability /= sum;
    }
    return p;
}
/// A to E between two ends; the right one is worth 1 (Sutton and Barto, example 6.2).
const decision_process walk = [] {
    decision_process p{7, 2, 3, {}};
    p.transitions.resize(14);
    for (int s = 1; s < 6; ++s)
        for (const int a : {0, 1}) {
            const int next = s + (a == 0 ? -1 : 1);
            p.transitions[std::size_t(2 * s + a)] = {{1, next, next == 6 ? 1.0 : 0.0}};
        }
    return p;
}();
const std::vector<double> either(14, 0.5);

TEST_CASE("plans find the best of all policies, whose values are solved exactly") {
    for (std::uint64_t k = 0; k < 4; ++k) {
        const decision_process p = drawn_process(4, 3, random_stream{seed{7}, k});
        const double gamma = 0.9;
        std::vector<double> best(4, -1e9);
        for (int number = 0; number < 27; ++number) {
            const auto v = exact_values(p, {number % 3, number / 3 % 3, number / 9, 0}, gamma);
            for (std::size_t s = 0; s < 4; ++s) best[s] = std::max(best[s], v[s]);
        }
        const planning_options o{.gamma = gamma};
        for (const plan_of_states& plan :
             {value_iteration(p, o), policy_iteration(p, o), modified_policy_iteration(p, o),
              modified_policy_iteration(p, o, 0), modified_policy_iteration(p, o, 50)}) {
            CHECK(plan.policy == value_iteration(p, o).policy);
            for (std::size_t s = 0; s < 4; ++s)
                CHECK(plan.values[s] == doctest::Approx(best[s]).epsilon(1e-10));
        }
        CHECK(modified_policy_iteration(p, o, 20).rounds < value_iteration(p, o).rounds);
        // a policy that is not the best, too
        std::vector<double> pi(12);
        for (const int at : {1, 5, 6, 9}) pi[std::size_t(at)] = 1;
        const auto v = policy_values(p, pi, o), exact = exact_values(p, {1, 2, 0, 0}, gamma);
        for (std::size_t s = 0; s < 4; ++s) CHECK(v[s] == doctest::Approx(exact[s]).epsilon(1e-10));
    }
}
TEST_CASE("a walk at random is worth a sixth more with each step to the right") {
    const auto planned = policy_values(walk, either, {.gamma = 1});
    const trial_options o{.episodes = 20'000, .gamma = 1, .decay = 0.8, .random = seed{3}};
    trial_options far = o;
    far.lambda = 0.8;
    const followed_policy all[] = {monte_carlo_values(walk, either, o),
                                   temporal_difference_values(walk, either, o),
                                   temporal_difference_values(walk, either, far)};
    for (int s = 1; s < 6; ++s) {
        CHECK(planned[std::size_t(s)] == doctest::Approx(s / 6.0));
        for (const followed_policy& f : all) {
            CAPTURE(s);
            CHECK(std::abs(f.values[std::size_t(s)] - s / 6.0) < 0.02);
            CHECK(f.visits[std::size_t(s)] > 1000);
        }
    }
    CHECK(all[0].visits[0] == 0);
    CHECK(all[0].visits[3] == 20'000);
    CHECK(all[1].values != all[2].values);
}
TEST_CASE("one episode moves the values by the formulas") {
    // a line of three that always goes to the right: rewards 1, 2, 4
    decision_process line{4, 1, 0, {{{1, 1, 1}}, {{1, 2, 2}}, {{1, 3, 4}}, {}}};
    const std::vector<double> pi(4, 1.0);
    trial_options o{.episodes = 1, .gamma = 0.5, .rate = 0.5, .decay = 0};
    CHECK(monte_carlo_values(line, pi, o).values == std::vector<double>{1 + 1 + 1, 2 + 2, 4, 0});
    CHECK(temporal_difference_values(line, pi, o).values == std::vector<double>{0.5, 1, 2, 0});
    o.lambda = 0.8;  // traces 0.4 and 0.16 of the surprises 2 and 4
    const auto v = temporal_difference_values(line, pi, o).values;
    CHECK(v[0] == doctest::Approx(0.5 * (1 + 0.4 * 2 + 0.16 * 4)));
    CHECK(v[1] == doctest::Approx(0.5 * (2 + 0.4 * 4)));
    CHECK(v[2] == doctest::Approx(0.5 * 4));
    std::vector<double> heard;
    o.told = [&](int, double total) { heard.push_back(total); };
    (void)monte_carlo_values(line, pi, o);
    CHECK(heard == std::vector<double>{7});
    CHECK_THROWS_WITH_AS((void)monte_carlo_values(line, {1, 1}, o),
                         "decision_process: the policy has not a probability for each state and action, "
                         "expected 4, found 2",
                         error);
    CHECK_THROWS_WITH_AS((void)policy_values(line, {1, 1}), doctest::Contains("expected 4, found 2"), error);
    CHECK_THROWS_WITH_AS((void)monte_carlo_values(line, {1, -1, 1, 1}, o), doctest::Contains("0 or more"),
                         error);
    CHECK_THROWS_WITH_AS((void)monte_carlo_values(line, {1, 0.5, 1, 1}, o), doctest::Contains("in state 1"),
                         error);
    decision_process nowhere = line;
    nowhere.start = 4;
    CHECK_THROWS_WITH_AS((void)monte_carlo_values(nowhere, pi, o), doctest::Contains("starts in state 4"),
                         error);
    decision_process less = line;
    less.transitions[0] = {{2, 1, 1}, {-1, 2, 1}};
    CHECK_THROWS_WITH_AS(less.check(1), doctest::Contains("negative"), error);
    o.lambda = 2;
    CHECK_THROWS_WITH_AS(
        (void)temporal_difference_values(line, pi, o),
        "lambda: the setting cannot have this value, expected 0.000000 to 1.000000, found 2.000000", error);
}

}  // namespace policy_evaluation_test
