// SPDX-License-Identifier: MIT
#pragma once
/// How much better an action was than expected.
///
///     G[t] = r[t] + gamma G[t+1]                                            (returns of an episode)
///     d[t] = r[t] + gamma V[t+1] - V[t]        A[t] = d[t] + gamma lambda A[t+1]
///
/// lambda 0: one step ahead; 1: the return less V. V[t+1] is 0 where the episode was terminated, the value of
/// what the step led to where it was truncated; A[t+1] is 0 in both cases, since what follows is another
/// episode. (Schulman, Moritz, Levine, Jordan, Abbeel: "High-dimensional continuous control using generalized
/// advantage estimation", 2016, equations 11, 12 and 16.)
#include <cmath>
#include <cstddef>
#include <strata/target.hpp>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Steps of some copies, step by step: number t n + i is that of copy i at step t. `next_value` is 0 where
/// the step terminated an episode.
struct steps_of_copies {
    std::size_t copies = 1;
    std::vector<double> reward, value, next_value;
    std::vector<char> ended;
};

[[nodiscard]] inline std::vector<double> generalized_advantages(const steps_of_copies& s, double gamma,
                                                                double lambda) {
    std::vector<double> a(s.reward.size());
    for (std::size_t k = a.size(); k-- > 0;) {
        const double behind = s.ended[k] == 0 && k + s.copies < a.size() ? a[k + s.copies] : 0;
        a[k] = s.reward[k] + gamma * s.next_value[k] - s.value[k] + gamma * lambda * behind;
    }
    return a;
}

/// Of one episode; what follows its last step is worth `behind`.
[[nodiscard]] inline std::vector<double> discounted_returns(const std::vector<double>& rewards, double gamma,
                                                            double behind = 0) {
    std::vector<double> g(rewards.size());
    for (std::size_t t = g.size(); t-- > 0;) behind = g[t] = rewards[t] + gamma * behind;
    return g;
}

/// Shifted to mean 0 and scaled to deviation 1, which keeps the size of steps when returns grow.
inline void bring_to_deviation_1(std::vector<double>& a) {
    double mean = 0, squares = 0;
    for (const double x : a) mean += x / static_cast<double>(a.size());
    for (const double x : a) squares += (x - mean) * (x - mean) / static_cast<double>(a.size());
    for (double& x : a) x = (x - mean) / (std::sqrt(squares) + 1e-8);
}

}  // namespace strata::inline STRATA_TARGET
