// SPDX-License-Identifier: MIT
#pragma once
/// One environment, watched: what cannot be is an error and no number of a training.
#include <array>
#include <cstddef>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/reinforcement/environment.hpp>
#include <strata/target.hpp>
#include <string>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// Plays one episode after the other in an environment.
///
///     episode<cart_pole> e;
///     e.reset(random_stream{seed{7}, 0});
///     while (!e.ended()) total += e.step(1).reward;
///
/// Throws where an action is out of its range or not allowed, before the environment sees it; where a step
/// comes after the end or before `reset`; where the environment gives a reward or sees a number that is not
/// finite.
template <class E>
class episode {
    static constexpr auto said = (require_environment<E>(), 0);

public:
    using action_type = typename E::action::type;
    static constexpr std::size_t size = static_cast<std::size_t>(E::observation::size);

    explicit episode(E e = {}) : environment_(std::move(e)) {}

    /// Begins a new episode.
    void reset(const random_stream& random) {
        environment_.reset(random);
        total_ = 0, steps_ = 0, ended_ = false;
        look();
    }
    /// Throws where this action cannot be taken now.
    void require(const action_type& a) const {
        if (ended_)
            throw_error({.problem = steps_ > 0 ? "a step comes after the end of the episode"
                                               : "a step comes before the episode has begun",
                         .name = name_of_environment<E>(),
                         .advice = "Call reset first."});
        require_action<typename E::action>(a, name_of_environment<E>());
        if constexpr (SaysWhatIsAllowed<E>)
            if (!environment_.allowed(a))
                throw_error({.problem = "the action is not allowed here",
                             .name = name_of_environment<E>(),
                             .found = std::to_string(a)});
    }
    outcome step(const action_type& a) {
        require(a);
        const outcome o = environment_.step(a);
        ++steps_;
        ended_ = true;  // where what follows throws
        if (!is_finite(o.reward)) refuse_number("the reward", o.reward);
        look();
        ended_ = o.ended();
        total_ += o.reward;
        return o;
    }

    [[nodiscard]] const std::array<float, size>& seen() const { return seen_; }
    [[nodiscard]] bool ended() const { return ended_; }
    /// The sum of the rewards since `reset`.
    [[nodiscard]] double total() const { return total_; }
    [[nodiscard]] int steps() const { return steps_; }
    [[nodiscard]] const E& environment() const { return environment_; }

private:
    void look() {
        environment_.observe(seen_.data());
        for (const float number : seen_)
            if (!is_finite(number)) refuse_number("what is seen", number);
    }
    [[noreturn, gnu::cold]] void refuse_number(const char* what, double found) const {
        throw_error({.problem = std::string(what) + " is no finite number at step " + std::to_string(steps_),
                     .name = name_of_environment<E>(),
                     .found = is_nan(found) ? "nan" : "inf"});
    }

    E environment_;
    std::array<float, size> seen_{};
    double total_ = 0;
    int steps_ = 0;
    bool ended_ = true;
};

}  // namespace strata::inline STRATA_TARGET
