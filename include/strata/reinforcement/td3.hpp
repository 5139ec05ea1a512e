// SPDX-License-Identifier: MIT
#pragma once
/// Twin delayed deep deterministic policy gradient: an agent whose actions are numbers.
///
///     a' = clip(m pi_old(s') + clip(m noise e, -m limit, m limit), -m, m)           e: normal
///     y  = r + gamma min(q1_old(s', a'), q2_old(s', a'))        y = r where the episode was terminated
///     critics     loss = mean of (q1(s, a) - y)^2 + (q2(s, a) - y)^2
///     actor       loss = -mean of q1(s, m pi(s))                every `actor_every` updates
///     older       w' <- w' + blend (w - w')                     with the actor
///
/// m: the bound of an action's numbers; pi: [N], brought within 1 by a last hyperbolic tangent. Actions are
/// played as m pi(s) + m played_noise e within m. (Fujimoto, van Hoof, Meger: "Addressing function
/// approximation error in actor-critic methods", 2018, algorithm 1.)
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <strata/kernels/random_streams.hpp>
#include <strata/optimizers/stages/clip_by_norm.hpp>
#include <strata/reinforcement/random_action.hpp>
#include <strata/reinforcement/replay.hpp>
#include <strata/reinforcement/replay_learner.hpp>
#include <strata/target.hpp>
#include <strata/training/optimizer.hpp>
#include <type_traits>
#include <utility>
#include <vector>

namespace strata {

struct td3_options {
    int capacity = 100'000, batch = 128;
    int first = 1'000;  ///< steps of random actions before the first update
    int every = 1, updates = 1;
    int actor_every = 2;
    double gamma = 0.98, blend = 0.01;
    double played_noise = 0.1, noise = 0.2, limit = 0.5;  ///< in bounds of an action
    double most_norm = 10;
    bool decays = false;  ///< both rates, linearly to 0 over a call of `train`
    seed random = {};

    /// Each number by its name.
    template <class Visit>
    void settings(Visit&& visit) {
        visit("capacity", capacity);
        visit("batch", batch);
        visit("first", first);
        visit("every", every);
        visit("updates", updates);
        visit("actor_every", actor_every);
        visit("gamma", gamma);
        visit("blend", blend);
        visit("played_noise", played_noise);
        visit("noise", noise);
        visit("limit", limit);
        visit("most_norm", most_norm);
        visit("decays", decays);
    }
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// Says at compile time what two networks are without, to act by numbers in an environment.
template <class Actor, class Critic, class E>
consteval void require_actor_and_critic() {
    require_environment<E>();
    static_assert(is_numbers_within<typename E::action>,
                  "this agent's actions are numbers: numbers_within<N, Most>");
    static_assert(E::observation::rank == 1, "this agent sees a list of numbers: observation = shape<N>");
    static_assert(
        std::is_same_v<typename type_at<input_ports<Actor>, 0>::shape_type, typename E::observation>,
        "the actor's input is what the environment shows: its `observation`");
    static_assert(
        output_values<Actor>::size == 1 &&
            std::is_same_v<typename type_at<output_values<Actor>, 0>::shape_type, shape<E::action::count>>,
        "the actor's output is an action: dense<N>, hyperbolic_tangent");
    static_assert(std::is_same_v<typename type_at<input_ports<Critic>, 0>::shape_type,
                                 shape<E::observation::size + E::action::count>>,
                  "the critics' input is what is seen and then the action: input<seen + N>");
    static_assert(output_values<Critic>::size == 2 &&
                      std::is_same_v<typename type_at<output_values<Critic>, 0>::shape_type, shape<1>> &&
                      std::is_same_v<typename type_at<output_values<Critic>, 1>::shape_type, shape<1>>,
                  "there are two critics, of a number each: heads<q, q>");
}

/// The action that an actor's numbers stand for, each within the bound.
template <class E>
[[nodiscard]] typename E::action::type action_of(const float* numbers) {
    typename E::action::type a{};
    for (std::size_t k = 0; k < a.size(); ++k)
        a[k] = E::action::most * std::clamp(static_cast<double>(numbers[k]), -1.0, 1.0);
    return a;
}

///     td3 agent{actor, critics, pendulum{}, adam{.rate = 1e-3}};
///     agent.train(20'000);                      // steps
///     double mean = mean_of(actor_returns(actor, pendulum{}, 100, seed{99}));
///
/// Both models have to outlive it. Throws where a setting cannot be, or a batch is larger than the replay or
/// than what it holds at the first update.
template <class Actor, class Critic, class E, class Rule>
class td3 : public replay_learner<E> {
    using base = replay_learner<E>;
    using base::all_, base::learned_;
    static constexpr auto said_before =
        (require_actor_and_critic<typename Actor::network_type, typename Critic::network_type, E>(), 0);
    static constexpr std::size_t S = static_cast<std::size_t>(E::observation::size);
    static constexpr std::size_t N = static_cast<std::size_t>(E::action::count);
    using numbers = xt::xtensor<float, 2>;

public:
    td3(Actor& actor, Critic& critics, const E& e, const Rule& rule, td3_options o = {})
        : base("td3", e, o),
          options_(o),
          older_actor_(actor),
          older_critics_(critics),
          act_(actor, answering{}),
          act_then_(older_actor_, answering{}),
          judge_(critics, answering{}, of_inputs{}),
          judge_then_(older_critics_, answering{}),
          learn_actor_(actor, learning{}, of_parameters{}),
          learn_critics_(critics, learning{}, of_parameters{}),
          actor_optimizer_(actor, rule, clip_by_norm{.most = o.most_norm}),
          critic_optimizer_(critics, rule, clip_by_norm{.most = o.most_norm}),
          replay_(static_cast<std::size_t>(std::max(o.capacity, 0)), S) {
        require_setting("actor_every", o.actor_every, 1, 1e9), require_setting("limit", o.limit, 0, 10);
        require_setting("played_noise", o.played_noise, 0, 10), require_setting("noise", o.noise, 0, 10);
    }

