// SPDX-License-Identifier: MIT
// CartPole, MountainCar, Acrobot, Pendulum: single steps beside literals of the same formulas in Python.
#include <doctest/doctest.h>
#include <strata/reinforcement/acrobot.hpp>
#include <strata/reinforcement/cart_pole.hpp>
#include <strata/reinforcement/check_environment.hpp>
#include <strata/reinforcement/mountain_car.hpp>
#include <strata/reinforcement/pendulum.hpp>
#include "../literals/environments.hpp"

using namespace strata;

namespace control_test {

void same(const std::vector<double>& found, const std::vector<double>& expected) {
    for (std::size_t i = 0; i < expected.size(); ++i)
        CHECK(found.at(i) == doctest::Approx(expected[i]).epsilon(1e-12));
}
/// `put` sets a state, `look` reads it, `act` makes an action of a number.
template <class E, class Put, class Look, class Act>
void compare(const std::vector<environment_step>& steps, Put put, Look look, Act act) {
    for (const environment_step& s : steps) {
        E e;
        put(e, s.before);
        const outcome o = e.step(act(s.action));
        same(look(e), s.after);
        CHECK(o.reward == doctest::Approx(s.reward).epsilon(1e-12));
        CHECK(o.terminated == s.terminated);
        CHECK(!o.truncated);
    }
}
const auto put_four = [](auto& e, const std::vector<double>& s) {
    std::copy_n(s.begin(), 4, e.state.begin());
};
const auto look_at_four = [](const auto& e) { return std::vector<double>(e.state.begin(), e.state.end()); };
const auto whole = [](double a) { return static_cast<int>(a); };

TEST_CASE("a step of CartPole is that of the formulas") {
    compare<cart_pole>(cart_pole_steps, put_four, look_at_four, whole);
}
TEST_CASE("a step of MountainCar is that of the formulas") {
    compare<mountain_car>(
        mountain_car_steps, [](auto& e, const auto& s) { e.place = s[0], e.speed = s[1]; },
        [](const auto& e) {
            return std::vector<double>{e.place, e.speed};
        },
        whole);
}
TEST_CASE("a step of Acrobot is that of the formulas") {
    compare<acrobot>(acrobot_steps, put_four, look_at_four, whole);
}
TEST_CASE("a step of Pendulum is that of the formulas") {
    compare<pendulum>(
        pendulum_steps, [](auto& e, const auto& s) { e.angle = s[0], e.speed = s[1]; },
        [](const auto& e) {
            return std::vector<double>{e.angle, e.speed};
        },
        [](double a) { return std::array<double, 1>{a}; });
}
TEST_CASE("episodes keep what environments promise") {
    check_environment<cart_pole>();
    check_environment<mountain_car>({.episodes = 3});
    check_environment<acrobot>({.episodes = 3});
    check_environment<pendulum>({.episodes = 3});
}
TEST_CASE("episodes end at their limits, truncated and not terminated") {
    const auto last = [](auto e, auto action, int most) {
        e.reset(random_stream{seed{3}, 0});
        outcome o;
        for (int i = 0; i < most; ++i) {
            CHECK(!o.ended());
            o = e.step(action);
        }
        CHECK(o.truncated);
        CHECK(!o.terminated);
    };
    last(mountain_car{}, 1, 200);
    last(pendulum{}, std::array<double, 1>{0}, 200);
    last(acrobot{}, 1, 500);
}
TEST_CASE("the step that ends an episode of CartPole is worth 1, and a push to one side fells it soon") {
    episode<cart_pole> e;
    e.reset(random_stream{seed{1}, 0});
    while (!e.ended()) e.step(1);
    CHECK(e.total() == e.steps());
    CHECK(e.steps() >= 7);
    CHECK(e.steps() <= 11);
}
TEST_CASE("a hand-written rule holds the pole for 500 steps") {
    episode<cart_pole> e;
    for (std::uint64_t i = 0; i < 10; ++i) {
        e.reset(random_stream{seed{2}, i});
        while (!e.ended()) {
            const auto& s = e.seen();
            e.step(s[2] + 0.5f * s[3] + 0.02f * s[0] + 0.05f * s[1] > 0);
        }
        CHECK(e.total() == 500);
    }
}

}  // namespace control_test
