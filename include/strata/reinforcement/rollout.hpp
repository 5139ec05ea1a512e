// SPDX-License-Identifier: MIT
#pragma once
/// Some steps of all copies, with what was thought of them: what actor-critics learn from.
#include <strata/reinforcement/advantages.hpp>
#include <strata/reinforcement/learner.hpp>
#include <strata/target.hpp>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Collects `steps` of each copy, then tells the advantages. The value of what a truncated episode led to is
/// asked for; that of a terminated one is 0.
template <class Model, class E, class Rule>
class rollout_learner : public policy_learner<Model, E, Rule> {
    using base = policy_learner<Model, E, Rule>;
    static_assert(has_value_head<typename Model::network_type>,
                  "an actor-critic has a head for the value: heads<dense<actions>, dense<1>>");

protected:
    rollout_learner(Model& m, const E& e, const Rule& rule, int copies, int steps, double most_norm, seed s)
        : base(m, e, rule, copies, most_norm, s), copies_(static_cast<std::size_t>(copies)) {
        require_setting("steps", steps, 1, 1e6);
        const std::size_t n = copies_ * static_cast<std::size_t>(steps);
        seen_ = room_for_seen<E>(n);
        taken_.resize(n), log_p_.resize(n);
        told_.copies = copies_;
        told_.reward.resize(n), told_.value.resize(n), told_.next_value.resize(n), told_.ended.resize(n);
    }
    void collect(double gamma, double lambda) {
        const std::size_t n = taken_.size();
        for (std::size_t first = 0; first < n; first += copies_) {
            std::copy(this->all_.seen().begin(), this->all_.seen().end(), seen_.data() + first * base::size);
            this->play([&](std::size_t i, const auto& row, const what_a_network_says& said) {
                taken_[first + i] = this->actions_[i];
                log_p_[first + i] = row.log_p[static_cast<std::size_t>(this->actions_[i])];
                told_.value[first + i] = said.value_of(i);
                if (first > 0 && told_.ended[first + i - copies_] == 0)
                    told_.next_value[first + i - copies_] = said.value_of(i);
            });
            bool truncated = false;
            for (std::size_t i = 0; i < copies_; ++i) {
                const outcome& o = this->all_.outcomes()[i];
                told_.reward[first + i] = o.reward;
                told_.ended[first + i] = o.ended() ? 1 : 0;
                told_.next_value[first + i] = 0;
                truncated |= o.truncated && !o.terminated;
            }
            if (!truncated && first + copies_ < n) continue;
            // for those that go on behind the last step, seen and seen_last are the same
            const what_a_network_says behind = ask(this->act_, this->all_.seen_last());
            for (std::size_t i = 0; i < copies_; ++i)
                if (!this->all_.outcomes()[i].terminated) told_.next_value[first + i] = behind.value_of(i);
        }
        advantages_ = generalized_advantages(told_, gamma, lambda);
        returns_ = advantages_;
        for (std::size_t k = 0; k < n; ++k) returns_[k] += told_.value[k];
    }

    std::size_t copies_;
    typename base::array seen_;
    std::vector<int> taken_;
    std::vector<double> log_p_, advantages_, returns_;
    steps_of_copies told_;
};

}  // namespace strata::inline STRATA_TARGET