    /// `told` hears which share of it is done.
    void train(std::int64_t steps, const heard_share& told = {}) {
        const auto put_rate = [&](double left) {
            actor_optimizer_.rate_factor(left), critic_optimizer_.rate_factor(left);
        };
        this->take_turns(
            options_, steps, told, put_rate, [&] { play(); }, [&] { learn(); });
    }
    [[nodiscard]] auto& actor_updates() { return actor_optimizer_; }
    [[nodiscard]] auto& critic_updates() { return critic_optimizer_; }
    /// What a checkpoint keeps: see agent_checkpoint.hpp.
    template <class Visit>
    void keep(Visit&& v) {
        keep_settings(v, "td3", options_);
        v.model("actor", learn_actor_.of_model()), v.model("critics", learn_critics_.of_model());
        v.model("older_actor", older_actor_), v.model("older_critics", older_critics_);
        v.optimizer("actor_optimizer", actor_optimizer_), v.optimizer("critic_optimizer", critic_optimizer_);
        v.run("actor_passes", learn_actor_), v.run("critic_passes", learn_critics_);
        this->keep_played(v);
        replay_.keep(v, -1, 1);
    }

private:
    void play() {
        const auto number = static_cast<std::uint64_t>(all_.steps());
        const random_stream random = random_for(drawn_for::actions, options_.random).part(number);
        std::vector<typename E::action::type> action(1);
        if (all_.steps() < options_.first) {
            action[0] = random_action(all_[0], random, 0);
        } else {
            act_.forward(all_.seen());
            std::array<float, N> said{};
            for (std::size_t k = 0; k < N; ++k)
                said[k] =
                    act_.output().data()[k] + static_cast<float>(options_.played_noise * random.normal(k));
            action[0] = action_of<E>(said.data());
        }
        const auto before = all_.seen();
        const outcome& o = this->step(action);
        std::array<float, N> done{};
        for (std::size_t k = 0; k < N; ++k) done[k] = static_cast<float>(action[0][k] / E::action::most);
        replay_.add(before.data(), done, o.reward, all_.seen_last().data(), o.terminated);
    }
    void learn() {
        const auto n = static_cast<std::size_t>(options_.batch);
        const random_stream random =
            random_for(drawn_for::replays, options_.random, static_cast<std::uint64_t>(learned_));
        const auto drawn = replay_.draw(n, random);
        const random_stream noise = random.part(0);
        auto seen = numbers::from_shape({n, S}), after = numbers::from_shape({n, S});
        auto judged = numbers::from_shape({n, S + N}), next = numbers::from_shape({n, S + N});
        for (std::size_t k = 0; k < n; ++k) {
            replay_.read_before(drawn[k], seen.data() + k * S);
            replay_.read_after(drawn[k], after.data() + k * S);
            std::copy_n(seen.data() + k * S, S, judged.data() + k * (S + N));
            std::copy_n(after.data() + k * S, S, next.data() + k * (S + N));
            for (std::size_t a = 0; a < N; ++a) judged(k, S + a) = replay_.action(drawn[k])[a];
        }
        act_then_.forward(after);
        const auto next_action = act_then_.output();
        for (std::size_t k = 0; k < n; ++k)
            for (std::size_t a = 0; a < N; ++a) {
                const double e =
                    std::clamp(options_.noise * noise.normal(k * N + a), -options_.limit, options_.limit);
                next(k, S + a) =
                    static_cast<float>(std::clamp(static_cast<double>(next_action(k, a)) + e, -1.0, 1.0));
            }
        const auto [one_then, two_then] = judge_then_.forward(next);
        const auto [one, two] = learn_critics_.forward(judged);
        auto d1 = numbers::from_shape({n, 1}), d2 = d1;
        for (std::size_t k = 0; k < n; ++k) {
            const std::size_t at = drawn[k];
            const double worth = static_cast<double>(std::min(one_then(k, 0), two_then(k, 0)));
            const auto y = static_cast<float>(replay_.reward(at) +
                                              (replay_.terminated(at) ? 0 : options_.gamma * worth));
            const float scale = 2 / static_cast<float>(n);
            d1(k, 0) = scale * (one(k, 0) - y), d2(k, 0) = scale * (two(k, 0) - y);
        }
        learn_critics_.template gradient<0>() = d1, learn_critics_.template gradient<1>() = d2;
        learn_critics_.backward();
        critic_optimizer_.update(learn_critics_.gradients());
        if (++learned_ % options_.actor_every == 0) improve_actor(seen, judged);
    }
    void improve_actor(const numbers& seen, numbers& judged) {
        const std::size_t n = seen.shape(0);
        const auto said = learn_actor_.forward(seen);
        for (std::size_t k = 0; k < n; ++k)
            for (std::size_t a = 0; a < N; ++a) judged(k, S + a) = said(k, a);
        judge_.forward(judged);
        judge_.template gradient<0>() = xt::ones<float>({n, std::size_t{1}}) * (-1 / static_cast<float>(n));
        judge_.backward();
        const auto of_action = judge_.input_gradient();
        auto da = numbers::from_shape({n, N});
        for (std::size_t k = 0; k < n; ++k)
            for (std::size_t a = 0; a < N; ++a) da(k, a) = of_action(k, S + a);
        learn_actor_.gradient() = da;
        learn_actor_.backward();
        actor_optimizer_.update(learn_actor_.gradients());
        detail::follow(older_actor_, learn_actor_.of_model(), options_.blend);
        detail::follow(older_critics_, learn_critics_.of_model(), options_.blend);
    }

