// SPDX-License-Identifier: MIT
#pragma once
/// What states are worth to a policy, by following it.
///
///     Monte Carlo     v[s] <- mean of G[t] over the first visits to s        G[t] = r[t] + gamma G[t+1]
///     TD(lambda)      v[k] <- v[k] + rate e[k] (r + gamma v[s'] - v[s])      for each state k
///
/// e[k]: 1 where k is the state s of this step, less by gamma lambda with each step since; lambda 0 moves s
/// alone. (Sutton: "Learning to predict by the methods of temporal differences", 1988; Sutton and Barto:
/// "Reinforcement learning", 2018, sections 5.1, 6.1 and 12.2.)
#include <cmath>
#include <strata/reinforcement/trials.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata {

/// States that were never visited have the value 0.
struct followed_policy {
    std::vector<double> values;  ///< [states]
    std::vector<int> visits;     ///< that a value was learned from
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// Plays episodes by a policy pi[s actions + a] and tells `step(s, transition)`, and `end()` after each.
/// Throws where the process, a setting or the policy cannot be.
template <class Step, class End>
void follow_policy(const decision_process& p, const std::vector<double>& pi, const trial_options& o,
                   Step&& step, End&& end) {
    require_trials(p, o);
    require_policy(p, pi);
    for (int number = 0; number < o.episodes; ++number) {
        const random_stream random =
            random_for(drawn_for::actions, o.random, static_cast<std::uint64_t>(number));
        double total = 0;
        int s = p.start;
        for (std::uint64_t t = 0; t < static_cast<std::uint64_t>(o.steps) && !p.terminal(s); ++t) {
            double left = random.uniform(2 * t);
            int a = 0;
            while (a + 1 < p.actions && (left -= pi[static_cast<std::size_t>(s * p.actions + a)]) >= 0) ++a;
            const transition& to = p.drawn(s, a, random.uniform(2 * t + 1));
            step(s, to);
            total += to.reward;
            s = to.next;
        }
        end();
        if (o.told) o.told(number, total);
    }
}

/// By returns of whole episodes. What follows an episode that was stopped is taken to be nothing.
[[nodiscard]] inline followed_policy monte_carlo_values(const decision_process& p,
                                                        const std::vector<double>& pi,
                                                        const trial_options& o = {}) {
    followed_policy f{std::vector<double>(std::size_t(p.states)), std::vector<int>(std::size_t(p.states))};
    std::vector<int> visited;
    std::vector<double> rewards;
    const auto learn = [&] {
        std::vector<double> of_first(f.values.size());
        std::vector<char> seen(f.values.size());
        double g = 0;
        for (std::size_t t = visited.size(); t-- > 0;) {  // the first visit comes last, and stays
            g = rewards[t] + o.gamma * g;
            of_first[std::size_t(visited[t])] = g, seen[std::size_t(visited[t])] = 1;
        }
        for (std::size_t s = 0; s < seen.size(); ++s)
            if (seen[s] != 0) f.values[s] += (of_first[s] - f.values[s]) / ++f.visits[s];
        visited.clear(), rewards.clear();
    };
    follow_policy(
        p, pi, o, [&](int s, const transition& to) { visited.push_back(s), rewards.push_back(to.reward); },
        learn);
    return f;
}
/// By differences between one state and the next; the rate of a state that was seen n times is rate /
/// n^decay.
[[nodiscard]] inline followed_policy temporal_difference_values(const decision_process& p,
                                                                const std::vector<double>& pi,
                                                                const trial_options& o = {}) {
    followed_policy f{std::vector<double>(std::size_t(p.states)), std::vector<int>(std::size_t(p.states))};
    detail::traces heeded(o.gamma * o.lambda);
    follow_policy(
        p, pi, o,
        [&](int s, const transition& to) {
            ++f.visits[std::size_t(s)];
            heeded.heed(std::size_t(s));
            const double surprise =
                to.reward + o.gamma * f.values[std::size_t(to.next)] - f.values[std::size_t(s)];
            for (const auto& [k, trace] : heeded.entries())
                f.values[k] += o.rate / std::pow(f.visits[k], o.decay) * surprise * trace;
        },
        [&] { heeded.forget(); });
    return f;
}

}  // namespace strata::inline STRATA_TARGET
