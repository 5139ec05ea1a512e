// SPDX-License-Identifier: MIT
#pragma once
/// A pendulum that a weak torque has to swing up and hold.
///
///     w <- w + (3 g / (2 l) sin a + 3 / (m l^2) u) dt        within 8 of 0
///     a <- a + w dt
///     reward -(a^2 + 0.1 w^2 + 0.001 u^2)                    of the angle and the speed before the step
///
/// a: angle from above, in the reward within pi of 0; w: its speed; u: the torque; g = 10, m = l = 1,
/// dt = 0.05. (The numbers are those of Gymnasium's Pendulum-v1.)
#include <algorithm>
#include <array>
#include <cmath>
#include <strata/reinforcement/environment.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Truncated at 200 steps, never terminated. Seen are cos a, sin a, w; a begins anywhere, w within 1 of 0.
struct pendulum {
    static constexpr const char* name = "pendulum";
    using observation = shape<3>;
    using action = numbers_within<1, 2>;
    static constexpr int most_steps = 200;
    static constexpr double pi = 3.14159265358979323846;

    double angle = 0, speed = 0;
    int steps = 0;

    void reset(const random_stream& random) {
        angle = pi * (2 * random.uniform(0) - 1);
        speed = 2 * random.uniform(1) - 1;
        steps = 0;
    }
    outcome step(const std::array<double, 1>& torque) {
        constexpr double gravity = 10, seconds = 0.05;
        const double u = torque[0], turned = angle + pi;
        const double apart = turned - 2 * pi * std::floor(turned / (2 * pi)) - pi;
        const double cost = apart * apart + 0.1 * speed * speed + 0.001 * u * u;
        speed += (1.5 * gravity * std::sin(angle) + 3 * u) * seconds;
        speed = std::clamp(speed, -8.0, 8.0);
        angle += speed * seconds;
        return {-cost, false, ++steps >= most_steps};
    }
    void observe(float* seen) const {
        seen[0] = static_cast<float>(std::cos(angle)), seen[1] = static_cast<float>(std::sin(angle)),
        seen[2] = static_cast<float>(speed);
    }
};

}  // namespace strata::inline STRATA_TARGET
