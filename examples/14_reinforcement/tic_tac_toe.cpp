// SPDX-License-Identifier: MIT
/// Tic-tac-toe, learned by a table that plays against itself, until it loses no game whatever the other does.
///
///     tic_tac_toe            the pictures go to --out
///
/// What is counted is exact: every line of play of the other is tried.
#include <algorithm>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <strata/pictures/plot.hpp>
#include <strata/reinforcement/self_play.hpp>
#include <strata/reinforcement/tic_tac_toe.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct settings : lessons::with_seed {
    int games = 60'000;
};
constexpr lessons::finding_printer finding{};

/// How the games end in which `player` moves by its table, and the other in every way that there is.
struct ends {
    int won = 0, drawn = 0, lost = 0;
};
void play_all(const self_play<tic_tac_toe>& player, const tic_tac_toe& at, bool own, ends& count) {
    for (int a = 0; a < 9; ++a) {
        if (!at.allowed(a) || (own && a != player.best(at))) continue;
        tic_tac_toe next = at;
        const outcome o = next.step(a);
        if (!o.ended())
            play_all(player, next, !own, count);
        else
            ++(o.reward == 0 ? count.drawn : own ? count.won : count.lost);
    }
}
ends all_games(const self_play<tic_tac_toe>& player, bool begins) {
    ends count;
    play_all(player, {}, begins, count);
    return count;
}

/// A board; each free place has what a move there is worth to whose turn it is, green to win and red to lose.
void draw_board(drawing& d, double left, double top, const tic_tac_toe& t,
                const self_play<tic_tac_toe>& player, int chosen) {
    constexpr double side = 62;
    const auto worth = player.worth(t);
    for (int k = 0; k < 9; ++k) {
        const auto i = static_cast<std::size_t>(k);
        const double x = left + k % 3 * side, y = top + k / 3 * side, mx = x + side / 2, my = y + side / 2;
        const colour towards = worth[i] > 0 ? colours::green : colours::red;
        d.rectangle(
            x + 1, y + 1, side - 2, side - 2,
            t.board[i] == 0 ? mixed(colours::white, towards, 0.5 * std::abs(worth[i])) : colours::pale);
        if (k == chosen) d.rectangle(x + 6, y + side - 11, side - 12, 5, {230, 159, 0});
        if (t.board[i] == 0) {
            std::ostringstream text;
            text << std::showpos << std::setprecision(2) << worth[i] + 0.0;
            d.text(mx, my + 5, worth[i] == 0 ? "0" : text.str(),
                   {.size = 14, .ink = colours::grey, .anchor = text_anchor::middle});
        } else {
            d.text(mx, my + 12, t.board[i] == 1 ? "X" : "O",
                   {.size = 34, .anchor = text_anchor::middle, .bold = true});
        }
    }
}
/// A game by the table, from a corner and a first answer on that is a mistake.
drawing game_sheet(const self_play<tic_tac_toe>& player) {
    std::vector<tic_tac_toe> boards;
    std::vector<int> moves;
    tic_tac_toe t;
    for (outcome o; !o.ended();) {
        const int move = boards.size() < 2 ? static_cast<int>(boards.size()) : player.best(t);
        boards.push_back(t), moves.push_back(move);
        o = t.step(move);
    }
    boards.push_back(t), moves.push_back(-1);
    constexpr int apart = 214;
    const int across = std::min(4, static_cast<int>(boards.size()));
    drawing d(20 + apart * across, 50 + 236 * ((static_cast<int>(boards.size()) + across - 1) / across));
    d.text(14, 28, "What each move is worth to who makes it; the first answer of O is a mistake",
           {.size = 17, .bold = true});
    for (std::size_t k = 0; k < boards.size(); ++k) {
        const double x = 14 + apart * double(k % std::size_t(across)),
                     y = 50 + 236 * double(k / std::size_t(across));
        draw_board(d, x, y, boards[k], player, moves[k]);
        d.text(x + 93, y + 206,
               moves[k] < 0 ? "the end" : std::string(boards[k].turn == 1 ? "X" : "O") + " to move",
               {.size = 14, .ink = colours::grey, .anchor = text_anchor::middle});
    }
    return d;
}

void run(const settings& s) {
    const fs::path out = s.out;
    self_play<tic_tac_toe> player({.random = seed{s.seed}});
    std::vector<curve> curves{{"it begins", {}, {}}, {"the other begins", {}, {}}};
    std::cout << "  games   boards   lost of all lines: it begins   the other begins\n";
    constexpr int parts = 20;
    for (int k = 0; k <= parts; ++k) {
        const ends first = all_games(player, true), second = all_games(player, false);
        for (const bool begins : {true, false}) {
            const ends& e = begins ? first : second;
            curves[begins ? 0 : 1].x.push_back(double(player.games()));
            curves[begins ? 0 : 1].y.push_back(100.0 * e.lost / (e.won + e.drawn + e.lost));
        }
        if (k % 4 == 0)
            std::cout << std::setw(7) << player.games() << std::setw(9) << player.boards() << std::setw(32)
                      << first.lost << std::setw(19) << second.lost << '\n';
        if (k < parts) player.train(s.games / parts);
    }
    const ends first = all_games(player, true), second = all_games(player, false);
    tic_tac_toe t;
    double reward = 0;
    for (outcome o; !o.ended(); reward = o.reward) o = t.step(player.best(t));
    write_png(plot("Games lost, of all that the other may play", "games against itself", "per cent", curves),
              out / "lost.png");
    write_png(rendered(game_sheet(player)), out / "game.png");
    std::cout << "\nwritten to " << out.string()
              << ": lost.png, game.png. Look at the first board: where all moves are worth\n"
                 "0, neither side can force a win.\n\n";
    finding("boards", double(player.boards()));
    finding("lost_when_it_begins", first.lost);
    finding("lost_when_the_other_begins", second.lost);
    finding("drawn_against_itself", reward == 0 ? 1 : 0);
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"tic_tac_toe", "Tic-tac-toe, learned by playing against oneself."};
    l.add_option("--games", s.games, "against itself")->check(CLI::Range(20, 100'000'000));
    l.share(
        s,
        {.out = "folder for the pictures", .quick = "a tenth of the games", .seed = "same seed, same bits"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.games /= 10;
        run(s);
    });
}
