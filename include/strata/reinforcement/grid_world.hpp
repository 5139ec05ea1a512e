// SPDX-License-Identifier: MIT
#pragma once
/// Grid worlds, written as text.
#include <algorithm>
#include <strata/reinforcement/decision_process.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata {

struct grid_options {
    double goal_reward = 1, pit_reward = 0;
    double step_reward = 0;  ///< of every step that reaches none of them
    double cliff_reward = -100;
    bool slippery = false;  ///< a third of the steps goes to each side of where it should, as on FrozenLake
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// States are the places row by row: "S" the start (the first place without one), "G" a goal and "H" a pit,
/// both terminal, "C" a cliff, from which one is put back to the start, "#" a wall, "." free. Actions are
/// left, down, right, up, in FrozenLake's order; who goes against a wall or the edge stays. Throws where
/// lines differ in length, where a sign is none of these, and where there is no goal.
[[nodiscard]] inline decision_process grid_world(const std::vector<std::string>& lines,
                                                 grid_options options = {}) {
    const int rows = static_cast<int>(lines.size()),
              columns = rows > 0 ? static_cast<int>(lines[0].size()) : 0;
    const auto at = [&](int r, int c) { return lines[std::size_t(r)][std::size_t(c)]; };
    bool has_goal = false;
    decision_process p{rows * columns, 4, 0, {}};
    for (int r = 0; r < rows; ++r) {
        if (static_cast<int>(lines[std::size_t(r)].size()) != columns)
            throw_error({.problem = "the lines of the grid differ in length",
                         .name = "grid_world",
                         .expected = std::to_string(columns),
                         .found = std::to_string(lines[std::size_t(r)].size())});
        for (int c = 0; c < columns; ++c) {
            if (std::string("SGHC#.").find(at(r, c)) == std::string::npos)
                throw_error({.problem = "the sign means nothing in a grid",
                             .name = "grid_world",
                             .expected = "S, G, H, C, # or .",
                             .found = quotable(std::string(1, at(r, c)))});
            has_goal |= at(r, c) == 'G';
            if (at(r, c) == 'S') p.start = r * columns + c;
        }
    }
    if (!has_goal) throw_error({.problem = "the grid has no goal, G", .name = "grid_world"});

    constexpr int down[] = {0, 1, 0, -1}, right[] = {-1, 0, 1, 0};
    const auto step = [&](int r, int c, int a, double probability) {
        const int to_r = std::clamp(r + down[a], 0, rows - 1),
                  to_c = std::clamp(c + right[a], 0, columns - 1);
        if (at(to_r, to_c) != '#') r = to_r, c = to_c;
        if (at(r, c) == 'C') return transition{probability, p.start, options.cliff_reward};
        const double reward = at(r, c) == 'G'   ? options.goal_reward
                              : at(r, c) == 'H' ? options.pit_reward
                                                : options.step_reward;
        return transition{probability, r * columns + c, reward};
    };
    p.transitions.resize(std::size_t(p.states) * 4);
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < columns; ++c)
            for (int a = 0; a < 4; ++a) {
                auto& list = p.transitions[std::size_t((r * columns + c) * 4 + a)];
                if (at(r, c) == 'G' || at(r, c) == 'H' || at(r, c) == '#' || at(r, c) == 'C') continue;
                if (options.slippery)
                    for (const int turn : {3, 0, 1}) list.push_back(step(r, c, (a + turn) % 4, 1.0 / 3));
                else
                    list.push_back(step(r, c, a, 1));
            }
    return p;
}

}  // namespace strata::inline STRATA_TARGET
