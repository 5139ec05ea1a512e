// SPDX-License-Identifier: MIT
#pragma once
/// SARSA: what actions are worth to who goes on as he does, by doing so.
///
///     q[s, a] <- q[s, a] + rate (r + gamma q[s', a'] - q[s, a])                        SARSA
///     q[s, a] <- q[s, a] + rate (r + gamma sum_b pi(b | s') q[s', b] - q[s, a])        expected SARSA
///
/// a': the action that is taken in s'; pi: the best one, or with probability epsilon any. With lambda above 0
/// the pairs of all steps before get the share (gamma lambda)^k of it. (Rummery and Niranjan, 1994; van
/// Seijen, van Hasselt, Whiteson, Wiering, 2009; Sutton and Barto: "Reinforcement learning", 2018, sections
/// 6.4, 6.6 and 12.7.)
#include <strata/reinforcement/trials.hpp>
#include <strata/target.hpp>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// q[s actions + a] after all episodes, 0 where nothing was tried. Throws where the process or a setting
/// cannot be.
[[nodiscard]] inline std::vector<double> sarsa(const decision_process& p, const trial_options& o = {}) {
    return learn_by_trying(p, o, true, false,
                           [](const detail::choices& c, int s, int a) { return c.value(s, a); });
}
[[nodiscard]] inline std::vector<double> expected_sarsa(const decision_process& p,
                                                        const trial_options& o = {}) {
    return learn_by_trying(p, o, false, false,
                           [](const detail::choices& c, int s, int) { return c.expected(s); });
}

}  // namespace strata::inline STRATA_TARGET
