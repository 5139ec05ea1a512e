// SPDX-License-Identifier: MIT
#pragma once
/// A ball falls, and a paddle of one pixel in the lowest row has to be below it. (Mnih and others: "Recurrent
/// models of visual attention", 2014, section 4.2, made smaller.)
#include <algorithm>
#include <cstdint>
#include <strata/reinforcement/environment.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Rows x Columns pixels, 1 where the ball or the paddle is. Actions are left, stay, right. Terminated when
/// the ball is in the lowest row: 1 where it is caught, else -1.
template <int Rows = 10, int Columns = 5>
struct catch_game {
    static_assert(Rows > 1 && Columns > 1, "the ball falls at least one row, and there are two columns");
    static constexpr const char* name = "catch_game";
    using observation = shape<1, Rows, Columns>;
    using action = one_of<3>;

    int row = 0, column = 0, paddle = 0;

    void reset(const random_stream& random) {
        row = 0, column = static_cast<int>(random.below(0, Columns)), paddle = Columns / 2;
    }
    outcome step(int direction) {
        paddle = std::clamp(paddle + direction - 1, 0, Columns - 1);
        if (++row < Rows - 1) return {};
        return {paddle == column ? 1.0 : -1.0, true, false};
    }
    void observe(float* seen) const {
        std::fill_n(seen, Rows * Columns, 0.0f);
        seen[row * Columns + column] = 1;
        seen[(Rows - 1) * Columns + paddle] = 1;
    }
};

}  // namespace strata::inline STRATA_TARGET
