// SPDX-License-Identifier: MIT
#pragma once
/// Two links that hang down; a torque at the joint between them has to swing the end above the bar.
///
///     d1    = m lc^2 + m (l^2 + lc^2 + 2 l lc cos b) + 2 I        d2 = m (lc^2 + l lc cos b) + I
///     phi2  = m lc g cos(a + b - pi/2)
///     phi1  = -m l lc b'^2 sin b - 2 m l lc b' a' sin b + (m lc + m l) g cos(a - pi/2) + phi2
///     b''   = (u + d2 / d1 phi1 - m l lc a'^2 sin b - phi2) / (m lc^2 + I - d2^2 / d1)
///     a''   = -(d2 b'' + phi1) / d1
///
/// a: angle of the first link from below, b: of the second from the first; u: -1, 0 or 1; m = l = I = 1,
/// lc = 0.5, g = 9.8. A step of Runge and Kutta's fourth order is 0.2 seconds. (Sutton and Barto,
/// "Reinforcement learning", 1998, section 11.3; the numbers are those of Gymnasium's Acrobot-v1.)
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <strata/reinforcement/environment.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Each step costs 1, but that which reaches the height of one link above the bar, where it is terminated.
/// Truncated at 500 steps. Seen are cos a, sin a, cos b, sin b, a', b'; all begin within 0.1 of 0.
struct acrobot {
    static constexpr const char* name = "acrobot";
    using observation = shape<6>;
    using action = one_of<3>;
    static constexpr int most_steps = 500;
    static constexpr double pi = 3.14159265358979323846;

    std::array<double, 4> state{};  ///< a, b, a', b'
    int steps = 0;

    void reset(const random_stream& random) {
        for (std::uint64_t i = 0; i < 4; ++i) state[i] = 0.2 * random.uniform(i) - 0.1;
        steps = 0;
    }
    outcome step(int action_taken) {
        constexpr double seconds = 0.2;
        const double torque = action_taken - 1;
        const auto moved = [](std::array<double, 4> s, const std::array<double, 4>& k, double h) {
            for (std::size_t i = 0; i < 4; ++i) s[i] += h * k[i];
            return s;
        };
        const auto k1 = change(state, torque), k2 = change(moved(state, k1, seconds / 2), torque),
                   k3 = change(moved(state, k2, seconds / 2), torque),
                   k4 = change(moved(state, k3, seconds), torque);
        for (std::size_t i = 0; i < 4; ++i) state[i] += seconds / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
        state[0] = wrapped(state[0]), state[1] = wrapped(state[1]);
        state[2] = std::clamp(state[2], -4 * pi, 4 * pi), state[3] = std::clamp(state[3], -9 * pi, 9 * pi);
        const bool reached = -std::cos(state[0]) - std::cos(state[1] + state[0]) > 1;
        return {reached ? 0.0 : -1.0, reached, ++steps >= most_steps};
    }
    void observe(float* seen) const {
        const double numbers[] = {std::cos(state[0]), std::sin(state[0]), std::cos(state[1]),
                                  std::sin(state[1]), state[2],           state[3]};
        for (std::size_t i = 0; i < 6; ++i) seen[i] = static_cast<float>(numbers[i]);
    }

private:
    static std::array<double, 4> change(const std::array<double, 4>& s, double torque) {
        constexpr double g = 9.8, lc = 0.5;
        const auto [a, b, a1, b1] = s;
        const double c = std::cos(b), sine = std::sin(b);
        const double d1 = lc * lc + (1 + lc * lc + 2 * lc * c) + 2, d2 = lc * lc + lc * c + 1;
        const double phi2 = lc * g * std::cos(a + b - pi / 2);
        const double phi1 =
            -lc * b1 * b1 * sine - 2 * lc * b1 * a1 * sine + (lc + 1) * g * std::cos(a - pi / 2) + phi2;
        const double b2 =
            (torque + d2 / d1 * phi1 - lc * a1 * a1 * sine - phi2) / (lc * lc + 1 - d2 * d2 / d1);
        return {a1, b1, -(d2 * b2 + phi1) / d1, b2};
    }
    static double wrapped(double angle) {
        while (angle > pi) angle -= 2 * pi;
        while (angle < -pi) angle += 2 * pi;
        return angle;
    }
};

}  // namespace strata::inline STRATA_TARGET
