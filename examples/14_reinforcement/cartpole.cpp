// SPDX-License-Identifier: MIT
/// Four agents learn to keep the pole of CartPole-v1 upright: REINFORCE with a baseline, A2C, PPO and a deep
/// Q-network, each beside its returns by step, and a sheet of frames before and after.
///
///     cartpole            --seeds 5 for medians; the pictures go to --out
///
/// Policies are judged by 100 greedy episodes with the final weights; 500 is the most that there is.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <strata/pictures/plot.hpp>
#include <strata/reinforcement/a2c.hpp>
#include <strata/reinforcement/cart_pole.hpp>
#include <strata/reinforcement/dqn.hpp>
#include <strata/reinforcement/ppo.hpp>
#include <strata/reinforcement/reinforce.hpp>
#include <strata/strata.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

template <int Outputs>
using head = chain<dense<64>, hyperbolic_tangent, dense<64>, hyperbolic_tangent, dense<Outputs>>;
struct actor_critic : net<input<4>, heads<head<2>, head<1>>> {};
struct q_network : net<input<4>, dense<128>, relu, dense<128>, relu, dense<2>> {};

struct settings : lessons::with_threads {
    int seeds = 1;
};

/// Frames of a greedy episode, every `apart` steps, until it ends.
template <class Model>
drawing frames(Model& m, const std::string& title, int apart) {
    constexpr int across = 5, width = 190, height = 120;
    drawing sheet(across * width, 40 + 2 * height);
    sheet.text(10, 24, title, {.size = 17, .bold = true});
    episode<cart_pole> e;
    e.reset(random_stream{seed{42}, 0});
    network_run run{m, answering{}};
    xt::xtensor<float, 2> seen = xt::zeros<float>({1, 4});
    for (int k = 0; k < 2 * across;) {
        const auto& [x, speed, angle, turning] = e.environment().state;
        if (e.steps() % apart == 0 || e.ended()) {
            const double left = k % across * width, top = 40 + k / across * height;
            const double cart = left + width / 2.0 + x * 36, ground = top + height - 28;
            sheet.line({{left + 8, ground}, {left + width - 8, ground}}, colours::pale, 2);
            sheet.rectangle(cart - 18, ground - 18, 36, 18, colours::blue);
            sheet.line(
                {{cart, ground - 18}, {cart + 55 * std::sin(angle), ground - 18 - 55 * std::cos(angle)}},
                e.ended() && e.steps() < 500 ? colours::red : colours::ink, 5);
            sheet.text(left + 12, top + height - 8, "step " + std::to_string(e.steps()),
                       {.size = 13, .ink = colours::grey});
            ++k;
        }
        if (e.ended()) break;
        std::copy(e.seen().begin(), e.seen().end(), seen.data());
        e.step(best_action<2>(ask(run, seen).scores_of(0)));
    }
    return sheet;
}

constexpr lessons::finding_printer finding{};

/// Trains for so many steps or episodes, with a bar; the mean of the last returns over what was played.
template <class Agent>
curve learn(const std::string& name, Agent& agent, int amount) {
    std::size_t drawn = 0;
    std::cout << std::left << std::setw(10) << name << std::flush;
    agent.train(amount, [&](double share) {
        for (; drawn < static_cast<std::size_t>(20 * share); ++drawn) std::cout << '#' << std::flush;
    });
    std::cout << ' ' << agent.steps() << " steps, " << agent.history().size() << " episodes\n";
    if (!agent.warning().empty()) std::cout << agent.warning() << '\n';
    curve c{name, {}, {}};
    double mean = 0;
    for (std::size_t i = 0; i < agent.history().size(); ++i) {
        mean += (agent.history()[i].total - mean) / std::min<double>(double(i) + 1, 20);
        c.x.push_back(double(agent.history()[i].step)), c.y.push_back(mean);
    }
    return c;
}

void run(const settings& s) {
    const int shorter = s.quick ? 100 : 1;
    std::vector<curve> curves;
    drawing before(1, 1), after(1, 1);
    std::vector<std::pair<std::string, std::vector<double>>> found{
        {"reinforce", {}}, {"a2c", {}}, {"ppo", {}}, {"dqn", {}}};
    for (int k = 0; k < s.seeds; ++k) {
        const seed of{s.seed + std::uint64_t(k)}, tested{1000 + of.value};
        const auto judge = [&](std::size_t which, auto& m, curve c) {
            const double mean = mean_of(greedy_returns(m, cart_pole{}, s.quick ? 5 : 100, tested));
            std::cout << "          mean return of greedy episodes: " << mean << '\n';
            found[which].second.push_back(mean);
            if (k == 0) curves.push_back(std::move(c));
        };
        const auto critic = [&] { return model<actor_critic>{of, init_all<orthogonal<>>{}, s.threads}; };
        auto m = critic();
        reinforce one{m, cart_pole{}, adam{.rate = 3e-3}, {.random = of}};
        judge(0, m, learn("reinforce", one, 1000 / shorter));
        auto m2 = critic();
        a2c two{m2, cart_pole{}, adam{.rate = 1e-3}, {.random = of}};
        judge(1, m2, learn("a2c", two, 300'000 / shorter));
        auto m3 = critic();
        if (k == 0) before = frames(m3, "Before: the first weights", 2);
        ppo three{m3, cart_pole{}, adam{.rate = 1e-3}, {.random = of}};
        judge(2, m3, learn("ppo", three, 150'000 / shorter));
        if (k == 0) after = frames(m3, "After PPO", 55);
        model<q_network> m4{of, s.threads};
        dqn four{m4, cart_pole{}, adam{.rate = 1e-3}, dqn_options{.random = of}};
        judge(3, m4, learn("dqn", four, 60'000 / shorter * (s.quick ? 3 : 1)));
    }
    const std::string title = "CartPole-v1: mean return of the last 20 episodes";
    write_png(plot(title, "step", "return", curves, {.marks = {475}}), fs::path(s.out) / "returns.png");
    drawing sheet(before.width(), before.height() + after.height());
    sheet.paste(before, 0, 0), sheet.paste(after, 0, before.height());
    write_png(rendered(sheet), fs::path(s.out) / "frames.png");
    std::cout << "\nwritten to " << s.out << ": returns.png, frames.png\n\n";
    for (const auto& [name, means] : found) finding(name, lessons::median(means));
}

int main(int argc, char** argv) {
    settings s;
    s.threads = 1;
    lessons::lesson l{"cartpole", "Four agents learn CartPole-v1."};
    l.add_option("--seeds", s.seeds, "runs of each; findings are medians")->check(CLI::Range(1, 99));
    l.share(s, {.out = "folder for the pictures",
                .quick = "a hundredth of the steps",
                .seed = "the first; same seed, same bits, with any number of threads"});
    return l.run(argc, argv, [&] { run(s); });
}
