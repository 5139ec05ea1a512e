// SPDX-License-Identifier: MIT
/// How many steps a second each environment makes, one copy and many at once, by actions that nobody thought
/// about.
///
///     environments           --threads 2 for many on two, which pays where a step takes long
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>
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

using namespace strata;

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
void measure(int threads, double seconds, std::ostream& table, std::ostream& findings) {
    const double one = millions<E>(1, 1, seconds), many = millions<E>(64, threads, seconds);
    const std::string name = name_of_environment<E>();
    std::cout << std::left << std::setw(14) << name << std::right << std::fixed << std::setprecision(2)
              << std::setw(8) << one << std::setw(8) << many << '\n';
    findings << "finding millions_a_second_of_" << name << ' ' << std::setprecision(3) << many << '\n';
    table << name << ',' << one << ',' << many << '\n';
}

int main(int argc, char** argv) {
    int threads = 1;
    bool quick = false;
    std::string out = "environments-output";
    CLI::App app{"Steps a second of each environment."};
    app.option_defaults()->always_capture_default();
    app.add_option("--threads", threads, "threads for 64 copies")->check(CLI::Range(1, 1024));
    app.add_option("--out", out, "folder for the table");
    app.add_flag("--quick", quick, "a tenth of the time");
    try {
        app.parse(argc, argv);
        const double seconds = quick ? 0.06 : 0.6;
        std::filesystem::create_directories(out);
        std::ofstream table(std::filesystem::path(out) / "steps.csv");
        std::ostringstream findings;
        table << "environment,one copy,64 copies\n";
        std::cout << "millions of steps a second: one copy, and 64 at once\n";
        measure<cart_pole>(threads, seconds, table, findings),
            measure<mountain_car>(threads, seconds, table, findings);
        measure<acrobot>(threads, seconds, table, findings),
            measure<pendulum>(threads, seconds, table, findings);
        measure<catch_game<>>(threads, seconds, table, findings),
            measure<tic_tac_toe>(threads, seconds, table, findings);
        measure<connect_four>(threads, seconds, table, findings);
        std::cout << "\nwritten to " << out << ": steps.csv\n\n" << findings.str();
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 1;
    } catch (const std::exception& e) {
        std::cerr << "environments: " << e.what() << '\n';
        return 1;
    }
}
