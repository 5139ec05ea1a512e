// SPDX-License-Identifier: MIT
#pragma once
/// Deep Q-network: the value of each action, learned from a replay towards what an older copy expects.
///
///     y = r + gamma q_old(s', argmax_a q(s', a))        y = r where the episode was terminated
///     loss = mean of huber(q(s, a) - y)                 quadratic within `clip`, linear beyond
///
/// Where values go to 100, as on CartPole, a clip of 1 makes a fall that nobody expected weigh no more than
/// an error of 1, and policies that had been good are lost again.
///
/// (Mnih and others: "Human-level control through deep reinforcement learning", 2015, algorithm 1; the double
/// form: van Hasselt, Guez, Silver, 2016, equation 4.) A network with a second head of one number is a
/// duelling one, q(s, a) = v(s) + u(s, a) - mean of u(s, .) (Wang and others, 2016, equation 9).
///
/// With `priority`, alpha, above 0 the replay gives what surprised most, and each loss has a weight: see
/// priorities.hpp.
#include <cmath>
#include <strata/kernels/random_streams.hpp>
#include <strata/optimizers/stages/clip_by_norm.hpp>
#include <strata/reinforcement/priorities.hpp>
#include <strata/reinforcement/random_action.hpp>
#include <strata/reinforcement/replay.hpp>
#include <strata/reinforcement/replay_learner.hpp>
#include <strata/target.hpp>
#include <strata/training/optimizer.hpp>
#include <vector>

namespace strata {

struct dqn_options {
    int capacity = 100'000, batch = 64;
    int first = 1'000;           ///< steps before the first update
    int every = 1, updates = 1;  ///< so many updates each so many steps
    int copy_every = 1;          ///< updates between copies to the older network
    double blend = 0.005;        ///< share of the newer in a copy: 1 copies all, less follows slowly
    double gamma = 0.99;
    double clip = 1e6;  ///< huber's threshold: 1 as in the paper, where rewards are too; far above: squares
    double first_epsilon = 1, last_epsilon = 0.04;  ///< share of random actions
    int epsilon_steps = 10'000;                     ///< from one to the other, linearly
    bool is_double = true;
    double priority = 0;      ///< alpha: 0 draws uniformly
    double correction = 0.4;  ///< beta, which rises to 1 over a call of `train`
    double most_norm = 1e6;   ///< of a gradient: so far above that none is shortened
    bool decays = true;       ///< the rate, linearly to 0 over a call of `train`
    seed random = {};

    /// Each number by its name.
    template <class Visit>
    void settings(Visit&& visit) {
        visit("capacity", capacity);
        visit("batch", batch);
        visit("first", first);
        visit("every", every);
        visit("updates", updates);
        visit("copy_every", copy_every);
        visit("blend", blend);
        visit("gamma", gamma);
        visit("clip", clip);
        visit("first_epsilon", first_epsilon);
        visit("last_epsilon", last_epsilon);
        visit("epsilon_steps", epsilon_steps);
        visit("is_double", is_double);
        visit("priority", priority);
        visit("correction", correction);
        visit("most_norm", most_norm);
        visit("decays", decays);
    }
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

///     dqn agent{m, cart_pole{}, adam{.rate = 1e-3}};
///     agent.train(60'000);                      // steps
///
/// Stored is how the replay keeps what is seen: see `replay`. Throws where a batch is larger than the replay,
/// or than what it holds at the first update.
template <class Model, class E, class Rule, class Stored = float>
class dqn : public replay_learner<E> {
    using base = replay_learner<E>;
    using base::all_, base::span_, base::learned_;
    using Net = typename Model::network_type;
    static constexpr auto said_before = (require_actor<Net, E>(), 0);
    static constexpr int A = E::action::count;
    static constexpr std::size_t size = static_cast<std::size_t>(E::observation::size);
    using array = typename environments<E>::array;

public:
    dqn(Model& m, const E& e, const Rule& rule, dqn_options o = {}, Stored = {})
        : base("dqn", e, o),
          options_(o),
          older_(m),
          act_(m, answering{}),
          judge_(older_, answering{}),
          learn_(m, learning{}, of_parameters{}),
          optimizer_(m, rule, clip_by_norm{.most = o.most_norm}),
          replay_(static_cast<std::size_t>(std::max(o.capacity, 0)), size),
          priorities_(o.priority > 0 ? static_cast<std::size_t>(std::max(o.capacity, 1)) : 1, o.priority) {
        require_setting("copy_every", o.copy_every, 1, 1e9), require_setting("clip", o.clip, 1e-9, 1e9);
        require_setting("priority", o.priority, 0, 1), require_setting("correction", o.correction, 0, 1);
        require_setting("first_epsilon", o.first_epsilon, 0, 1);
        require_setting("last_epsilon", o.last_epsilon, 0, 1);
    }

