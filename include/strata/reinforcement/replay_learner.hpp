// SPDX-License-Identifier: MIT
#pragma once
/// What agents with a replay have in common: one environment, which is played in turn with learning from what
/// was lived through before.
#include <algorithm>
#include <cstdint>
#include <strata/reinforcement/acting.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

template <class E>
class replay_learner {
public:
    replay_learner(const replay_learner&) = delete;
    replay_learner& operator=(const replay_learner&) = delete;

    [[nodiscard]] const std::vector<played_episode>& history() const { return history_; }
    [[nodiscard]] std::int64_t steps() const { return all_.steps(); }
    [[nodiscard]] std::string warning() const { return collapse_warning(history_); }

protected:
    /// Throws where a setting that all of them have cannot be, or a batch is larger than the replay or than
    /// what it holds at the first update.
    template <class Options>
    replay_learner(const char* agent, const E& e, const Options& o) : all_(1, o.random, e) {
        require_setting("gamma", o.gamma, 0, 1), require_setting("blend", o.blend, 1e-9, 1);
        require_setting("batch", o.batch, 1, 1e6), require_setting("every", o.every, 1, 1e9);
        require_setting("updates", o.updates, 1, 1e6);
        if (o.capacity < o.batch || o.first < o.batch)
            throw_error({.problem = "the replay holds fewer transitions than a batch when learning begins",
                         .name = agent,
                         .expected = std::to_string(o.batch) + " or more",
                         .found = std::to_string(std::min(o.capacity, o.first))});
    }
    ~replay_learner() = default;

    /// `put_rate(share of the rate that is left)`, where it decays, and `play()` before each step; `learn()`
    /// as often as the options say; `told` hears which share of the call is done.
    template <class Options, class Rate, class Play, class Learn>
    void take_turns(const Options& o, std::int64_t steps, const heard_share& told, Rate&& put_rate,
                    Play&& play, Learn&& learn) {
        span_.begin(all_.steps(), steps);
        while (!span_.over(all_.steps())) {
            if (o.decays) put_rate(1 - span_.share(all_.steps()));
            play();
            if (all_.steps() >= o.first && all_.steps() % o.every == 0)
                for (int k = 0; k < o.updates; ++k) learn();
            if (told) told(span_.share(all_.steps()));
        }
    }
    /// Takes an action and notes what has ended with it.
    const outcome& step(const std::vector<typename E::action::type>& action) {
        all_.step(action);
        history_.insert(history_.end(), all_.played().begin(), all_.played().end());
        return all_.outcomes()[0];
    }
    /// What a checkpoint keeps: see agent_checkpoint.hpp.
    template <class Visit>
    void keep_played(Visit& v) {
        v.environment(all_), v.history(history_), v.span(span_, all_.steps());
        v.number("learned", learned_);
    }

    environments<E> all_;
    training_span span_;
    std::vector<played_episode> history_;
    std::int64_t learned_ = 0;  ///< updates
};

}  // namespace strata::inline STRATA_TARGET
