// SPDX-License-Identifier: MIT
#pragma once
/// Advantage actor-critic: a policy moves by the advantages that its own value tells, n steps at a time.
///
///     loss = mean of -A log p[a] - beta H + c/2 (V - A - V_then)^2
///
/// A: generalized advantages (advantages.hpp), H: entropy of the policy. (Mnih and others: "Asynchronous
/// methods for deep reinforcement learning", 2016, algorithm S3, with copies that step at once.)
#include <strata/reinforcement/rollout.hpp>
#include <strata/target.hpp>

namespace strata {

struct a2c_options {
    int copies = 8, steps = 16;
    double gamma = 0.99, lambda = 0.95;
    double value_weight = 0.5;      ///< c
    double entropy_weight = 0.001;  ///< beta
    bool standardized = false;      ///< advantages of a rollout get mean 0 and deviation 1
    double most_norm = 0.5;
    bool decays = true;  ///< the rate, linearly to 0 over a call of `train`
    seed random = {};

    /// Each number by its name.
    template <class Visit>
    void settings(Visit&& visit) {
        visit("copies", copies);
        visit("steps", steps);
        visit("gamma", gamma);
        visit("lambda", lambda);
        visit("value_weight", value_weight);
        visit("entropy_weight", entropy_weight);
        visit("standardized", standardized);
        visit("most_norm", most_norm);
        visit("decays", decays);
    }
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

///     a2c agent{m, cart_pole{}, adam{.rate = 1e-3}};
///     agent.train(300'000);                     // steps of all copies together
template <class Model, class E, class Rule>
class a2c : public rollout_learner<Model, E, Rule> {
    using base = rollout_learner<Model, E, Rule>;

public:
    a2c(Model& m, const E& e, const Rule& rule, a2c_options o = {})
        : base(m, e, rule, o.copies, o.steps, o.most_norm, o.random), options_(o) {
        require_setting("gamma", o.gamma, 0, 1), require_setting("lambda", o.lambda, 0, 1);
    }
    /// `told` hears which share of it is done.
    void train(std::int64_t steps, const heard_share& told = {}) {
        this->span_.begin(this->steps(), steps);
        while (!this->span_.over(this->steps())) {
            if (options_.decays) this->optimizer_.rate_factor(1 - this->span_.share(this->steps()));
            this->collect(options_.gamma, options_.lambda);
            if (options_.standardized) bring_to_deviation_1(this->advantages_);
            const double scale = 1 / static_cast<double>(this->taken_.size());
            this->learn(this->seen_, [&](std::size_t k, const auto& row, double value, float* ds, float& dv) {
                row.put_gradient(this->taken_[k], this->advantages_[k], options_.entropy_weight, scale, ds);
                dv = static_cast<float>(scale * options_.value_weight * (value - this->returns_[k]));
            });
            if (told) told(this->span_.share(this->steps()));
        }
    }
    /// What a checkpoint keeps: see agent_checkpoint.hpp.
    template <class Visit>
    void keep(Visit&& v) {
        this->keep_learner(v, "a2c", options_, this->steps());
    }

private:
    a2c_options options_;
};

}  // namespace strata::inline STRATA_TARGET
