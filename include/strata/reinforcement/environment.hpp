// SPDX-License-Identifier: MIT
#pragma once
/// What an agent acts in: a struct with four parts.
///
///     struct coin {
///         static constexpr const char* name = "coin";            // what errors call it
///         using observation = shape<1>;                          // what is seen
///         using action = one_of<2>;                              // or numbers_within<N, Most>
///         void reset(const random_stream& random);               // an episode begins
///         outcome step(int action);                              // what comes of an action
///         void observe(float* seen) const;                       // observation::size numbers
///     };
///
/// All that is random about an episode is drawn from the stream that it begins with. An episode that is
/// terminated has no future, and the value of what follows is 0; one that is truncated was only stopped, and
/// what follows has the value of any other state.
#include <concepts>
#include <strata/kernels/random.hpp>
#include <strata/reinforcement/action.hpp>
#include <strata/shape/shape.hpp>
#include <strata/target.hpp>

namespace strata {

/// What comes of one action.
struct outcome {
    double reward = 0;
    bool terminated = false;  ///< nothing follows
    bool truncated = false;   ///< it was stopped, by a limit of steps say

    [[nodiscard]] bool ended() const { return terminated || truncated; }
};

/// The first part that an environment is without.
enum class environment_part { none, observation, action, reset, step, observe };

}  // namespace strata

namespace strata::inline STRATA_TARGET {

template <class E>
[[nodiscard]] consteval environment_part missing_in_environment() {
    if constexpr (!requires { requires is_shape<typename E::observation>; })
        return environment_part::observation;
    else if constexpr (!requires { requires ActionKind<typename E::action>; })
        return environment_part::action;
    else if constexpr (!requires(E & e, const random_stream& random) { e.reset(random); })
        return environment_part::reset;
    else if constexpr (!requires(E & e, const typename E::action::type& a) {
                           { e.step(a) } -> std::same_as<outcome>;
                       })
        return environment_part::step;
    else if constexpr (!requires(const E& e, float* seen) { e.observe(seen); })
        return environment_part::observe;
    else
        return environment_part::none;
}

template <class E>
concept Environment = std::copyable<E> && missing_in_environment<E>()
== environment_part::none;

/// One whose actions are one of so many.
template <class E>
concept DiscreteEnvironment = Environment<E> && is_one_of<typename E::action>;

/// One that says which actions there are just now: `bool allowed(int action) const`.
template <class E>
concept SaysWhatIsAllowed = DiscreteEnvironment<E> && requires(const E& e, int action) {
    { e.allowed(action) } -> std::same_as<bool>;
};

/// What errors call it.
template <class E>
[[nodiscard]] constexpr const char* name_of_environment() {
    if constexpr (requires { static_cast<const char*>(E::name); })
        return E::name;
    else
        return "environment";
}

/// Says at compile time which part an environment is without.
template <class E>
consteval void require_environment() {
    constexpr environment_part missing = missing_in_environment<E>();
    static_assert(missing != environment_part::observation,
                  "an environment says what is seen: using observation = shape<4>");
    static_assert(missing != environment_part::action,
                  "an environment says what can be done: using action = one_of<2>, or numbers_within<1, 2>");
    static_assert(missing != environment_part::reset,
                  "an environment begins an episode: void reset(const random_stream& random)");
    static_assert(missing != environment_part::step,
                  "an environment says what comes of an action: outcome step(int action), or of "
                  "std::array<double, N>");
    static_assert(missing != environment_part::observe,
                  "an environment shows what is seen: void observe(float* seen) const");
    static_assert(std::copyable<E>, "an environment can be copied");
}

}  // namespace strata::inline STRATA_TARGET