    /// `told` hears which share of it is done.
    void train(std::int64_t steps, const heard_share& told = {}) {
        this->take_turns(
            options_, steps, told, [&](double left) { optimizer_.rate_factor(left); }, [&] { play(); },
            [&] { learn(); });
    }
    /// The share of random actions in the next step.
    [[nodiscard]] double epsilon() const {
        const double along = std::min(1.0, double(all_.steps()) / std::max(options_.epsilon_steps, 1));
        return options_.first_epsilon + along * (options_.last_epsilon - options_.first_epsilon);
    }
    [[nodiscard]] auto& updates() { return optimizer_; }
    /// What a checkpoint keeps: see agent_checkpoint.hpp.
    template <class Visit>
    void keep(Visit&& v) {
        keep_settings(v, "dqn", options_);
        v.model("model", learn_.of_model()), v.model("older", older_), v.optimizer("optimizer", optimizer_);
        v.run("passes", learn_), this->keep_played(v);
        replay_.keep(v, 0, A - 1);
        if (options_.priority > 0) priorities_.keep(v);
    }

private:
    void play() {
        const auto number = static_cast<std::uint64_t>(all_.steps());
        const random_stream random = random_for(drawn_for::actions, options_.random);
        std::vector<int> action(1);
        if (random.uniform(2 * number) < epsilon())
            action[0] = random_action(all_[0], random, 2 * number + 1);
        else
            action[0] = best_action<A>(ask(act_, all_.seen()).scores_of(0));
        const array before = all_.seen();
        const outcome& o = this->step(action);
        if (options_.priority > 0) priorities_.renew(replay_.next());
        replay_.add(before.data(), action[0], o.reward, all_.seen_last().data(), o.terminated);
    }
    void learn() {
        const auto n = static_cast<std::size_t>(options_.batch);
        const random_stream random =
            random_for(drawn_for::replays, options_.random, static_cast<std::uint64_t>(learned_));
        const bool by_priority = options_.priority > 0;
        const auto drawn = by_priority ? priorities_.draw(n, random) : replay_.draw(n, random);
        std::vector<double> weights(n, 1.0);
        if (by_priority)
            weights = priorities_.weights(
                drawn, replay_.size(),
                options_.correction + span_.share(all_.steps()) * (1 - options_.correction));
        array before = room_for_seen<E>(n), after = room_for_seen<E>(n);
        for (std::size_t k = 0; k < n; ++k) {
            replay_.read_before(drawn[k], before.data() + k * size);
            replay_.read_after(drawn[k], after.data() + k * size);
        }
        const what_a_network_says older = ask(judge_, after),
                                  newer = options_.is_double ? ask(act_, after) : older,
                                  said = ask(learn_, before);
        xt::xtensor<float, 2> dq = xt::zeros<float>({n, static_cast<std::size_t>(A)});
        xt::xtensor<float, 2> dv = xt::zeros<float>({n, std::size_t{1}});
        for (std::size_t k = 0; k < n; ++k) {
            const std::size_t at = drawn[k];
            const int a = replay_.action(at);
            double y = replay_.reward(at);
            if (!replay_.terminated(at))
                y += options_.gamma * q(older, k, best_action<A>(newer.scores_of(k)));
            const double surprise = q(said, k, a) - y;
            if (by_priority) priorities_.put(at, surprise);
            const double d = weights[k] * std::clamp(surprise, -options_.clip, options_.clip) / double(n);
            dq(k, static_cast<std::size_t>(a)) = static_cast<float>(d);
            if constexpr (has_value_head<Net>) {
                dv.data()[k] = static_cast<float>(d);
                for (std::size_t b = 0; b < A; ++b) dq(k, b) -= static_cast<float>(d / A);
            }
        }
        learn_.template gradient<0>() = dq;
        if constexpr (has_value_head<Net>) learn_.template gradient<1>() = dv;
        learn_.backward();
        optimizer_.update(learn_.gradients());
        if (++learned_ % options_.copy_every == 0) detail::follow(older_, learn_.of_model(), options_.blend);
    }
    static double q(const what_a_network_says& said, std::size_t k, int a) {
        const float* scores = said.scores_of(k);
        if constexpr (!has_value_head<Net>) return static_cast<double>(scores[a]);
        double mean = 0;
        for (int b = 0; b < A; ++b) mean += static_cast<double>(scores[b]) / A;
        return said.value_of(k) + static_cast<double>(scores[a]) - mean;
    }

    dqn_options options_;
    Model older_;
    decltype(network_run{std::declval<Model&>(), answering{}}) act_, judge_;
    decltype(network_run{std::declval<Model&>(), learning{}, of_parameters{}}) learn_;
    optimizer<Model, Rule, clip_by_norm> optimizer_;
    replay<Stored> replay_;
    priorities priorities_;
};

}  // namespace strata::inline STRATA_TARGET
