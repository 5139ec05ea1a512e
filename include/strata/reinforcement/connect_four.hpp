// SPDX-License-Identifier: MIT
#pragma once
/// Four in a row, where a disc falls to the lowest free place of its column; for two players who take turns.
#include <array>
#include <cstddef>
#include <strata/reinforcement/environment.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Both players act in one episode, as in `tic_tac_toe`: what is seen is the board from the side of whose
/// turn it is, [2, 6, 7], first the own discs and then the other's, the uppermost row first. A reward is that
/// of who acted: 1 for four in a row, in any of the four ways; its loss, -1, is the other's. A full board is
/// worth 0.
struct connect_four {
    static constexpr const char* name = "connect_four";
    static constexpr int rows = 6, columns = 7;
    using observation = shape<2, rows, columns>;
    using action = one_of<columns>;

    std::array<int, rows * columns> board{};  ///< 0 empty, 1 and 2 the players' discs; row by row from above
    int turn = 1;                             ///< whose it is
    int discs = 0;

    void reset(const random_stream&) { *this = {}; }
    [[nodiscard]] int at(int row, int column) const {
        return board[static_cast<std::size_t>(row * columns + column)];
    }
    [[nodiscard]] bool allowed(int column) const { return at(0, column) == 0; }
    outcome step(int column) {
        int row = rows - 1;
        while (at(row, column) != 0) --row;
        board[static_cast<std::size_t>(row * columns + column)] = turn;
        const bool won = has_four(row, column);
        turn = 3 - turn;
        return {won ? 1.0 : 0.0, won || ++discs == rows * columns, false};
    }
    void observe(float* seen) const {
        for (std::size_t i = 0; i < board.size(); ++i) {
            seen[i] = board[i] == turn ? 1.0f : 0.0f;
            seen[board.size() + i] = board[i] == 3 - turn ? 1.0f : 0.0f;
        }
    }

private:
    /// Whether the disc that fell there is one of four in a row.
    [[nodiscard]] bool has_four(int row, int column) const {
        const int player = at(row, column);
        for (const auto& [down, right] :
             {std::array{0, 1}, std::array{1, 0}, std::array{1, 1}, std::array{1, -1}}) {
            int length = 1;
            for (const int way : {-1, 1})
                for (int k = 1; k < 4; ++k, ++length) {
                    const int r = row + way * k * down, c = column + way * k * right;
                    if (r < 0 || r >= rows || c < 0 || c >= columns || at(r, c) != player) break;
                }
            if (length >= 4) return true;
        }
        return false;
    }
};

}  // namespace strata::inline STRATA_TARGET
