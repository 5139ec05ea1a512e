// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <algorithm>
#include <strata/reinforcement/grid_world.hpp>
#include <strata/reinforcement/planning.hpp>
#include <strata/reinforcement/q_learning.hpp>
#include <strata/reinforcement/sarsa.hpp>

using namespace strata;

namespace sarsa_test {

const decision_process cliff = grid_world({"............", "............", "............", "SCCCCCCCCCCG"},
                                          {.goal_reward = -1, .step_reward = -1, .cliff_reward = -100});
/// The row farthest above that the best way through a table enters, and its steps; 99 where it does not
/// arrive.
struct way {
    int highest = 3, steps = 0;
};
way best_way(const std::vector<double>& q) {
    way w;
    for (int s = cliff.start; !cliff.terminal(s); ++w.steps) {
        if (w.steps == 99) break;
        const auto row = q.begin() + 4 * s;
        s = cliff.of(s, int(std::max_element(row, row + 4) - row))[0].next;
        w.highest = std::min(w.highest, s / 12);
    }
    return w;
}
/// What pairs of a process with one action are worth after an episode.
const decision_process line{4, 1, 0, {{{1, 1, 1}}, {{1, 2, 2}}, {{1, 3, 4}}, {}}};

TEST_CASE("a cliff puts one back to the start, and the best way passes it closely") {
    CHECK(cliff.of(cliff.start, 2)[0].next == cliff.start);
    CHECK(cliff.of(cliff.start, 2)[0].reward == -100);
    CHECK(value_iteration(cliff, {.gamma = 1}).values[std::size_t(cliff.start)] == -13);
}
TEST_CASE(
    "Q-learning walks along the cliff, SARSA keeps away and falls less (Sutton and Barto, example 6.6)") {
    double fallen = 0;
    trial_options o{.episodes = 500, .gamma = 1, .rate = 0.5, .decay = 0, .epsilon = 0.1, .random = seed{2}};
    o.told = [&](int number, double total) { fallen += number >= 250 ? total / 250 : 0; };
    const way near_it = best_way(q_learning(cliff, o));
    const double by_q = std::exchange(fallen, 0);
    CHECK(near_it.highest == 2);
    CHECK(near_it.steps == 13);
    o.rate = 0.1, o.episodes = 4000;  // a choice that is drawn needs a rate that averages
    const way away = best_way(sarsa(cliff, o));
    CHECK(away.highest < 2);
    CHECK(away.steps > 13);
    CHECK(away.steps < 99);
    o.rate = 0.5, o.episodes = 500, fallen = 0;
    const way expected = best_way(expected_sarsa(cliff, o));
    CHECK(expected.highest < 2);
    CHECK(fallen > by_q + 10);
    CHECK(sarsa(cliff, o) == sarsa(cliff, o));
}
TEST_CASE("traces carry a reward back over the whole episode") {
    trial_options o{.episodes = 1, .gamma = 0.5, .rate = 0.5, .decay = 0, .epsilon = 0};
    CHECK(sarsa(line, o) == std::vector<double>{0.5, 1, 2, 0});
    o.lambda = 0.8;
    for (const auto& q : {sarsa(line, o), expected_sarsa(line, o), q_learning(line, o)}) {
        CHECK(q[0] == doctest::Approx(0.5 * (1 + 0.4 * 2 + 0.16 * 4)));
        CHECK(q[1] == doctest::Approx(0.5 * (2 + 0.4 * 4)));
        CHECK(q[2] == doctest::Approx(0.5 * 4));
    }
    // the start of a lonely way to the goal learns in the first episode
    const decision_process corridor = grid_world({"S.......G"});
    const trial_options far{.episodes = 1, .epsilon = 1, .lambda = 0.9};
    const auto q = sarsa(corridor, far);
    CHECK(q[2] > 0);
}
TEST_CASE("what the next choice is worth is the mean over how it is drawn") {
    const decision_process p{1, 4, 0, std::vector<std::vector<transition>>(4)};
    const std::vector<double> q{1, 5, 2, 4};
    CHECK(detail::choices(p, q, 0.2).expected(0) == doctest::Approx(0.2 * 3 + 0.8 * 5));
    CHECK(detail::choices(p, q, 0.2).best(0) == 1);
    CHECK_THROWS_AS((void)sarsa(line, {.epsilon = 1.5}), error);
}

}  // namespace sarsa_test
