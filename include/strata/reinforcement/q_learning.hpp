// SPDX-License-Identifier: MIT
#pragma once
/// Q-learning: what actions are worth, by trying them.
///
///     q[s, a] <- q[s, a] + rate (r + gamma max_b q[s', b] - q[s, a])
///
/// With probability epsilon an action is any, else the best so far. The rate of a pair that was tried n times
/// is rate / n^decay. (Watkins and Dayan, 1992.)
#include <algorithm>
#include <cmath>
#include <strata/kernels/random_streams.hpp>
#include <strata/reinforcement/decision_process.hpp>
#include <strata/target.hpp>
#include <vector>

namespace strata {

struct q_learning_options {
    int episodes = 10'000;
    int steps = 1'000;  ///< that an episode may take at most
    double gamma = 0.99, rate = 1, decay = 0.6, epsilon = 0.3;
    seed random = {};
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// q[s actions + a] behind all episodes. The process is asked for what comes of an action, and for no
/// probability.
[[nodiscard]] inline std::vector<double> q_learning(const decision_process& p, q_learning_options o = {}) {
    p.check(o.gamma);
    const auto actions = static_cast<std::size_t>(p.actions);
    std::vector<double> q(static_cast<std::size_t>(p.states) * actions);
    std::vector<int> tried(q.size());
    const auto best = [&](int s) {
        const auto row = q.begin() + s * p.actions;
        return std::max_element(row, row + p.actions) - row;
    };
    for (int number = 0; number < o.episodes; ++number) {
        const random_stream random =
            random_for(drawn_for::actions, o.random, static_cast<std::uint64_t>(number));
        int s = p.start;
        for (std::uint64_t t = 0; t < static_cast<std::uint64_t>(o.steps) && !p.terminal(s); ++t) {
            const int a = random.uniform(3 * t) < o.epsilon
                              ? static_cast<int>(random.below(3 * t + 1, static_cast<std::uint32_t>(actions)))
                              : static_cast<int>(best(s));
            const transition& to = p.drawn(s, a, random.uniform(3 * t + 2));
            const auto at = static_cast<std::size_t>(s) * actions + static_cast<std::size_t>(a);
            const double behind = q[static_cast<std::size_t>(to.next * p.actions + best(to.next))];
            q[at] += o.rate / std::pow(++tried[at], o.decay) * (to.reward + o.gamma * behind - q[at]);
            s = to.next;
        }
    }
    return q;
}

}  // namespace strata::inline STRATA_TARGET
