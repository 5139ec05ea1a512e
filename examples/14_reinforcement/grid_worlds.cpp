// SPDX-License-Identifier: MIT
/// Three worlds of squares: a slippery lake and a room, planned with their values and arrows drawn, and a
/// cliff along which Q-learning walks and from which SARSA keeps away.
///
///     grid_worlds            the pictures go to --out
///
/// (Lake: Gymnasium's FrozenLake; cliff: Sutton and Barto, "Reinforcement learning", 2018, example 6.6.)
#include <algorithm>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <strata/pictures/plot.hpp>
#include <strata/reinforcement/planning.hpp>
#include <strata/reinforcement/q_learning.hpp>
#include <strata/reinforcement/sarsa.hpp>

#include "../lesson.hpp"
#include "grid_drawing.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct settings : lessons::with_seed {
    int episodes = 500;
};
constexpr lessons::finding_printer finding{};

const grid lake{"S...", ".H.H", "...H", "H..G"};
const grid room{"S...#...", ".##.#.#.", ".#....#.", ".#.####.", ".......G"};
const grid cliff{"............", "............", "............", "SCCCCCCCCCCG"};

drawing one_below_the_other(const std::vector<drawing>& all) {
    int width = 0, height = 0;
    for (const drawing& d : all) width = std::max(width, d.width()), height += d.height();
    drawing together(width, height);
    height = 0;
    for (const drawing& d : all) together.paste(d, 0, height), height += d.height();
    return together;
}
/// The best action and its worth in each state, by a table q[s actions + a].
plan_of_states of_table(const decision_process& p, const std::vector<double>& q) {
    plan_of_states plan;
    for (int s = 0; s < p.states; ++s) {
        const auto row = q.begin() + s * p.actions, best = std::max_element(row, row + p.actions);
        plan.values.push_back(*best), plan.policy.push_back(static_cast<int>(best - row));
    }
    return plan;
}
/// The states that a policy passes from the start on.
std::vector<int> way_of(const decision_process& p, const plan_of_states& plan) {
    std::vector<int> way;
    for (int s = p.start; !p.terminal(s) && way.size() < 50; s = p.of(s, plan.policy[std::size_t(s)])[0].next)
        way.push_back(s);
    return way;
}

void run(const settings& s) {
    const fs::path out = s.out;
    const int episodes = s.episodes;
    const decision_process slippery = grid_world(lake, {.slippery = true}), dry = grid_world(room);
    const plan_of_states on_ice = value_iteration(slippery), in_room = policy_iteration(dry);
    const plan_of_states modified = modified_policy_iteration(slippery);
    std::cout << "lake: value iteration " << on_ice.rounds << " sweeps, policy iteration "
              << policy_iteration(slippery).rounds << " policies, modified policy iteration "
              << modified.rounds << " rounds; the same policy: " << std::boolalpha
              << (on_ice.policy == modified.policy) << "\n\n";

    const decision_process edge = grid_world(cliff, {.goal_reward = -1, .step_reward = -1});
    trial_options o{.episodes = episodes, .gamma = 1, .rate = 0.5, .decay = 0, .epsilon = 0.1};
    constexpr int runs = 50;
    std::vector<curve> curves{{"Q-learning", {}, {}}, {"SARSA", {}, {}}, {"expected SARSA", {}, {}}};
    std::vector<double> last(3);
    for (std::size_t which = 0; which < 3; ++which) {
        std::vector<double> mean(static_cast<std::size_t>(episodes));
        o.told = [&](int number, double total) { mean[std::size_t(number)] += total / runs; };
        for (int k = 0; k < runs; ++k) {
            o.random = seed{s.seed + std::uint64_t(k)};
            (void)(which == 0 ? q_learning(edge, o) : which == 1 ? sarsa(edge, o) : expected_sarsa(edge, o));
        }
        for (int i = 0; i + 10 <= episodes; i += 10) {
            double sum = 0;
            for (int j = i; j < i + 10; ++j) sum += std::max(-100.0, mean[std::size_t(j)]) / 10;
            curves[which].x.push_back(i + 5), curves[which].y.push_back(sum);
        }
        for (int i = episodes - episodes / 5; i < episodes; ++i)
            last[which] += mean[std::size_t(i)] / (episodes / 5);
    }
    o.told = {}, o.random = seed{s.seed};
    const plan_of_states by_q = of_table(edge, q_learning(edge, o));
    o.rate = 0.1, o.episodes = 10 * episodes;  // a sum of choices that are drawn needs a rate that averages
    const plan_of_states by_sarsa = of_table(edge, sarsa(edge, o));
    const auto near_it = way_of(edge, by_q), away = way_of(edge, by_sarsa);

    write_png(rendered(side_by_side({grid_drawing(lake, slippery, on_ice, "Slippery lake"),
                                     grid_drawing(room, dry, in_room, "Room without slipping")})),
              out / "planned.png");
    write_png(rendered(one_below_the_other(
                  {grid_drawing(cliff, edge, by_q, "Q-learning walks along the cliff", near_it),
                   grid_drawing(cliff, edge, by_sarsa, "SARSA keeps away from it", away)})),
              out / "cliff.png");
    write_png(plot("Walks along a cliff: mean of 50 runs", "episode", "sum of rewards", curves),
              out / "returns.png");
    std::cout
        << "written to " << out.string()
        << ": planned.png, cliff.png, returns.png. On the lake arrows point "
           "away from holes\nrather than to the goal, since a third of the steps slips to each side. At the "
           "cliff the shortest way\nis worth most to who never errs; who tries one step in ten at random is "
           "better off farther away.\n\n";
    finding("worth_of_the_lake", on_ice.values[0]);
    finding("steps_of_q_learning", double(near_it.size()));
    finding("steps_of_sarsa", double(away.size()));
    finding("return_of_q_learning", last[0]);
    finding("return_of_sarsa", last[1]);
    finding("return_of_expected_sarsa", last[2]);
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"grid_worlds", "Plans grid worlds and learns to walk along a cliff."};
    l.add_option("--episodes", s.episodes, "of each run at the cliff")->check(CLI::Range(50, 100'000));
    l.share(s, {.out = "folder for the pictures", .quick = "100 episodes", .seed = "of the first run"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.episodes = 100;
        run(s);
    });
}
