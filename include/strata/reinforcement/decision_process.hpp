// SPDX-License-Identifier: MIT
#pragma once
/// A Markov decision process of few states: what may come of each action in each of them.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/random.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata {

/// One thing that may come of an action.
struct transition {
    double probability = 1;
    int next = 0;
    double reward = 0;
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// `of(s, a)` lists the transitions of action a in state s; a state without any is terminal, and its value 0.
struct decision_process {
    int states = 0, actions = 0, start = 0;
    std::vector<std::vector<transition>> transitions;  ///< number s actions + a

    [[nodiscard]] const std::vector<transition>& of(int s, int a) const {
        return transitions[static_cast<std::size_t>(s * actions + a)];
    }
    [[nodiscard]] bool terminal(int s) const { return of(s, 0).empty(); }
    /// What comes of an action, by a uniform number in [0, 1).
    [[nodiscard]] const transition& drawn(int s, int a, double uniform) const {
        const auto& all = of(s, a);
        for (const transition& t : all)
            if ((uniform -= t.probability) < 0) return t;
        return all.back();
    }
    /// Throws where there is no state or action, where a next state is none, where probabilities are
    /// negative or do not add up to 1, and where gamma is not in [0, 1].
    void check(double gamma) const {
        const auto wrong = [](const std::string& problem) {
            throw_error({.problem = problem, .name = "decision_process"});
        };
        if (states < 1 || actions < 1) wrong("there is no state, or no action");
        if (start < 0 || start >= states)
            wrong("it starts in state " + std::to_string(start) + ", which is none");
        if (transitions.size() != static_cast<std::size_t>(states * actions))
            wrong("there is not a list of transitions for each state and action");
        if (!is_finite(gamma) || gamma < 0 || gamma > 1) wrong("gamma is not in [0, 1]");
        for (int s = 0; s < states; ++s)
            for (int a = 0; a < actions; ++a) {
                double sum = 0;
                for (const transition& t : of(s, a)) {
                    sum += t.probability;
                    if (is_nan(t.probability) || t.probability < 0)
                        wrong("the probability of what comes of state " + std::to_string(s) + " is negative");
                    if (t.next < 0 || t.next >= states || !is_finite(t.reward))
                        wrong("state " + std::to_string(s) +
                              " leads to no state, or its reward is no number");
                }
                if (of(s, a).empty() != terminal(s) || (!terminal(s) && !(std::abs(sum - 1) < 1e-9)))
                    wrong("the probabilities of state " + std::to_string(s) + ", action " +
                          std::to_string(a) + " do not add up to 1");
            }
    }
};

/// Throws where pi[s actions + a] is no probability for each state and action, or those of a state that
/// is not terminal do not add up to 1.
inline void require_policy(const decision_process& p, const std::vector<double>& pi) {
    const auto wrong = [&](const std::string& expected, const std::string& found) {
        throw_error({.problem = "the policy has not a probability for each state and action",
                     .name = "decision_process",
                     .expected = expected,
                     .found = found});
    };
    const auto actions = static_cast<std::size_t>(p.actions), states = static_cast<std::size_t>(p.states);
    if (pi.size() != states * actions) wrong(std::to_string(states * actions), std::to_string(pi.size()));
    for (std::size_t s = 0; s < states; ++s) {
        double sum = 0;
        for (std::size_t a = 0; a < actions; ++a) {
            const double probability = pi[s * actions + a];
            if (is_nan(probability) || probability < 0) wrong("0 or more", std::to_string(probability));
            sum += probability;
        }
        if (!p.terminal(static_cast<int>(s)) && !(std::abs(sum - 1) < 1e-6))
            wrong("a sum of 1", std::to_string(sum) + " in state " + std::to_string(s));
    }
}

/// q(s, a) = sum over what may come of p (r + gamma v[next]).
[[nodiscard]] inline double action_value(const decision_process& p, const std::vector<double>& v, int s,
                                         int a, double gamma) {
    double q = 0;
    for (const transition& t : p.of(s, a))
        q += t.probability * (t.reward + gamma * v[static_cast<std::size_t>(t.next)]);
    return q;
}
/// The best action of each state, the first of equal ones; 0 in terminal states.
[[nodiscard]] inline std::vector<int> greedy_policy(const decision_process& p, const std::vector<double>& v,
                                                    double gamma) {
    std::vector<int> best(static_cast<std::size_t>(p.states));
    for (int s = 0; s < p.states; ++s) {
        int& chosen = best[static_cast<std::size_t>(s)];
        for (int a = 1; a < p.actions; ++a)
            if (action_value(p, v, s, a, gamma) > action_value(p, v, s, chosen, gamma) + 1e-12) chosen = a;
    }
    return best;
}

}  // namespace strata::inline STRATA_TARGET
