// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <cmath>
#include <strata/reinforcement/td3.hpp>
#include <strata/strata.hpp>
#include <string>

using namespace strata;

namespace td3_test {

/// Two numbers are seen, and twice their negatives are the best action; an episode is 4 steps, truncated.
struct mirror {
    static constexpr const char* name = "mirror";
    using observation = shape<2>;
    using action = numbers_within<2, 3>;
    random_stream random;
    std::uint64_t steps = 0;
    void reset(const random_stream& r) { random = r, steps = 0; }
    double number(std::uint64_t k) const { return 2 * random.uniform(2 * steps + k) - 1; }
    outcome step(const std::array<double, 2>& a) {
        double cost = 0;
        for (std::uint64_t k = 0; k < 2; ++k) cost += (a[k] + 2 * number(k)) * (a[k] + 2 * number(k));
        return {-cost, false, ++steps >= 4};
    }
    void observe(float* seen) const {
        for (std::uint64_t k = 0; k < 2; ++k) seen[k] = static_cast<float>(number(k));
    }
};
struct broken : mirror {
    void observe(float* seen) const {
        mirror::observe(seen);
        if (steps == 2) seen[1] = std::nanf("");
    }
};
struct actor_net : net<input<2>, dense<16>, relu, dense<2>, hyperbolic_tangent> {};
using critic = chain<dense<32>, relu, dense<1>>;
struct critics_net : net<input<4>, heads<critic, critic>> {};

/// The actor after so many steps, and what it comes to.
struct learned {
    model<actor_net> actor;
    double mean = 0;
    std::size_t episodes = 0;
};
learned after(int steps, int threads, std::uint64_t s = 5) {
    learned l{model<actor_net>{seed{3}, threads}};
    model<critics_net> critics{seed{4}, threads};
    td3 agent{l.actor,
              critics,
              mirror{},
              adam{.rate = 5e-3},
              {.batch = 32, .first = 100, .gamma = 0, .decays = true, .random = seed{s}}};
    agent.train(steps);
    l.mean = mean_of(actor_returns(l.actor, mirror{}, 50, seed{9})), l.episodes = agent.history().size();
    return l;
}
std::vector<float> numbers(learned& l) {
    return {l.actor.learned().data(), l.actor.learned().data() + l.actor.learned().size()};
}

TEST_CASE("an actor learns numbers by what its critics say of them") {
    const learned l = after(1500, 1);
    CHECK(l.mean > -0.4);  // -10.7 where the action is always 0
    CHECK(l.episodes == 375);
    const float said[] = {0.5f, -2};
    CHECK(action_of<mirror>(said) == std::array<double, 2>{1.5, -3});
}
TEST_CASE("actors are the same bits with any number of threads") {
    learned one = after(300, 1), two = after(300, 3), other = after(300, 1, 6);
    CHECK(numbers(one) == numbers(two));
    CHECK(numbers(one) != numbers(other));
}
TEST_CASE("what no agent of numbers can begin with is refused") {
    model<actor_net> actor;
    model<critics_net> critics;
    CHECK_THROWS_WITH_AS(
        (td3{actor, critics, mirror{}, adam{}, {.batch = 64, .first = 10}}),
        "td3: the replay holds fewer transitions than a batch when learning begins, expected "
        "64 or more, found 10",
        error);
    CHECK_THROWS_WITH_AS((td3{actor, critics, mirror{}, adam{}, {.blend = 2}}),
                         "blend: the setting cannot have this value, expected 0.000000 to 1.000000, found "
                         "2.000000",
                         error);
    td3 agent{actor, critics, broken{}, adam{}};
    CHECK_THROWS_WITH_AS(agent.train(10), "mirror: what is seen is no finite number at step 2, found nan",
                         error);
}

}  // namespace td3_test
