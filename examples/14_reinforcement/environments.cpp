// SPDX-License-Identifier: MIT
/// How many steps a second each environment makes, one copy and many at once, by actions that nobody thought
/// about.
///
///     environments           --threads 2 for many on two, which pays where a step takes long
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <strata/reinforcement/acrobot.hpp>
#include <strata/reinforcement/cart_pole.hpp>
#include <strata/reinforcement/catch_game.hpp>
#include <strata/reinforcement/connect_four.hpp>
#include <strata/reinforcement/environments.hpp>
#include <strata/reinforcement/mountain_car.hpp>
#include <strata/reinforcement/pendulum.hpp>
#include <strata/reinforcement/random_action.hpp>
#include <strata/reinforcement/tic_tac_toe.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;

constexpr lessons::finding_printer finding{.digits = 3};

/// Millions of steps a second of n copies, the best of three turns; drawing the actions is not counted.
template <class E>
double millions(int n, int threads, double seconds) {
    using clock = std::chrono::steady_clock;
    environments<E> all{n, seed{1}, {}, threads};
    const random_stream random{seed{2}, 0};
    double best = 0;
    std::uint64_t drawn = 0;
    for (int turn = 0; turn < 3; ++turn) {
        std::int64_t steps = 0;
        std::chrono::duration<double> spent{0};
        std::vector<typename E::action::type> actions(static_cast<std::size_t>(n));
        while (spent.count() < seconds / 3) {
            for (int i = 0; i < n; ++i)
                actions[static_cast<std::size_t>(i)] = random_action(all[i], random, drawn++);
            const auto begin = clock::now();
            all.step(actions);
            spent += clock::now() - begin;
            steps += n;
        }
        best = std::max(best, static_cast<double>(steps) / spent.count() / 1e6);
    }
    return best;
}
template <class E>
void measure(int threads, double seconds, std::ostream& table) {
    const double one = millions<E>(1, 1, seconds), many = millions<E>(64, threads, seconds);
    const std::string name = name_of_environment<E>();
    std::cout << std::left << std::setw(14) << name << std::right << std::fixed << std::setprecision(2)
              << std::setw(8) << one << std::setw(8) << many << '\n';
    finding("millions_a_second_of_" + name, many);
    table << name << ',' << one << ',' << many << '\n';
}

int main(int argc, char** argv) {
    struct : lessons::with_folder {
        int threads = 1;
    } s;
    lessons::lesson l{"environments", "Steps a second of each environment."};
    l.share(
        s,
        {.out = "folder for the table", .quick = "a tenth of the time", .threads = "threads for 64 copies"});
    return l.run(argc, argv, [&] {
        const double seconds = s.quick ? 0.06 : 0.6;
        std::ofstream table(std::filesystem::path(s.out) / "steps.csv");
        table << "environment,one copy,64 copies\n";
        std::cout << "millions of steps a second: one copy, and 64 at once\n";
        measure<cart_pole>(s.threads, seconds, table), measure<mountain_car>(s.threads, seconds, table);
        measure<acrobot>(s.threads, seconds, table), measure<pendulum>(s.threads, seconds, table);
        measure<catch_game<>>(s.threads, seconds, table), measure<tic_tac_toe>(s.threads, seconds, table);
        measure<connect_four>(s.threads, seconds, table);
        std::cout << "\nwritten to " << s.out
                  << ": steps.csv. Look at acrobot: its step asks for slopes four times.\n\n";
    });
}
