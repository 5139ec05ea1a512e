// SPDX-License-Identifier: MIT
#pragma once
/// A network at play, and what became of it.
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <numeric>
#include <strata/exact_number.hpp>
#include <strata/model/network_run.hpp>
#include <strata/reinforcement/environments.hpp>
#include <strata/reinforcement/policy.hpp>
#include <strata/reinforcement/setting.hpp>
#include <strata/reinforcement/training_span.hpp>
#include <strata/target.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What is told of a training while it goes on: the share of it that is done.
using heard_share = std::function<void(double)>;

/// The scores [n, A] and, where there is a second head, the values [n] for what is seen.
struct what_a_network_says {
    xt::xtensor<float, 2> scores, values;
    [[nodiscard]] const float* scores_of(std::size_t i) const { return scores.data() + i * scores.shape(1); }
    [[nodiscard]] double value_of(std::size_t i) const { return static_cast<double>(values.data()[i]); }
};
template <class Run, class X>
[[nodiscard]] what_a_network_says ask(Run& run, const X& seen) {
    run.forward(seen);
    what_a_network_says said;
    said.scores = run.template output<0>();
    if constexpr (output_values<typename Run::network_type>::size == 2)
        said.values = run.template output<1>();
    return said;
}

/// The sum of rewards of the first episode of each copy; `choose(actions)` says what is done.
template <class E, class Choose>
[[nodiscard]] std::vector<double> returns_of(environments<E>& all, Choose&& choose) {
    std::vector<double> totals(static_cast<std::size_t>(all.count()));
    std::vector<char> over(totals.size());
    std::vector<typename E::action::type> actions(totals.size());
    for (std::size_t left = totals.size(); left > 0;) {
        choose(actions);
        all.step(actions);
        for (std::size_t i = 0; i < totals.size(); ++i) {
            if (over[i] != 0) continue;
            totals[i] += all.outcomes()[i].reward;
            if (all.outcomes()[i].ended()) over[i] = 1, --left;
        }
    }
    return totals;
}
/// The sums of rewards of so many episodes in which the action of the highest score is taken.
///
///     double mean = mean_of(greedy_returns(m, cart_pole{}, 100, seed{99}));
template <class Model, class E>
[[nodiscard]] std::vector<double> greedy_returns(Model& m, const E& e, int episodes, seed s) {
    using Net = typename Model::network_type;
    require_actor<Net, E>();
    environments<E> all{episodes, s, e};
    network_run run{m, answering{}};
    return returns_of(all, [&](std::vector<int>& actions) {
        const what_a_network_says said = ask(run, all.seen());
        for (std::size_t i = 0; i < actions.size(); ++i)
            actions[i] = best_action<E::action::count>(said.scores_of(i));
    });
}
[[nodiscard]] inline double mean_of(const std::vector<double>& numbers) {
    return std::accumulate(numbers.begin(), numbers.end(), 0.0) / static_cast<double>(numbers.size());
}

/// The older model takes a share of what the newer one has: w' <- w' + share (w - w').
template <class Model>
void follow(Model& older, Model& newer, double share) {
    using T = typename Model::value_type;
    const auto move = [&](auto& to, auto& from) {
        const auto part = static_cast<T>(share);
        for (int64 i = 0; i < from.size(); ++i)
            to.data()[i] =
                share == 1 ? from.data()[i] : to.data()[i] + part * (from.data()[i] - to.data()[i]);
    };
    move(older.learned(), newer.learned()), move(older.measured(), newer.measured());
}

/// A sentence where a policy was good and is no more: where the mean return of the last `window` episodes has
/// lost more than half of what lies between the first ones' and the best. Else empty.
[[nodiscard]] inline std::string collapse_warning(const std::vector<played_episode>& history,
                                                  std::size_t window = 50) {
    if (history.size() < 3 * window) return {};
    double sum = 0, first = 0, best = 0;
    for (std::size_t i = 0; i < history.size(); ++i) {
        sum += history[i].total - (i >= window ? history[i - window].total : 0);
        if (i + 1 == window) first = best = sum;
        if (i + 1 > window) best = std::max(best, sum);
    }
    const auto mean = static_cast<double>(window);
    if (best <= first || sum > (first + best) / 2) return {};
    char text[200];
    std::snprintf(
        text, sizeof text,
        "warning: the policy has collapsed: the mean return of the last %zu episodes is %.1f, at its "
        "best it was %.1f. Try a smaller rate.",
        window, sum / mean, best / mean);
    return text;
}

/// An agent's name, its numbers and its seed have to be the same in a program that goes on.
template <class Visit, class Options>
void keep_settings(Visit& v, const char* agent, Options o) {
    std::string text;
    o.settings([&](const char* name, const auto& number) {
        text.append(name).append("=").append(exact_text(static_cast<double>(number))).append(" ");
    });
    v.same("agent", agent), v.same("settings", text + "seed=" + exact_text(o.random.value));
}

}  // namespace strata::inline STRATA_TARGET
