// SPDX-License-Identifier: MIT
#pragma once
/// A car in a valley that is too weak for the hill, and has to swing.
///
///     v <- v + 0.001 (a - 1) - 0.0025 cos(3 x)        within 0.07 of 0
///     x <- x + v                                      within -1.2 and 0.6; at the left wall v is 0
///
/// x: place, v: speed, a: 0 back, 1 nothing, 2 forward. (Moore: "Efficient memory-based learning for robot
/// control", 1990; the numbers are those of Gymnasium's MountainCar-v0.)
#include <algorithm>
#include <cmath>
#include <strata/reinforcement/environment.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Each step costs 1. Terminated at 0.5, truncated at 200 steps. It begins at rest within -0.6 and -0.4.
struct mountain_car {
    static constexpr const char* name = "mountain_car";
    using observation = shape<2>;
    using action = one_of<3>;
    static constexpr int most_steps = 200;

    double place = 0, speed = 0;
    int steps = 0;

    void reset(const random_stream& random) {
        place = -0.6 + 0.2 * random.uniform(0);
        speed = 0, steps = 0;
    }
    outcome step(int action_taken) {
        speed += (action_taken - 1) * 0.001 + std::cos(3 * place) * -0.0025;
        speed = std::clamp(speed, -0.07, 0.07);
        place = std::clamp(place + speed, -1.2, 0.6);
        if (place == -1.2 && speed < 0) speed = 0;
        return {-1, place >= 0.5 && speed >= 0, ++steps >= most_steps};
    }
    void observe(float* seen) const {
        seen[0] = static_cast<float>(place), seen[1] = static_cast<float>(speed);
    }
};

}  // namespace strata::inline STRATA_TARGET
