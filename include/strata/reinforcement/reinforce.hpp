// SPDX-License-Identifier: MIT
#pragma once
/// REINFORCE: actions become likelier the better it went after them.
///
///     loss = mean over t of -(G[t] - b[t]) log p[a[t]]  + c/2 (V[t] - G[t])^2
///
/// G: discounted return from step t on. A network with one head has b = 0, one with a second head, the value
/// V, has b = V, whose own error is the second term. (Williams: "Simple statistical gradient-following
/// algorithms", 1992; the baseline as in Sutton and Barto, "Reinforcement learning", 2018, section 13.4.) In
/// an episode that is truncated V stands for what follows; without a value it is taken to be nothing.
#include <strata/reinforcement/advantages.hpp>
#include <strata/reinforcement/learner.hpp>
#include <strata/target.hpp>
#include <vector>

namespace strata {

struct reinforce_options {
    double gamma = 0.99;
    double value_weight = 0.5;  ///< c
    double entropy_weight = 0;  ///< of a bonus for policies that have not made up their minds
    bool standardized = true;   ///< weights of an episode get mean 0 and deviation 1
    double most_norm = 0.5;     ///< of a gradient
    bool decays = true;         ///< the rate, linearly to 0 over a call of `train`
    seed random = {};

    /// Each number by its name.
    template <class Visit>
    void settings(Visit&& visit) {
        visit("gamma", gamma);
        visit("value_weight", value_weight);
        visit("entropy_weight", entropy_weight);
        visit("standardized", standardized);
        visit("most_norm", most_norm);
        visit("decays", decays);
    }
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// Learns from one whole episode after the other.
///
///     reinforce agent{m, cart_pole{}, adam{.rate = 3e-3}};
///     agent.train(1000);                        // episodes
template <class Model, class E, class Rule>
class reinforce : public policy_learner<Model, E, Rule> {
    using base = policy_learner<Model, E, Rule>;
    static constexpr bool with_baseline = has_value_head<typename Model::network_type>;

public:
    reinforce(Model& m, const E& e, const Rule& rule, reinforce_options o = {})
        : base(m, e, rule, 1, o.most_norm, o.random), options_(o) {
        require_setting("gamma", o.gamma, 0, 1);
    }
    /// `told` hears which share of it is done.
    void train(int episodes, const heard_share& told = {}) {
        const auto played = [&] { return static_cast<std::int64_t>(this->history().size()); };
        this->span_.begin(played(), episodes);
        while (!this->span_.over(played())) {
            if (options_.decays) this->optimizer_.rate_factor(1 - this->span_.share(played()));
            play_and_learn();
            if (told) told(this->span_.share(played()));
        }
    }
    /// What a checkpoint keeps: see agent_checkpoint.hpp.
    template <class Visit>
    void keep(Visit&& v) {
        this->keep_learner(v, "reinforce", options_, static_cast<std::int64_t>(this->history().size()));
    }

private:
    void play_and_learn() {
        std::vector<float> seen;
        std::vector<double> rewards, values;
        std::vector<int> actions;
        do {
            seen.insert(seen.end(), this->all_.seen().begin(), this->all_.seen().end());
            this->play([&](std::size_t i, const auto&, const what_a_network_says& said) {
                actions.push_back(this->actions_[i]);
                values.push_back(with_baseline ? said.value_of(i) : 0.0);
            });
            rewards.push_back(this->all_.outcomes()[0].reward);
        } while (!this->all_.outcomes()[0].ended());

        double behind = 0;
        if (with_baseline && !this->all_.outcomes()[0].terminated)
            behind = ask(this->act_, this->all_.seen_last()).value_of(0);
        const std::vector<double> returns = discounted_returns(rewards, options_.gamma, behind);
        std::vector<double> weights = returns;
        for (std::size_t t = 0; t < weights.size(); ++t) weights[t] -= values[t];
        if (options_.standardized) bring_to_deviation_1(weights);

        auto batch = room_for_seen<E>(rewards.size());
        std::copy(seen.begin(), seen.end(), batch.data());
        const double scale = 1 / static_cast<double>(rewards.size());
        this->learn(batch, [&](std::size_t k, const auto& row, double value, float* ds, float& dv) {
            row.put_gradient(actions[k], weights[k], options_.entropy_weight, scale, ds);
            dv = static_cast<float>(scale * options_.value_weight * (value - returns[k]));
        });
    }

    reinforce_options options_;
};

}  // namespace strata::inline STRATA_TARGET
