// SPDX-License-Identifier: MIT
/// A pendulum that is too heavy to be lifted at once learns to swing itself up and to stand: actions that are
/// numbers, by TD3.
///
///     pendulum               --seeds 5 for medians; the pictures go to --out
///     pendulum --resume      goes on with a training that was stopped, to the same bits
///
/// Judged by 100 episodes without noise with the final weights. 0 would be to stand from the first step on,
/// which who begins below cannot.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <strata/pictures/plot.hpp>
#include <strata/reinforcement/agent_checkpoint.hpp>
#include <strata/reinforcement/pendulum.hpp>
#include <strata/reinforcement/td3.hpp>
#include <strata/strata.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct actor_net : net<input<3>, dense<64>, relu, dense<64>, relu, dense<1>, hyperbolic_tangent> {};
using critic = chain<dense<64>, relu, dense<64>, relu, dense<1>>;
struct critics_net : net<input<3 + 1>, heads<critic, critic>> {};

struct settings : lessons::with_threads {
    int seeds = 1, steps = 20'000;
    bool resume = false;
};
constexpr lessons::finding_printer finding{};

/// An episode that begins below, every sixth step: the pendulum, and the torque as a bar.
drawing frames(model<actor_net>& m, const std::string& title) {
    constexpr int across = 10, side = 96, shown = 2 * across, apart = 6;
    drawing sheet(across * side, 40 + 2 * (side + 34));
    sheet.text(10, 26, title, {.size = 17, .bold = true});
    pendulum p;
    p.angle = pendulum::pi - 0.05;
    network_run run{m, answering{}};
    xt::xtensor<float, 2> seen = xt::zeros<float>({1, 3});
    for (int step = 0; step < shown * apart; ++step) {
        p.observe(seen.data());
        const auto action = action_of<pendulum>(run.forward(seen).data());
        if (step % apart == 0) {
            const int k = step / apart;
            const double x = k % across * side + side / 2.0, y = 40 + k / across * (side + 34) + side / 2.0;
            const double tip_x = x + 38 * std::sin(p.angle), tip_y = y - 38 * std::cos(p.angle);
            sheet.line({{x, y}, {tip_x, tip_y}}, std::cos(p.angle) > 0.95 ? colours::green : colours::blue,
                       7);
            sheet.line({{x, y}}, colours::ink, 9);
            sheet.rectangle(x - 36, y + 52, 72, 6, colours::pale);
            const double pushed = 18 * action[0];
            sheet.rectangle(std::min(x, x + pushed), y + 52, std::max(std::abs(pushed), 1.0), 6,
                            colours::red);
            sheet.text(x, y + 73, std::to_string(step),
                       {.size = 12, .ink = colours::grey, .anchor = text_anchor::middle});
        }
        p.step(action);
    }
    return sheet;
}

void run(const settings& s) {
    std::vector<double> means;
    std::vector<curve> curves;
    drawing before(1, 1), after(1, 1);
    for (int k = 0; k < s.seeds; ++k) {
        const seed of{s.seed + std::uint64_t(k)};
        const fs::path kept = fs::path(s.out) / ("seed_" + std::to_string(of.value) + ".safetensors");
        model<actor_net> actor{of, s.threads};
        model<critics_net> critics{seed{of.value + 1000}, s.threads};
        if (k == 0) before = frames(actor, "Before: the first weights");
        td3 agent{actor, critics, pendulum{}, adam{.rate = 1e-3}, {.capacity = 20'000, .random = of}};
        if (s.resume && fs::exists(kept)) load_agent(agent, kept);
        std::size_t drawn = 0;
        std::cout << "seed " << of.value << ' ' << std::flush;
        if (agent.steps() < s.steps)
            agent.train(s.steps, [&](double share) {
                for (; drawn < static_cast<std::size_t>(20 * share); ++drawn) std::cout << '#' << std::flush;
                if (agent.steps() % 5000 == 0) save_agent(agent, kept);
            });
        means.push_back(mean_of(actor_returns(actor, pendulum{}, s.quick ? 10 : 100, seed{1000 + of.value})));
        std::cout << ' ' << agent.history().size() << " episodes, mean return " << std::setprecision(4)
                  << means.back() << '\n';
        if (const std::string said = agent.warning(); !said.empty()) std::cout << said << '\n';
        curve c{"seed " + std::to_string(of.value), {}, {}};
        for (const played_episode& e : agent.history()) c.x.push_back(double(e.step)), c.y.push_back(e.total);
        curves.push_back(std::move(c));
        if (k == 0) after = frames(actor, "After " + std::to_string(agent.steps()) + " steps");
    }
    drawing sheet(before.width(), before.height() + after.height());
    sheet.paste(before, 0, 0), sheet.paste(after, 0, before.height());
    write_png(rendered(sheet), fs::path(s.out) / "frames.png");
    write_png(plot("Pendulum-v1: returns of the episodes played, with noise", "step", "return", curves,
                   {.marks = {-200}}),
              fs::path(s.out) / "returns.png");
    std::cout << "\nwritten to " << s.out
              << ": frames.png, returns.png, and a checkpoint every 5,000 steps. The red bar is the torque:\n"
                 "it pushes to and fro until the pendulum is up, and then hardly at all.\n\n";
    finding("seeds", s.seeds);
    finding("least_return", *std::min_element(means.begin(), means.end()));
    finding("median_return", lessons::median(means));
}

int main(int argc, char** argv) {
    settings s;
    s.threads = 1;
    lessons::lesson l{"pendulum", "A pendulum learns to stand, by TD3."};
    l.add_option("--seeds", s.seeds, "runs; findings are medians")->check(CLI::Range(1, 99));
    l.add_option("--steps", s.steps, "of each run")->check(CLI::Range(1000, 10'000'000));
    l.add_flag("--resume", s.resume, "go on with the checkpoints there");
    l.share(s, {.out = "folder for the pictures and the checkpoints",
                .quick = "2,000 steps",
                .seed = "the first; same seed, same bits, with any number of threads"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.steps = 2000;
        run(s);
    });
}
