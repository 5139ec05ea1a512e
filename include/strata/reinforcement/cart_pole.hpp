// SPDX-License-Identifier: MIT
#pragma once
/// A pole on a cart, which is pushed to the left or to the right and has to keep it upright.
///
///     t   = (F + m l w^2 sin a) / M
///     a'' = (g sin a - t cos a) / (l (4/3 - m cos^2 a / M))
///     x'' = t - m l a'' cos a / M
///
/// x: place of the cart, a: angle of the pole, w = a'; F: 10 or -10; g: 9.8; m: 0.1, the pole; M: 1.1, both;
/// l: 0.5, half of its length. A step of Euler's method is 0.02 seconds. (Barto, Sutton, Anderson:
/// "Neuronlike adaptive elements that can solve difficult learning control problems", 1983; the numbers are
/// those of Gymnasium's CartPole-v1.)
#include <array>
#include <cmath>
#include <cstdint>
#include <strata/reinforcement/environment.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Each step is worth 1, that which ends the episode too. Terminated beyond 2.4 of the middle or 12 degrees,
/// truncated at 500 steps. Seen are x, x', a, a', which begin within 0.05 of 0.
struct cart_pole {
    static constexpr const char* name = "cart_pole";
    using observation = shape<4>;
    using action = one_of<2>;
    static constexpr double most_place = 2.4, most_angle = 12 * 2 * 3.14159265358979323846 / 360;
    static constexpr int most_steps = 500;

    std::array<double, 4> state{};  ///< x, x', a, a'
    int steps = 0;

    void reset(const random_stream& random) {
        for (std::uint64_t i = 0; i < 4; ++i) state[i] = 0.1 * random.uniform(i) - 0.05;
        steps = 0;
    }
    outcome step(int to_the_right) {
        constexpr double gravity = 9.8, pole = 0.1, both = 1.1, length = 0.5, seconds = 0.02;
        auto& [x, speed, angle, turning] = state;
        const double force = to_the_right != 0 ? 10 : -10, c = std::cos(angle), s = std::sin(angle);
        const double t = (force + pole * length * turning * turning * s) / both;
        const double turning_change = (gravity * s - c * t) / (length * (4.0 / 3 - pole * c * c / both));
        const double speed_change = t - pole * length * turning_change * c / both;
        x += seconds * speed;
        speed += seconds * speed_change;
        angle += seconds * turning;
        turning += seconds * turning_change;
        const bool fallen = std::abs(x) > most_place || std::abs(angle) > most_angle;
        return {1, fallen, ++steps >= most_steps};
    }
    void observe(float* seen) const {
        for (std::size_t i = 0; i < 4; ++i) seen[i] = static_cast<float>(state[i]);
    }
};

}  // namespace strata::inline STRATA_TARGET
