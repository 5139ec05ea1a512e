// SPDX-License-Identifier: MIT
#pragma once
/// Three in a row, for two players who take turns.
#include <algorithm>
#include <array>
#include <cstddef>
#include <strata/reinforcement/environment.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Both players act in one episode: what is seen is the board from the side of whose turn it is, [2, 3, 3],
/// first the own marks and then the other's, and a reward is that of who acted: 1 for three in a row. Its
/// loss, -1, is the other's. A full board is worth 0. Terminated by either.
struct tic_tac_toe {
    static constexpr const char* name = "tic_tac_toe";
    using observation = shape<2, 3, 3>;
    using action = one_of<9>;

    std::array<int, 9> board{};  ///< 0 empty, 1 and 2 the players' marks
    int turn = 1;                ///< whose it is

    void reset(const random_stream&) { *this = {}; }
    [[nodiscard]] bool allowed(int place) const { return board[static_cast<std::size_t>(place)] == 0; }
    outcome step(int place) {
        board[static_cast<std::size_t>(place)] = turn;
        const bool won = has_three(turn);
        turn = 3 - turn;
        return {won ? 1.0 : 0.0, won || std::find(board.begin(), board.end(), 0) == board.end(), false};
    }
    void observe(float* seen) const {
        for (std::size_t i = 0; i < 9; ++i) {
            seen[i] = board[i] == turn ? 1.0f : 0.0f;
            seen[9 + i] = board[i] == 3 - turn ? 1.0f : 0.0f;
        }
    }

    [[nodiscard]] bool has_three(int player) const {
        constexpr std::array<std::array<std::size_t, 3>, 8> rows{
            {{0, 1, 2}, {3, 4, 5}, {6, 7, 8}, {0, 3, 6}, {1, 4, 7}, {2, 5, 8}, {0, 4, 8}, {2, 4, 6}}};
        return std::any_of(rows.begin(), rows.end(), [&](const auto& row) {
            return board[row[0]] == player && board[row[1]] == player && board[row[2]] == player;
        });
    }
};

}  // namespace strata::inline STRATA_TARGET
