// SPDX-License-Identifier: MIT
#pragma once
/// Proximal policy optimization: several epochs over each rollout, held back where the policy has moved far.
///
///     r = p[a] / p_then[a]
///     loss = mean of -min(r A, clip(r, 1 - epsilon, 1 + epsilon) A) - beta H + c/2 (V - A - V_then)^2
///
/// (Schulman, Wolski, Dhariwal, Radford, Klimov: "Proximal policy optimization algorithms", 2017, equations 7
/// and 9.) Advantages get mean 0 and deviation 1 in each minibatch.
#include <numeric>
#include <strata/reinforcement/rollout.hpp>
#include <strata/target.hpp>

namespace strata {

struct ppo_options {
    int copies = 8, steps = 32, batch = 256, epochs = 10;
    double gamma = 0.98, lambda = 0.8;
    double epsilon = 0.2;
    double value_weight = 0.5;  ///< c
    double entropy_weight = 0;  ///< beta
    double most_norm = 0.5;
    bool decays = true;  ///< the rate and epsilon, linearly to 0 over a call of `train`
    seed random = {};

    /// Each number by its name.
    template <class Visit>
    void settings(Visit&& visit) {
        visit("copies", copies);
        visit("steps", steps);
        visit("batch", batch);
        visit("epochs", epochs);
        visit("gamma", gamma);
        visit("lambda", lambda);
        visit("epsilon", epsilon);
        visit("value_weight", value_weight);
        visit("entropy_weight", entropy_weight);
        visit("most_norm", most_norm);
        visit("decays", decays);
    }
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// What -min(r A, clip(r) A) multiplies the gradient of log p[a] by, with its sign turned.
[[nodiscard]] inline double clipped_weight(double ratio, double advantage, double epsilon) {
    const bool held = advantage > 0 ? ratio > 1 + epsilon : ratio < 1 - epsilon;
    return held ? 0 : ratio * advantage;
}

///     ppo agent{m, cart_pole{}, adam{.rate = 1e-3}};
///     agent.train(150'000);                     // steps of all copies together
template <class Model, class E, class Rule>
class ppo : public rollout_learner<Model, E, Rule> {
    using base = rollout_learner<Model, E, Rule>;

public:
    ppo(Model& m, const E& e, const Rule& rule, ppo_options o = {})
        : base(m, e, rule, o.copies, o.steps, o.most_norm, o.random), options_(o) {
        require_setting("gamma", o.gamma, 0, 1), require_setting("lambda", o.lambda, 0, 1);
        require_setting("epsilon", o.epsilon, 0, 1), require_setting("epochs", o.epochs, 1, 1e6);
        require_setting("batch", o.batch, 1, double(o.copies) * o.steps);
        order_.resize(this->taken_.size());
    }
    /// `told` hears which share of it is done.
    void train(std::int64_t steps, const heard_share& told = {}) {
        this->span_.begin(this->steps(), steps);
        while (!this->span_.over(this->steps())) {
            const double left = options_.decays ? 1 - this->span_.share(this->steps()) : 1;
            if (options_.decays) this->optimizer_.rate_factor(left);
            this->collect(options_.gamma, options_.lambda);
            for (int epoch = 0; epoch < options_.epochs; ++epoch) learn_from_all(options_.epsilon * left);
            if (told) told(this->span_.share(this->steps()));
        }
    }
    /// What a checkpoint keeps: see agent_checkpoint.hpp.
    template <class Visit>
    void keep(Visit&& v) {
        this->keep_learner(v, "ppo", options_, this->steps());
        v.number("epochs", epochs_);
    }

private:
    void learn_from_all(double epsilon) {
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        const random_stream random = random_for(drawn_for::replays, options_.random, epochs_++);
        for (std::size_t k = order_.size(); k-- > 1;)
            std::swap(order_[k], order_[random.below(k, static_cast<std::uint32_t>(k + 1))]);
        const auto most = static_cast<std::size_t>(options_.batch);
        for (std::size_t begin = 0; begin < order_.size(); begin += most) {
            const std::size_t n = std::min(most, order_.size() - begin);
            auto batch = room_for_seen<E>(n);
            std::vector<double> advantages(n);
            for (std::size_t k = 0; k < n; ++k) {
                const std::size_t at = order_[begin + k];
                std::copy_n(this->seen_.data() + at * base::size, base::size, batch.data() + k * base::size);
                advantages[k] = this->advantages_[at];
            }
            if (n > 1) bring_to_deviation_1(advantages);
            const double scale = 1 / static_cast<double>(n);
            this->learn(batch, [&](std::size_t k, const auto& row, double value, float* ds, float& dv) {
                const std::size_t at = order_[begin + k];
                const int a = this->taken_[at];
                const double ratio = std::exp(row.log_p[static_cast<std::size_t>(a)] - this->log_p_[at]);
                row.put_gradient(a, clipped_weight(ratio, advantages[k], epsilon), options_.entropy_weight,
                                 scale, ds);
                dv = static_cast<float>(scale * options_.value_weight * (value - this->returns_[at]));
            });
        }
    }

    ppo_options options_;
    std::vector<std::size_t> order_;
    std::uint64_t epochs_ = 0;
};

}  // namespace strata::inline STRATA_TARGET
