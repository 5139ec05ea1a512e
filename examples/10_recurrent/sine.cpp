// SPDX-License-Identifier: MIT
/// A wave that is predicted sample by sample, as sound or a sensor hands it over: a network learns the next
/// value from windows of 50, and a `stream` of it then hears one value at a time and answers at once; after
/// 300 values it is cut off and goes on from what it says itself.
///
///     sine                    a plot goes to --out
///
/// (CS231n, "Recurrent neural networks": many to many; Wright, Damskägg, Välimäki, 2019, for sound.)
#include <chrono>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <strata/compiled.hpp>
#include <strata/pictures/plot.hpp>
#include <strata/strata.hpp>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct wave : net<input<50, 1>, lstm<24, forget_bias<>>, dense<1>> {};

struct settings : lessons::with_threads {
    int steps = 1500;
};

constexpr lessons::finding_printer finding{.digits = 3};

/// A tone whose loudness swells.
float wave_at(double t) { return static_cast<float>(std::sin(0.31 * t) * (0.6 + 0.4 * std::sin(0.07 * t))); }

double root_mean_square(const std::vector<double>& errors, std::size_t begin, std::size_t end) {
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) sum += errors[i] * errors[i];
    return std::sqrt(sum / static_cast<double>(end - begin));
}

void run(const settings& s) {
    model<wave> m{seed{s.seed}, s.threads};
    trainer t{m, mean_squared_loss{}, adam{.rate = 5e-3}, clip_by_norm{.most = 1}};
    const cosine_decay decay{.from = 0, .to = double(s.steps), .least = 0.01};
    const random_stream random(seed{s.seed}, 1);
    xt::xtensor<float, 3> x = xt::zeros<float>({32, 50, 1}), y = x;
    for (int step = 0; step < s.steps; ++step) {
        for (std::size_t n = 0; n < 32; ++n) {
            const double begin = 1000 * random.uniform(static_cast<std::uint64_t>(step) * 32 + n);
            for (std::size_t l = 0; l < 50; ++l) {
                x(n, l, 0) = wave_at(begin + static_cast<double>(l));
                y(n, l, 0) = wave_at(begin + static_cast<double>(l) + 1);
            }
        }
        t.updates().rate_factor(decay.factor(step));
        const double loss = t.step(x, y);
        if (step % 50 == 0) std::cerr << '\r' << 100 * step / s.steps << " %, loss " << loss << "      ";
    }
    std::cerr << "\r                            \r";

    constexpr std::size_t heard = 300, alone = 100;  // of a part of the wave that it has not learned
    stream next{m};
    curve truth{"the wave", {}, {}}, said{"predicted, hearing it", {}, {}}, free{"predicted, alone", {}, {}};
    std::vector<double> errors, of_repeating;
    double seconds = 0;
    float input = 0, answer = 0;
    for (std::size_t l = 0; l < heard + alone; ++l) {
        const double at = 5000 + static_cast<double>(l);
        input = l < heard ? wave_at(at) : answer;
        const auto before = std::chrono::steady_clock::now();
        answer = next.next(input)[0];
        seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count();
        const double right = wave_at(at + 1);
        errors.push_back(static_cast<double>(answer) - right);
        of_repeating.push_back(static_cast<double>(wave_at(at)) - right);
        if (l < heard - 200) continue;
        truth.x.push_back(static_cast<double>(l + 1)), truth.y.push_back(right);
        curve& c = l < heard ? said : free;
        c.x.push_back(static_cast<double>(l + 1)), c.y.push_back(static_cast<double>(answer));
    }
    said.joined = false;
    write_png(plot("A wave, sample by sample", "sample", "value", {truth, said, free}),
              fs::path(s.out) / "sine.png");
    std::cout << "written to " << s.out
              << ": sine.png\nIt hears the wave up to sample 300; from there on each answer is its next "
                 "input: it keeps the\n"
                 "tone, and loses how it swells, of which one value tells nothing.\n\n";
    finding("error_hearing_it", root_mean_square(errors, 100, heard));
    finding("error_of_repeating", root_mean_square(of_repeating, 100, heard));
    finding("error_alone", root_mean_square(errors, heard, heard + alone));
    finding("microseconds_a_sample", 1e6 * seconds / (heard + alone));
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"sine", "Predicts a wave sample by sample."};
    l.add_option("--steps", s.steps, "of learning")->check(CLI::Range(1, 1'000'000));
    l.share(s, {.out = "folder for the plot", .quick = "100 steps"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.steps = 100;
        run(s);
    });
}
