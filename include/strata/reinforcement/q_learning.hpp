// SPDX-License-Identifier: MIT
#pragma once
/// Q-learning: what actions are worth to who goes on as well as can be, by trying them.
///
///     q[s, a] <- q[s, a] + rate (r + gamma max_b q[s', b] - q[s, a])
///
/// With lambda above 0 the pairs of the steps before get a share of it too, back to the last action that was
/// not the best. (Watkins and Dayan, 1992; the traces: Watkins, 1989.)
#include <strata/reinforcement/trials.hpp>
#include <strata/target.hpp>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// q[s actions + a] after all episodes, 0 where nothing was tried. Throws where the process or a setting
/// cannot be.
[[nodiscard]] inline std::vector<double> q_learning(const decision_process& p, const trial_options& o = {}) {
    return learn_by_trying(p, o, false, true,
                           [](const detail::choices& c, int s, int) { return c.value(s, c.best(s)); });
}

}  // namespace strata::inline STRATA_TARGET
