// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <algorithm>
#include <strata/reinforcement/check_environment.hpp>
#include <strata/reinforcement/connect_four.hpp>
#include <strata/reinforcement/self_play.hpp>
#include <strata/reinforcement/tic_tac_toe.hpp>
#include <string>

using namespace strata;

namespace self_play_test {

/// Whether the last of the moves ends the game, and what it is worth to who makes it.
outcome after(const std::string& columns) {
    episode<connect_four> e;
    e.reset({});
    outcome o;
    for (const char c : columns) o = e.step(c - '0');
    return o;
}
/// What a game is worth to who moves, when both play as well as can be.
int exact_worth(const tic_tac_toe& at) {
    int best = -1;
    for (int a = 0; a < 9; ++a) {
        if (!at.allowed(a)) continue;
        tic_tac_toe next = at;
        const outcome o = next.step(a);
        best = std::max(best, o.ended() ? int(o.reward) : -exact_worth(next));
    }
    return best;
}
/// Games that `player` loses who begins or follows, whatever the other does; each line is tried.
int lost(const self_play<tic_tac_toe>& player, const tic_tac_toe& at, bool own) {
    int count = 0;
    for (int a = 0; a < 9; ++a) {
        if (!at.allowed(a) || (own && a != player.best(at))) continue;
        tic_tac_toe next = at;
        const outcome o = next.step(a);
        count += o.ended() ? (!own && o.reward > 0 ? 1 : 0) : lost(player, next, !own);
    }
    return count;
}

TEST_CASE("four in a row win, in each of the four ways, and three do not") {
    CHECK(!after("001122").terminated);
    CHECK(after("0011223").reward == 1);
    CHECK(after("0101010").reward == 1);
    CHECK(after("01122323363").reward == 1);  // rising to the right
    CHECK(after("65544343303").reward == 1);  // falling to the right
    CHECK(!after("0101012").terminated);
    CHECK(after("3321100").terminated == false);
    CHECK(after("021345").terminated == false);
    CHECK(after("0213").terminated == false);
}
TEST_CASE("discs fall, a full column takes none, and who has the turn sees the own ones first") {
    check_environment<connect_four>();
    episode<connect_four> e;
    e.reset({});
    e.step(3);
    CHECK(e.seen()[42 + 5 * 7 + 3] == 1);
    e.step(3);
    CHECK(e.seen()[5 * 7 + 3] == 1);
    CHECK(e.seen()[42 + 4 * 7 + 3] == 1);
    for (int k = 0; k < 4; ++k) e.step(3);
    CHECK_THROWS_WITH_AS(e.step(3), "connect_four: the action is not allowed here, found 3", error);
    CHECK(!e.ended());
}
TEST_CASE(
    "who has learned tic-tac-toe against himself loses no game, whoever begins and whatever is played") {
    CHECK(exact_worth({}) == 0);
    self_play<tic_tac_toe> player({.random = seed{1}}), fresh;
    CHECK(lost(fresh, {}, false) > 0);
    player.train(50'000);
    CHECK(lost(player, {}, true) == 0);
    CHECK(lost(player, {}, false) == 0);
    CHECK(player.boards() <= 4520);  // those on which a move is made
    CHECK(player.boards() > 4000);
    CHECK(player.games() == 50'000);
    tic_tac_toe open;  // two in a row, and the third free
    open.board = {1, 1, 0, 2, 2, 0, 0, 0, 0};
    CHECK(player.best(open) == 2);
    CHECK(player.worth(open)[2] == doctest::Approx(1).epsilon(0.05));
    self_play<tic_tac_toe> again({.random = seed{1}});
    again.train(20'000), again.train(30'000);
    CHECK(again.worth({}) == player.worth({}));
    CHECK_THROWS_AS(self_play<tic_tac_toe>({.epsilon = 2}), error);
}

}  // namespace self_play_test
