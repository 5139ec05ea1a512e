// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <cmath>
#include <strata/reinforcement/grid_world.hpp>
#include <strata/reinforcement/planning.hpp>
#include <strata/reinforcement/q_learning.hpp>
#include <string>

using namespace strata;

namespace tables_test {

const std::vector<std::string> corners{"G...", "....", "....", "...G"}, lake{"S...", ".H.H", "...H", "H..G"};
void check_alike(const std::vector<double>& found, const std::vector<double>& expected, double within) {
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        CAPTURE(i);
        CHECK(std::abs(found[i] - expected[i]) <= within);
    }
}

TEST_CASE("who walks at random between two corners needs 14 to 22 steps (Sutton and Barto, figure 4.1)") {
    const decision_process p = grid_world(corners, {.goal_reward = -1, .step_reward = -1});
    const std::vector<double> uniform(64, 0.25);
    check_alike(policy_values(p, uniform, {.gamma = 1}),
                {0, -14, -20, -22, -14, -18, -20, -20, -20, -20, -18, -14, -22, -20, -14, 0}, 1e-8);
}
TEST_CASE("the best way is as long as it is far, by value iteration and by policy iteration") {
    const decision_process p = grid_world(corners, {.goal_reward = -1, .step_reward = -1});
    const std::vector<double> far_from{0, -1, -2, -3, -1, -2, -3, -2, -2, -3, -2, -1, -3, -2, -1, 0};
    const plan_of_states v = value_iteration(p, {.gamma = 1}), pi = policy_iteration(p, {.gamma = 0.9});
    check_alike(v.values, far_from, 0);
    CHECK(v.policy == pi.policy);
    CHECK(pi.values[3] == doctest::Approx(-1 - 0.9 - 0.81));
}
TEST_CASE("on slippery ice all agree, and the start is worth 0.542") {
    const decision_process p = grid_world(lake, {.slippery = true});
    const plan_of_states v = value_iteration(p), pi = policy_iteration(p);
    check_alike(v.values, pi.values, 1e-9);
    CHECK(v.policy == pi.policy);
    CHECK(v.values[0] == doctest::Approx(0.5420259).epsilon(1e-5));
    // a fixed point: nothing is better anywhere
    for (int s = 0; s < 16; ++s)
        for (int a = 0; a < 4; ++a)
            CHECK(action_value(p, v.values, s, a, 0.99) <= v.values[std::size_t(s)] + 1e-9);
}
TEST_CASE("Q-learning finds the values along the best way by trying") {
    const decision_process p = grid_world({"S..", ".#.", "..G"});
    const std::vector<double> q = q_learning(p, {.episodes = 3000});
    const plan_of_states v = value_iteration(p);
    for (int s = 0, steps = 0; !p.terminal(s); ++steps) {
        REQUIRE(steps < 4);
        const auto row = q.begin() + s * 4;
        CHECK(*std::max_element(row, row + 4) == doctest::Approx(v.values[std::size_t(s)]).epsilon(1e-3));
        s = p.of(s, static_cast<int>(std::max_element(row, row + 4) - row))[0].next;
    }
    CHECK(q == q_learning(p, {.episodes = 3000}));
    CHECK(q != q_learning(p, {.episodes = 3000, .random = seed{2}}));
}
TEST_CASE("grids and processes that cannot be are refused") {
    CHECK_THROWS_WITH_AS((void)grid_world({"S..", "..."}), "grid_world: the grid has no goal, G", error);
    CHECK_THROWS_WITH_AS((void)grid_world({}), "grid_world: the grid has no goal, G", error);
    CHECK_THROWS_WITH_AS((void)grid_world({"S.G", ".."}),
                         "grid_world: the lines of the grid differ in length, expected 3, found 2", error);
    CHECK_THROWS_WITH_AS((void)grid_world({"S?G"}),
                         "grid_world: the sign means nothing in a grid, expected S, G, H, C, # or ., found ?",
                         error);
    decision_process p = grid_world({"S.G"});
    p.transitions[0][0].probability = 0.5;
    CHECK_THROWS_WITH_AS((void)value_iteration(p),
                         "decision_process: the probabilities of state 0, action 0 do not add up to 1",
                         error);
    const decision_process walk = grid_world({"S.G"}, {.step_reward = 1});
    CHECK_THROWS_AS((void)value_iteration(walk, {.gamma = 1, .sweeps = 100}), error);
    CHECK_THROWS_AS((void)value_iteration(walk, {.gamma = 1.5}), error);
}

}  // namespace tables_test
