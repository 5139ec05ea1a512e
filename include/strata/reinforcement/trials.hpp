// SPDX-License-Identifier: MIT
#pragma once
/// What those who learn a table by trying have in common: episodes, choices, and the pairs that they heed.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <strata/kernels/random_streams.hpp>
#include <strata/reinforcement/decision_process.hpp>
#include <strata/reinforcement/setting.hpp>
#include <strata/target.hpp>
#include <utility>
#include <vector>

namespace strata {

struct trial_options {
    int episodes = 10'000;
    int steps = 1'000;  ///< that an episode may take at most
    double gamma = 0.99, rate = 1,
           decay = 0.6;    ///< the rate of a pair that was tried n times is rate / n^decay
    double epsilon = 0.3;  ///< share of actions that are any
    double lambda = 0;     ///< of traces: 0 heeds the last step alone
    seed random = {};
    std::function<void(int episode, double total)> told = {};  ///< hears the sum of an episode's rewards
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// With probability epsilon any action, else the best one of a table q[s actions + a], the first of equal.
class choices {
public:
    choices(const decision_process& p, const std::vector<double>& q, double epsilon)
        : actions_(p.actions), q_(q), epsilon_(epsilon) {}
    [[nodiscard]] int best(int s) const {
        const auto row = q_.begin() + s * actions_;
        return static_cast<int>(std::max_element(row, row + actions_) - row);
    }
    [[nodiscard]] double value(int s, int a) const { return q_[static_cast<std::size_t>(s * actions_ + a)]; }
    /// By numbers 3 t and 3 t + 1 of a stream.
    [[nodiscard]] int drawn(int s, const random_stream& random, std::uint64_t t) const {
        return random.uniform(3 * t) < epsilon_
                   ? static_cast<int>(random.below(3 * t + 1, static_cast<std::uint32_t>(actions_)))
                   : best(s);
    }
    /// What is to be expected of the next choice: sum over a of pi(a | s) q[s, a].
    [[nodiscard]] double expected(int s) const {
        double sum = 0;
        for (int a = 0; a < actions_; ++a) sum += value(s, a) / actions_;
        return epsilon_ * sum + (1 - epsilon_) * value(s, best(s));
    }

private:
    int actions_;
    const std::vector<double>& q_;
    double epsilon_;
};

/// How much of a surprise each entry of a table gets: 1 where one is, less by gamma lambda with each step
/// since. (Replacing traces: Singh and Sutton, 1996.)
class traces {
public:
    explicit traces(double fading) : fading_(fading) {}
    /// An entry is heeded once more; the others fade.
    void heed(std::size_t at) {
        if (fading_ == 0) entries_.clear();
        for (auto& [place, trace] : entries_) trace *= fading_;
        std::erase_if(entries_, [&](const auto& e) { return e.first == at || e.second < 1e-8; });
        entries_.emplace_back(at, 1.0);
    }
    void forget() { entries_.clear(); }
    [[nodiscard]] const std::vector<std::pair<std::size_t, double>>& entries() const { return entries_; }

private:
    double fading_;
    std::vector<std::pair<std::size_t, double>> entries_;
};

/// Throws where the process or a setting cannot be.
inline void require_trials(const decision_process& p, const trial_options& o) {
    p.check(o.gamma);
    require_setting("episodes", o.episodes, 0, 1e9), require_setting("steps", o.steps, 1, 1e9);
    require_setting("rate", o.rate, 0, 1), require_setting("decay", o.decay, 0, 1);
    require_setting("epsilon", o.epsilon, 0, 1), require_setting("lambda", o.lambda, 0, 1);
}

/// A table q[s actions + a], learned by trying from the start on. `behind(c, s, a)` is what state s is taken
/// to be worth in which a will be chosen. `ahead`: a is chosen before the step is learned from, and not
/// after. `cut`: traces end with an action that was not the best. A process is asked for what comes of an
/// action, and for no probability.
template <class Behind>
[[nodiscard]] std::vector<double> learn_by_trying(const decision_process& p, const trial_options& o,
                                                  bool ahead, bool cut, Behind&& behind) {
    require_trials(p, o);
    std::vector<double> q(static_cast<std::size_t>(p.states * p.actions));
    std::vector<int> tried(q.size());
    const choices c(p, q, o.epsilon);
    for (int number = 0; number < o.episodes; ++number) {
        const random_stream random =
            random_for(drawn_for::actions, o.random, static_cast<std::uint64_t>(number));
        traces heeded(o.gamma * o.lambda);
        double total = 0;
        int s = p.start, a = c.drawn(s, random, 0);
        for (std::uint64_t t = 0; t < static_cast<std::uint64_t>(o.steps) && !p.terminal(s); ++t) {
            const transition& to = p.drawn(s, a, random.uniform(3 * t + 2));
            const auto at = static_cast<std::size_t>(s * p.actions + a);
            if (cut && a != c.best(s)) heeded.forget();
            int next = ahead ? c.drawn(to.next, random, t + 1) : 0;
            ++tried[at];
            heeded.heed(at);
            const double surprise = to.reward + o.gamma * behind(c, to.next, next) - q[at];
            for (const auto& [k, trace] : heeded.entries())
                q[k] += o.rate / std::pow(tried[k], o.decay) * surprise * trace;
            if (!ahead) next = c.drawn(to.next, random, t + 1);
            total += to.reward;
            s = to.next, a = next;
        }
        if (o.told) o.told(number, total);
    }
    return q;
}

}  // namespace strata::inline STRATA_TARGET
