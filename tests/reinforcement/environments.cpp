// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <cmath>
#include <limits>
#include <strata/reinforcement/cart_pole.hpp>
#include <strata/reinforcement/catch_game.hpp>
#include <strata/reinforcement/check_environment.hpp>
#include <strata/reinforcement/environments.hpp>
#include <strata/reinforcement/pendulum.hpp>
#include <strata/reinforcement/tic_tac_toe.hpp>
#include <string>

using namespace strata;

namespace environments_test {

/// Counts its steps and ends at Last; `wrong` is what it does wrong.
enum class wrong { nothing, reward, seen, never_ends, forgets };
template <wrong W, int Last = 3>
struct counter {
    using observation = shape<1>;
    using action = one_of<2>;
    int steps = 0;
    void reset(const random_stream&) {
        if (W != wrong::forgets) steps = 0;
        if (W == wrong::forgets) steps = ++ever();
    }
    outcome step(int) {
        ++steps;
        const double nan = std::numeric_limits<double>::quiet_NaN();
        return {W == wrong::reward && steps == 2 ? nan : 1, W != wrong::never_ends && steps >= Last, false};
    }
    void observe(float* seen) const {
        seen[0] = W == wrong::seen && steps == 2 ? std::numeric_limits<float>::infinity() : float(steps);
    }
    static int& ever() {
        static int all = 0;
        return all;
    }
};
template <class F>
std::string said_by(F f) {
    try {
        f();
    } catch (const error& e) {
        return e.what();
    }
    return "nothing";
}
/// Games of tic-tac-toe to their ends, by who wins: nobody, 1, 2.
void count_games(const tic_tac_toe& at, std::array<int, 3>& games) {
    for (int place = 0; place < 9; ++place) {
        if (!at.allowed(place)) continue;
        tic_tac_toe next = at;
        const outcome o = next.step(place);
        if (o.terminated)
            ++games[o.reward > 0 ? static_cast<std::size_t>(at.turn) : 0];
        else
            count_games(next, games);
    }
}
struct without_step {
    using observation = shape<1>;
    using action = one_of<2>;
    void reset(const random_stream&) {}
    void observe(float*) const {}
};

static_assert(Environment<cart_pole> && DiscreteEnvironment<cart_pole>);
static_assert(Environment<pendulum> && !DiscreteEnvironment<pendulum>);
static_assert(SaysWhatIsAllowed<tic_tac_toe> && !SaysWhatIsAllowed<cart_pole>);
static_assert(missing_in_environment<without_step>() == environment_part::step);
static_assert(missing_in_environment<int>() == environment_part::observation);

TEST_CASE("what environments do wrong is said") {
    check_environment<counter<wrong::nothing>>();
    CHECK(said_by([] { check_environment<counter<wrong::reward>>(); }) ==
          "environment: the reward is no finite number at step 2, found nan");
    CHECK(said_by([] { check_environment<counter<wrong::seen>>(); }) ==
          "environment: what is seen is no finite number at step 2, found inf");
    CHECK(said_by([] { check_environment<counter<wrong::never_ends>>({.steps = 50}); }) ==
          "environment: an episode of random actions does not end, expected at most 50 steps. Say truncated "
          "at a limit of steps.");
    CHECK(said_by([] { check_environment<counter<wrong::forgets>>(); }) ==
          "environment: two episodes of one stream and the same actions differ at step 0. Draw all that is "
          "random from the stream that reset gets, and set all of the state there.");
}
TEST_CASE("actions out of range and steps outside of an episode are refused") {
    episode<cart_pole> e;
    CHECK(said_by([&] { e.step(0); }) ==
          "cart_pole: a step comes before the episode has begun. Call reset first.");
    e.reset(random_stream{seed{1}, 0});
    const auto before = e.seen();
    CHECK(said_by([&] { e.step(2); }) == "cart_pole: there is no such action, expected 0 to 1, found 2");
    CHECK(said_by([&] { e.step(-1); }) == "cart_pole: there is no such action, expected 0 to 1, found -1");
    CHECK(e.seen() == before);
    CHECK(e.steps() == 0);
    while (!e.ended()) e.step(0);
    CHECK(said_by([&] { e.step(0); }) ==
          "cart_pole: a step comes after the end of the episode. Call reset first.");
    episode<pendulum> p;
    p.reset(random_stream{seed{1}, 0});
    CHECK(said_by([&] { p.step({2.5}); }) ==
          "pendulum: a number of the action is out of its range, expected -2 to 2, found 2.500000");
    CHECK(said_by([&] { p.step({std::nan("")}); }).find("out of its range") != std::string::npos);
}
TEST_CASE("copies are stepped at once, and begin again in the step that ends them") {
    environments<counter<wrong::nothing>> all{2, seed{1}};
    for (int i = 1; i <= 7; ++i) {
        all.step({0, 1});
        CHECK(all.seen()(0, 0) == i % 3);
        CHECK(all.seen_last()(1, 0) == (i % 3 == 0 ? 3 : i % 3));
        CHECK(all.outcomes()[0].terminated == (i % 3 == 0));
        CHECK(all.played().size() == (i % 3 == 0 ? 2 : 0));
    }
    CHECK(all.steps() == 14);
    CHECK(said_by([&] { all.step({0}); }) ==
          "environment: there is not an action for each copy, expected 2, found 1");
    CHECK(said_by([&] {
              all.step({0, 7});
          }) == "environment: there is no such action, expected 0 to 1, found 7");
    CHECK(all[0].steps == 1);
    CHECK(said_by([] { environments<cart_pole>(0, seed{1}); }) ==
          "cart_pole: there is no copy of the environment, expected 1 or more, found 0");
}
TEST_CASE("copies draw from streams of their own, the same with any number of threads") {
    environments<cart_pole> one{5, seed{4}}, two{5, seed{4}, {}, 3}, other{5, seed{5}};
    CHECK(one.seen() != other.seen());
    CHECK(one.seen()(0, 0) != one.seen()(1, 0));
    int ends = 0;
    for (int i = 0; i < 60; ++i) {
        const std::vector<int> actions{i % 2, 0, 1, i % 3 == 0, 1};
        one.step(actions), two.step(actions);
        CHECK(one.seen() == two.seen());
        CHECK(one.seen_last() == two.seen_last());
        ends += static_cast<int>(one.played().size());
    }
    CHECK(ends > 10);
    CHECK(one.seen() == two.seen());
}
TEST_CASE("a ball is caught by who stands below it") {
    check_environment<catch_game<>>();
    episode<catch_game<4, 3>> e;
    for (std::uint64_t i = 0; i < 20; ++i) {
        e.reset(random_stream{seed{1}, i});
        float sum = 0;
        for (const float pixel : e.seen()) sum += pixel;
        CHECK(sum == 2);
        const int ball = e.environment().column;
        outcome o;
        while (!e.ended())
            o = e.step(ball < e.environment().paddle ? 0 : ball > e.environment().paddle ? 2 : 1);
        CHECK(o.reward == 1);
        CHECK(e.steps() == 3);
    }
}
TEST_CASE("there are 255,168 games of tic-tac-toe: 131,184 won by the first, 77,904 by the second") {
    std::array<int, 3> games{};
    count_games({}, games);
    CHECK(games == std::array<int, 3>{46'080, 131'184, 77'904});
}
TEST_CASE("who has the turn sees the own marks first, and no place twice") {
    check_environment<tic_tac_toe>();
    episode<tic_tac_toe> e;
    e.reset(random_stream{seed{1}, 0});
    e.step(4);
    CHECK(e.seen()[4] == 0);
    CHECK(e.seen()[9 + 4] == 1);
    CHECK(said_by([&] { e.step(4); }) == "tic_tac_toe: the action is not allowed here, found 4");
    e.step(0);
    CHECK(e.seen()[4] == 1);
    CHECK(e.seen()[9] == 1);
}

}  // namespace environments_test
