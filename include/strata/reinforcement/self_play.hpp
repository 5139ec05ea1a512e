// SPDX-License-Identifier: MIT
#pragma once
/// Q-learning of a game for two by playing against oneself: what is good for the other is bad for oneself.
///
///     q[s, a] <- q[s, a] + rate (r - gamma max_b q[s', b] - q[s, a])
///
/// s: the board from the side of who moves, s' from that of the other, whose best is the own worst; r alone
/// where the game is over. (Littman: "Markov games as a framework for multi-agent reinforcement learning",
/// 1994, for moves in turn.)
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <strata/kernels/random_streams.hpp>
#include <strata/reinforcement/episode.hpp>
#include <strata/reinforcement/random_action.hpp>
#include <strata/reinforcement/setting.hpp>
#include <strata/target.hpp>

namespace strata {

struct self_play_options {
    double gamma = 1, rate = 0.5,
           decay = 0.3;    ///< the rate of a pair that was tried n times is rate / n^decay
    double epsilon = 0.7;  ///< share of moves that are any
    seed random = {};
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// A table of the boards that were met, for a game that says which moves are allowed and gives a move's
/// reward to who made it, with no chance in it.
///
///     self_play<tic_tac_toe> player;
///     player.train(50'000);                     // games
///     int move = player.best(board);
template <class E>
class self_play {
    static_assert(SaysWhatIsAllowed<E>,
                  "a game says which moves are allowed: bool allowed(int action) const");
    static constexpr std::size_t A = static_cast<std::size_t>(E::action::count);
    using board = std::array<float, static_cast<std::size_t>(E::observation::size)>;
    struct moves {
        std::array<double, A> worth{};
        std::array<int, A> tried{};
    };

public:
    /// Throws where a setting cannot be.
    explicit self_play(self_play_options o = {}) : options_(o) {
        require_setting("gamma", o.gamma, 0, 1), require_setting("rate", o.rate, 0, 1);
        require_setting("decay", o.decay, 0, 1), require_setting("epsilon", o.epsilon, 0, 1);
    }
    void train(int games) {
        for (int k = 0; k < games; ++k) play(random_for(drawn_for::actions, options_.random, games_++));
    }
    /// The allowed move that is worth most, the first of equal ones; what was never tried is worth 0.
    [[nodiscard]] int best(const E& e) const {
        const moves known = of(e);
        int chosen = -1;
        for (int a = 0; a < static_cast<int>(A); ++a)
            if (e.allowed(a) &&
                (chosen < 0 || known.worth[std::size_t(a)] > known.worth[std::size_t(chosen)]))
                chosen = a;
        return chosen;
    }
    /// What each move is worth to who makes it, from -1 to 1.
    [[nodiscard]] std::array<double, A> worth(const E& e) const { return of(e).worth; }
    [[nodiscard]] std::size_t boards() const { return table_.size(); }
    [[nodiscard]] std::uint64_t games() const { return games_; }

private:
    void play(const random_stream& random) {
        episode<E> game;
        game.reset(random.part(0));
        for (std::uint64_t t = 0; !game.ended(); ++t) {
            const board seen = game.seen();
            const E& e = game.environment();
            const int a =
                random.uniform(2 * t) < options_.epsilon ? random_action(e, random, 2 * t + 1) : best(e);
            const outcome o = game.step(a);
            const double behind = o.ended() ? 0 : of(e).worth[std::size_t(best(e))];
            moves& known = table_[seen];
            double& q = known.worth[std::size_t(a)];
            const double rate = options_.rate / std::pow(++known.tried[std::size_t(a)], options_.decay);
            q += rate * (o.reward - options_.gamma * behind - q);
        }
    }
    [[nodiscard]] moves of(const E& e) const {
        board seen{};
        e.observe(seen.data());
        const auto found = table_.find(seen);
        return found == table_.end() ? moves{} : found->second;
    }

    self_play_options options_;
    std::map<board, moves> table_;
    std::uint64_t games_ = 0;
};

}  // namespace strata::inline STRATA_TARGET