    td3_options options_;
    Actor older_actor_;
    Critic older_critics_;
    decltype(network_run{std::declval<Actor&>(), answering{}}) act_, act_then_;
    decltype(network_run{std::declval<Critic&>(), answering{}, of_inputs{}}) judge_;
    decltype(network_run{std::declval<Critic&>(), answering{}}) judge_then_;
    decltype(network_run{std::declval<Actor&>(), learning{}, of_parameters{}}) learn_actor_;
    decltype(network_run{std::declval<Critic&>(), learning{}, of_parameters{}}) learn_critics_;
    optimizer<Actor, Rule, clip_by_norm> actor_optimizer_;
    optimizer<Critic, Rule, clip_by_norm> critic_optimizer_;
    replay<float, std::array<float, N>> replay_;  // actions in bounds
};

/// The sums of rewards of so many episodes in which the actor's actions are taken without noise.
template <class Actor, class E>
[[nodiscard]] std::vector<double> actor_returns(Actor& actor, const E& e, int episodes, seed s) {
    environments<E> all{episodes, s, e};
    network_run run{actor, answering{}};
    return returns_of(all, [&](std::vector<typename E::action::type>& actions) {
        const auto said = run.forward(all.seen());
        for (std::size_t i = 0; i < actions.size(); ++i)
            actions[i] = action_of<E>(said.data() + i * actions[i].size());
    });
}

}  // namespace strata::inline STRATA_TARGET
