// SPDX-License-Identifier: MIT
#pragma once
/// What agents of policies are made of: copies of an environment, the run that acts, the run that learns.
#include <algorithm>
#include <cstddef>
#include <strata/optimizers/stages/clip_by_norm.hpp>
#include <strata/reinforcement/acting.hpp>
#include <strata/target.hpp>
#include <strata/training/optimizer.hpp>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// `play` draws an action for each copy, `learn` moves the policy by what its caller says of each sample:
/// `of(k, probabilities, value, ds, dv)` sets the gradients of sample k's scores and value.
template <class Model, class E, class Rule>
class policy_learner {
    using Net = typename Model::network_type;
    static constexpr auto said_before = (require_actor<Net, E>(), 0);

public:
    static constexpr int A = E::action::count;
    static constexpr std::size_t size = static_cast<std::size_t>(E::observation::size);
    using probabilities = action_probabilities<A>;
    using array = typename environments<E>::array;

    policy_learner(Model& m, const E& e, const Rule& rule, int copies, double most_norm, seed s)
        : all_(copies, s, e),
          act_(m, answering{}),
          learn_(m, learning{}, of_parameters{}),
          optimizer_(m, rule, clip_by_norm{.most = most_norm}),
          random_(random_for(drawn_for::actions, s)) {}

    /// The episodes that ended so far.
    [[nodiscard]] const std::vector<played_episode>& history() const { return history_; }
    [[nodiscard]] std::int64_t steps() const { return all_.steps(); }
    [[nodiscard]] auto& updates() { return optimizer_; }
    /// See `collapse_warning`.
    [[nodiscard]] std::string warning() const { return collapse_warning(history_); }

protected:
    /// What a checkpoint keeps, of an agent of this name and these options.
    template <class Visit, class Options>
    void keep_learner(Visit& v, const char* agent, const Options& o, std::int64_t now) {
        keep_settings(v, agent, o);
        v.model("model", learn_.of_model()), v.optimizer("optimizer", optimizer_);
        v.run("passes", learn_), v.environment(all_), v.history(history_), v.span(span_, now);
    }
    /// A step of all copies by actions drawn from the policy.
    template <class Told>
    void play(Told&& told) {
        const what_a_network_says said = ask(act_, all_.seen());
        actions_.resize(static_cast<std::size_t>(all_.count()));
        for (std::size_t i = 0; i < actions_.size(); ++i) {
            const probabilities row(said.scores_of(i));
            actions_[i] = row.drawn(random_.uniform(static_cast<std::uint64_t>(all_.steps()) + i));
            told(i, row, said);
        }
        all_.step(actions_);
        history_.insert(history_.end(), all_.played().begin(), all_.played().end());
    }
    /// Forward over samples [n, ...], the gradients that `of` sets, backward, update.
    template <class Of>
    void learn(const array& seen, Of&& of) {
        const what_a_network_says said = ask(learn_, seen);
        const std::size_t n = seen.shape(0);
        auto ds = xt::xtensor<float, 2>::from_shape({n, static_cast<std::size_t>(A)});
        auto dv = xt::xtensor<float, 2>::from_shape({n, 1});
        for (std::size_t k = 0; k < n; ++k)
            of(k, probabilities(said.scores_of(k)), has_value_head<Net> ? said.value_of(k) : 0.0,
               ds.data() + k * A, dv.data()[k]);
        learn_.template gradient<0>() = ds;
        if constexpr (has_value_head<Net>) learn_.template gradient<1>() = dv;
        learn_.backward();
        optimizer_.update(learn_.gradients());
    }

    environments<E> all_;
    decltype(network_run{std::declval<Model&>(), answering{}}) act_;
    decltype(network_run{std::declval<Model&>(), learning{}, of_parameters{}}) learn_;
    optimizer<Model, Rule, clip_by_norm> optimizer_;
    random_stream random_;
    std::vector<int> actions_;
    std::vector<played_episode> history_;
    training_span span_;
};

}  // namespace strata::inline STRATA_TARGET
