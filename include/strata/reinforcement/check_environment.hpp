// SPDX-License-Identifier: MIT
#pragma once
/// Whether an environment of one's own keeps what it promises.
#include <cstdint>
#include <strata/error.hpp>
#include <strata/kernels/random_streams.hpp>
#include <strata/reinforcement/episode.hpp>
#include <strata/reinforcement/random_action.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

struct environment_check_options {
    int episodes = 20;
    int steps = 10'000;  ///< that an episode may take at most
    seed random = {};
};

/// Plays episodes of random actions twice, each with the same stream.
///
///     check_environment<mine>();
///
/// A part that is missing is said by the compiler. Throws where a reward or a number that is seen is not
/// finite, where two episodes of one stream and the same actions differ, and where one does not end.
template <class E>
void check_environment(environment_check_options options = {}, const E& e = {}) {
    require_environment<E>();
    for (int number = 0; number < options.episodes; ++number) {
        const random_stream all =
            random_for(drawn_for::environments, options.random, static_cast<std::uint64_t>(number));
        const random_stream begin = all.part(0), act = all.part(1);
        episode<E> one{e}, two{e};
        one.reset(begin), two.reset(begin);
        const auto differ = [&] {
            throw_error({.problem = "two episodes of one stream and the same actions differ at step " +
                                    std::to_string(one.steps()),
                         .name = name_of_environment<E>(),
                         .advice = "Draw all that is random from the stream that reset gets, and set all of "
                                   "the state there."});
        };
        if (one.seen() != two.seen()) differ();
        while (!one.ended()) {
            if (one.steps() == options.steps)
                throw_error({.problem = "an episode of random actions does not end",
                             .name = name_of_environment<E>(),
                             .expected = "at most " + std::to_string(options.steps) + " steps",
                             .advice = "Say truncated at a limit of steps."});
            const auto a = random_action(one.environment(), act, static_cast<std::uint64_t>(one.steps()));
            const outcome x = one.step(a), y = two.step(a);
            if (one.seen() != two.seen() || x.reward != y.reward || x.terminated != y.terminated ||
                x.truncated != y.truncated)
                differ();
        }
    }
}

}  // namespace strata::inline STRATA_TARGET
