// SPDX-License-Identifier: MIT
#pragma once
/// What states are worth, where the process is known.
///
///     value iteration     v[s] <- max_a q(s, a)                          until nothing changes
///     evaluation          v[s] <- sum_a pi(a | s) q(s, a)                of a policy
///     policy iteration    evaluation, then pi(s) <- argmax_a q(s, a)     until the policy stays
///     modified            the same with some sweeps of evaluation        until no value changes
///
/// q(s, a) = sum over what may come of p (r + gamma v[next]). (Bellman, 1957; Howard, 1960;
/// Puterman and Shin, 1978; Sutton and Barto: "Reinforcement learning", 2018, chapter 4.)
#include <algorithm>
#include <cmath>
#include <strata/reinforcement/decision_process.hpp>
#include <strata/target.hpp>
#include <vector>

namespace strata {

struct planning_options {
    double gamma = 0.99;
    double tolerance = 1e-12;  ///< the largest change of a value in the last sweep
    int sweeps = 100'000;      ///< at most
};
/// Values and the best action of each state, and how many sweeps or policies it took.
struct plan_of_states {
    std::vector<double> values;
    std::vector<int> policy;
    int rounds = 0;
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// Throws: values do not settle.
[[noreturn, gnu::cold]] inline void refuse_values(int sweeps) {
    throw_error({.problem = "the values do not settle in " + std::to_string(sweeps) + " sweeps",
                 .name = "decision_process",
                 .advice = "Take a gamma below 1."});
}
/// v[s] <- of(s), once; the largest change.
template <class Of>
double sweep_once(const decision_process& p, std::vector<double>& v, Of&& of) {
    double most = 0;
    for (int s = 0; s < p.states; ++s) {
        if (p.terminal(s)) continue;
        const double now = of(s);
        most = std::max(most, std::abs(now - v[std::size_t(s)]));
        v[std::size_t(s)] = now;
    }
    return most;
}
/// Sweeps until nothing changes by more than the tolerance; how many it took. Throws where that does not come
/// to pass: with gamma 1 a policy may go on for ever.
template <class Of>
int sweep_states(const decision_process& p, std::vector<double>& v, const planning_options& o, Of&& of) {
    for (int sweep = 1; sweep <= o.sweeps; ++sweep)
        if (sweep_once(p, v, of) <= o.tolerance) return sweep;
    refuse_values(o.sweeps);
}
/// What states are worth to who takes action a in state s with probability pi[s actions + a].
[[nodiscard]] inline std::vector<double> policy_values(const decision_process& p,
                                                       const std::vector<double>& pi,
                                                       planning_options o = {}) {
    p.check(o.gamma);
    require_policy(p, pi);
    std::vector<double> v(std::size_t(p.states));
    sweep_states(p, v, o, [&](int s) {
        double sum = 0;
        for (int a = 0; a < p.actions; ++a)
            sum += pi[std::size_t(s * p.actions + a)] * action_value(p, v, s, a, o.gamma);
        return sum;
    });
    return v;
}
[[nodiscard]] inline plan_of_states value_iteration(const decision_process& p, planning_options o = {}) {
    p.check(o.gamma);
    plan_of_states plan{std::vector<double>(std::size_t(p.states)), {}, 0};
    plan.rounds = sweep_states(p, plan.values, o, [&](int s) {
        double best = action_value(p, plan.values, s, 0, o.gamma);
        for (int a = 1; a < p.actions; ++a)
            best = std::max(best, action_value(p, plan.values, s, a, o.gamma));
        return best;
    });
    plan.policy = greedy_policy(p, plan.values, o.gamma);
    return plan;
}
[[nodiscard]] inline plan_of_states policy_iteration(const decision_process& p, planning_options o = {}) {
    p.check(o.gamma);
    plan_of_states plan{std::vector<double>(std::size_t(p.states)), {}, 0};
    plan.policy = greedy_policy(p, plan.values, o.gamma);
    for (std::vector<int> before; before != plan.policy; ++plan.rounds) {
        before = plan.policy;
        sweep_states(p, plan.values, o,
                     [&](int s) { return action_value(p, plan.values, s, before[std::size_t(s)], o.gamma); });
        plan.policy = greedy_policy(p, plan.values, o.gamma);
    }
    return plan;
}
/// Each round is one sweep of value iteration, which also chooses the actions, and `evaluations` sweeps that
/// only follow them: 0 is value iteration, very many are policy iteration.
[[nodiscard]] inline plan_of_states modified_policy_iteration(const decision_process& p,
                                                              planning_options o = {}, int evaluations = 5) {
    p.check(o.gamma);
    plan_of_states plan{std::vector<double>(std::size_t(p.states)), {}, 0};
    for (bool settled = false; !settled; ++plan.rounds) {
        if (plan.rounds == o.sweeps) refuse_values(o.sweeps);
        plan.policy = greedy_policy(p, plan.values, o.gamma);
        settled = sweep_once(p, plan.values, [&](int s) {
                      double best = action_value(p, plan.values, s, 0, o.gamma);
                      for (int a = 1; a < p.actions; ++a)
                          best = std::max(best, action_value(p, plan.values, s, a, o.gamma));
                      return best;
                  }) <= o.tolerance;
        for (int k = 0; k < evaluations && !settled; ++k)
            sweep_once(p, plan.values, [&](int s) {
                return action_value(p, plan.values, s, plan.policy[std::size_t(s)], o.gamma);
            });
    }
    plan.policy = greedy_policy(p, plan.values, o.gamma);
    return plan;
}

}  // namespace strata::inline STRATA_TARGET
