// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <cmath>
#include <strata/reinforcement/a2c.hpp>
#include <strata/reinforcement/cart_pole.hpp>
#include <strata/reinforcement/catch_game.hpp>
#include <strata/reinforcement/dqn.hpp>
#include <strata/reinforcement/ppo.hpp>
#include <strata/reinforcement/reinforce.hpp>
#include <strata/strata.hpp>
#include <string>

using namespace strata;

namespace agents_test {

/// Action 1 is right where 1 is seen, 0 where 0 is; an episode is 4 steps, truncated.
struct copying {
    static constexpr const char* name = "copying";
    using observation = shape<1>;
    using action = one_of<2>;
    random_stream random;
    std::uint64_t steps = 0;
    void reset(const random_stream& r) { random = r, steps = 0; }
    int asked() const { return static_cast<int>(random.below(steps, 2)); }
    outcome step(int a) {
        const double reward = a == asked() ? 1 : 0;
        return {reward, false, ++steps >= 4};
    }
    void observe(float* seen) const { seen[0] = static_cast<float>(asked()); }
};
/// As above, but the third step is worth no number.
struct broken : copying {
    outcome step(int a) {
        outcome o = copying::step(a);
        if (steps == 3) o.reward = std::nan("");
        return o;
    }
};
struct policy_alone : net<input<1>, dense<8>, hyperbolic_tangent, dense<2>> {};
struct with_value : net<input<1>, dense<8>, hyperbolic_tangent, heads<dense<2>, dense<1>>> {};

template <class Net, class Make, class Train>
double returns_after(Make make, Train train, int threads = 1) {
    model<Net> m{seed{3}, threads};
    auto agent = make(m);
    train(agent);
    return mean_of(greedy_returns(m, copying{}, 50, seed{9}));
}

TEST_CASE("probabilities, entropy and gradients of scores are those of the formulas") {
    const float scores[] = {1, 2, 0.5f};
    const action_probabilities<3> row(scores);
    const double sum = std::exp(1) + std::exp(2) + std::exp(0.5);
    CHECK(row.p[1] == doctest::Approx(std::exp(2) / sum));
    CHECK(row.drawn(0) == 0);
    CHECK(row.drawn(row.p[0] + 1e-9) == 1);
    CHECK(row.drawn(0.9999999) == 2);
    CHECK(best_action<3>(scores) == 1);
    float ds[3];
    row.put_gradient(2, 1.5, 0.3, 2, ds);
    for (int a = 0; a < 3; ++a) {
        const auto loss = [&](float h) {
            float moved[] = {1, 2, 0.5f};
            moved[a] += h;
            const action_probabilities<3> of(moved);
            return 2 * (-1.5 * of.log_p[2] - 0.3 * of.entropy);
        };
        CHECK(double(ds[a]) == doctest::Approx((loss(1e-2f) - loss(-1e-2f)) / 2e-2).epsilon(1e-3));
    }
}
TEST_CASE("advantages heed what is terminated and what is truncated") {
    // two copies, three steps; copy 0 is terminated at its second step, copy 1 truncated there before a value
    // of 5
    const steps_of_copies s{.copies = 2,
                            .reward = {1, 1, 1, 1, 1, 1},
                            .value = {2, 3, 4, 6, 1, 2},
                            .next_value = {4, 6, 0, 5, 7, 8},
                            .ended = {0, 0, 1, 1, 0, 0}};
    const double g = 0.5, l = 0.5;
    const auto a = generalized_advantages(s, g, l);
    CHECK(a[4] == doctest::Approx(1 + g * 7 - 1));
    CHECK(a[2] == doctest::Approx(1 - 4));          // nothing follows
    CHECK(a[3] == doctest::Approx(1 + g * 5 - 6));  // something would have followed
    CHECK(a[0] == doctest::Approx(1 + g * 4 - 2 + g * l * a[2]));
    CHECK(a[1] == doctest::Approx(1 + g * 6 - 3 + g * l * a[3]));
    CHECK(discounted_returns({1, 2, 4}, 0.5, 8) == std::vector<double>{4, 6, 8});
}
TEST_CASE("a ratio that has moved far enough is held, and only in the way that it has moved") {
    CHECK(clipped_weight(1.1, 2, 0.2) == doctest::Approx(2.2));
    CHECK(clipped_weight(1.3, 2, 0.2) == 0);
    CHECK(clipped_weight(0.5, 2, 0.2) == doctest::Approx(1));
    CHECK(clipped_weight(0.7, -2, 0.2) == 0);
    CHECK(clipped_weight(1.5, -2, 0.2) == doctest::Approx(-3));
}
TEST_CASE("a replay keeps the newest, in bytes too, and refuses a batch that it does not hold") {
    replay<> r(3, 2);
    replay<std::uint8_t> bytes(2, 1);
    for (int i = 0; i < 5; ++i) {
        const float before[] = {float(i), 0.5f}, after[] = {float(i + 1), 0.25f};
        r.add(before, i, i, after, i == 4);
        const float pixel = float(i) / 4;
        bytes.add(&pixel, 0, 0, &pixel, false);
    }
    float read[2];
    CHECK(r.size() == 3);
    r.read_before(0, read);
    CHECK(read[0] == 3);
    r.read_after(1, read);
    CHECK(read[0] == 5);
    CHECK(r.terminated(1));
    CHECK(r.action(2) == 2);
    bytes.read_before(0, read);
    CHECK(read[0] == 1);
    bytes.read_after(1, read);
    CHECK(read[0] == doctest::Approx(0.75).epsilon(0.002));
    CHECK_THROWS_WITH_AS(
        (void)r.draw(4, {}),
        "replay: the replay holds fewer transitions than a batch, expected 4 or more, found 3", error);
    for (const std::size_t at : r.draw(3, {})) CHECK(at < 3);
    model<policy_alone> m;
    CHECK_THROWS_WITH_AS(
        (dqn{m, copying{}, adam{}, dqn_options{.capacity = 8, .batch = 16}}),
        "dqn: the replay holds fewer transitions than a batch when learning begins, expected 16 or "
        "more, found 8",
        error);
}
TEST_CASE("each agent learns to copy what it sees") {
    const adam rule{.rate = 3e-2};
    CHECK(returns_after<policy_alone>(
              [&](auto& m) {
                  return reinforce{m, copying{}, rule, {.gamma = 0}};
              },
              [](auto& a) { a.train(300); }) == 4);
    CHECK(returns_after<with_value>(
              [&](auto& m) {
                  return reinforce{m, copying{}, rule, {.gamma = 0}};
              },
              [](auto& a) { a.train(300); }) == 4);
    CHECK(returns_after<with_value>(
              [&](auto& m) {
                  return a2c{m, copying{}, rule, {.gamma = 0.5}};
              },
              [](auto& a) { a.train(5000); }) == 4);
    CHECK(returns_after<with_value>(
              [&](auto& m) {
                  return ppo{m, copying{}, rule, {.gamma = 0.5}};
              },
              [](auto& a) { a.train(3000); }) == 4);
    const dqn_options o{.first = 64, .every = 4, .updates = 2, .gamma = 0.5, .epsilon_steps = 500};
    CHECK(returns_after<policy_alone>(
              [&](auto& m) {
                  return dqn{m, copying{}, rule, o};
              },
              [](auto& a) { a.train(1000); }) == 4);
    CHECK(returns_after<with_value>(
              [&](auto& m) {
                  return dqn{m, copying{}, rule, o};
              },
              [](auto& a) { a.train(1000); }) == 4);
    dqn_options by_surprise = o;
    by_surprise.priority = 0.6, by_surprise.clip = 1, by_surprise.copy_every = 20, by_surprise.blend = 1;
    CHECK(returns_after<policy_alone>(
              [&](auto& m) {
                  return dqn{m, copying{}, rule, by_surprise};
              },
              [](auto& a) { a.train(1000); }) == 4);
}
TEST_CASE("the same seed gives the same bits with any number of threads") {
    model<with_value> one{seed{3}, 1}, two{seed{3}, 3}, other{seed{3}, 1};
    ppo a{one, copying{}, adam{}, {.random = seed{5}}}, b{two, copying{}, adam{}, {.random = seed{5}}},
        c{other, copying{}, adam{}, {.random = seed{6}}};
    a.train(1000), b.train(1000), c.train(1000);
    const auto numbers = [](auto& m) {
        return std::vector<float>(m.learned().data(), m.learned().data() + m.learned().size());
    };
    CHECK(numbers(one) == numbers(two));
    CHECK(numbers(one) != numbers(other));
    CHECK(a.history().size() == 256);
}
TEST_CASE("an environment that gives no number stops the training") {
    model<with_value> m;
    ppo agent{m, broken{}, adam{}};
    CHECK_THROWS_WITH_AS(agent.train(100), "copying: the reward is no finite number at step 3, found nan",
                         error);
    CHECK_THROWS_WITH_AS(
        (ppo{m, copying{}, adam{}, {.gamma = 2}}),
        "gamma: the setting cannot have this value, expected 0.000000 to 1.000000, found 2.000000", error);
}
TEST_CASE("a policy that was good and is no more is said") {
    std::vector<played_episode> history(100, {0, 10, 1});
    CHECK(collapse_warning(history, 20).empty());
    history.insert(history.end(), 50, {0, 400, 1});
    CHECK(collapse_warning(history, 20).empty());
    history.insert(history.end(), 50, {0, 12, 1});
    CHECK(collapse_warning(history, 20) ==
          "warning: the policy has collapsed: the mean return of the last 20 episodes is 12.0, at its best "
          "it was "
          "400.0. Try a smaller rate.");
}

}  // namespace agents_test
