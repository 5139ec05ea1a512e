// SPDX-License-Identifier: MIT
/// How far back a gradient reaches. The length of dL/dh for a loss at the end of 100 steps, in a recurrent
/// network whose matrix has singular values below, at and above 1, and in LSTMs that forget more and less;
/// then what one exploding gradient does to a run, and what clipping makes of it.
///
///     gradient_flow           plots go to --out
///
/// The matrix of the inputs is the identity, so that the gradient of the input at step t is that of the sums
/// a_t before the activation, and dL/dh_t = U^T dL/da_{t+1}.
///
/// (Bengio, Simard, Frasconi, 1994; Hochreiter and Schmidhuber, 1997; Pascanu, Mikolov, Bengio, 2013; CS231n,
/// "Recurrent neural networks".)
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <strata/compiled.hpp>
#include <strata/pictures/plot.hpp>
#include <strata/strata.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

constexpr int steps = 100, units = 32;
struct vanilla : net<input<steps, units>, rnn<units, init<orthogonal<>>>> {};
struct gated : net<input<steps, 4 * units>, lstm<units>> {};
struct reader : net<input<steps, 1>, rnn<units, init<orthogonal<1.3>>>, last_place, dense<1>> {};

struct settings : lessons::with_threads {
    int updates = 300;
};

constexpr lessons::finding_printer finding{.digits = 3};

/// The length of dL/dh_t against steps back from the end, for a loss of length 1 at the last h.
template <class Net>
curve flow(model<Net>& m, const std::string& label, double size_of_input, std::uint64_t number) {
    constexpr int sums =
        Net::input_shape::size / steps;  // before the activation: a gate's stand side by side
    auto w = m.template parameter<"0.weight_ih_l0">();
    w.fill(0);
    for (std::size_t i = 0; i < sums; ++i) w(i, i) = 1;
    const random_stream random(seed{number}, 0);
    xt::xtensor<float, 3> x = xt::zeros<float>({1, steps, sums});
    for (std::size_t i = 0; i < x.size(); ++i)
        x.data()[i] = static_cast<float>(size_of_input * random.normal(i));
    network_run run{m, answering{}, of_inputs{}};
    run.forward(x);
    auto dy = run.gradient();
    for (std::size_t j = 0; j < units; ++j)
        dy(0, steps - 1, j) = (j % 2 == 0 ? 1.0F : -1.0F) / std::sqrt(static_cast<float>(units));
    run.backward();
    const auto da = run.input_gradient();
    const auto u = m.template parameter<"0.weight_hh_l0">();
    curve c{label, {0}, {1}};
    for (std::size_t back = 1; back < steps; ++back) {
        double squares = 0;
        for (std::size_t j = 0; j < units; ++j) {
            double sum = 0;
            for (std::size_t k = 0; k < sums; ++k)
                sum += static_cast<double>(u(k, j)) * static_cast<double>(da(0, steps - back, k));
            squares += sum * sum;
        }
        c.x.push_back(static_cast<double>(back));
        c.y.push_back(std::sqrt(squares));
    }
    return c;
}

/// All singular values of the matrix are `gain`.
curve of_vanilla(const settings& s, double gain, double size_of_input, const std::string& label) {
    model<vanilla> m{seed{s.seed}, s.threads};
    auto u = m.parameter<"0.weight_hh_l0">();
    u *= static_cast<float>(gain);
    return flow(m, label, size_of_input, s.seed);
}
/// The bias of the gate that keeps is `keep`.
curve of_gated(const settings& s, double keep, const std::string& label) {
    model<gated> m{seed{s.seed}, s.threads};
    auto b = m.parameter<"0.bias">();
    for (std::size_t j = units; j < 2 * units; ++j) b(j) = static_cast<float>(keep);
    return flow(m, label, 0.1, s.seed);
}

/// The loss of each update of a network that learns the mean of the last five of a hundred numbers.
template <class... Stage>
curve losses(const settings& s, const std::string& label, double& largest, Stage... clip) {
    model<reader> m{seed{s.seed}, s.threads};
    trainer t{m, mean_squared_loss{}, sgd{.rate = 0.05}, clip...};
    const random_stream random(seed{s.seed}, 1);
    curve c{label, {}, {}};
    for (int k = 0; k < s.updates; ++k) {
        xt::xtensor<float, 3> x = xt::zeros<float>({16, steps, 1});
        xt::xtensor<float, 2> mean = xt::zeros<float>({16, 1});
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double v = random.normal(static_cast<std::uint64_t>(k) * x.size() + i);
            x.data()[i] = static_cast<float>(v);
            if (i % steps >= steps - 5) mean(i / steps, 0) += static_cast<float>(v / 5);
        }
        try {
            c.y.push_back(t.step(x, mean));
        } catch (const error& e) {  // it is no number any more
            std::cout << label << ": " << e.what() << '\n';
            break;
        }
        c.x.push_back(k + 1);
        double squares = 0;
        for (int64 i = 0; i < t.flat_gradients().size(); ++i)
            squares += std::pow(static_cast<double>(t.flat_gradients().data()[i]), 2);
        largest = std::max(largest, std::sqrt(squares));
    }
    return c;
}
double mean_of_last(const curve& c) {
    double sum = 0;
    const std::size_t n = std::min<std::size_t>(20, c.y.size());
    for (std::size_t i = c.y.size() - n; i < c.y.size(); ++i) sum += c.y[i];
    return sum / static_cast<double>(n);
}

void run(const settings& s) {
    const std::vector<curve> flows{of_vanilla(s, 0.9, 1e-5, "RNN, singular values 0.9"),
                                   of_vanilla(s, 1.0, 1e-5, "RNN, 1.0"),
                                   of_vanilla(s, 1.1, 1e-5, "RNN, 1.1"),
                                   of_vanilla(s, 1.1, 1, "RNN, 1.1, tanh saturated"),
                                   of_gated(s, 0, "LSTM, forget bias 0"),
                                   of_gated(s, 1, "LSTM, forget bias 1"),
                                   of_gated(s, 2, "LSTM, forget bias 2")};
    double free = 0, clipped = 0;
    const std::vector<curve> runs{losses(s, "as it comes", free),
                                  losses(s, "clipped to a length of 1", clipped, clip_by_norm{.most = 1})};
    write_png(
        plot("Length of the gradient on its way back", "steps back", "|dL/dh|", flows, {.logarithmic = true}),
        fs::path(s.out) / "flow.png");
    write_png(plot("A run with and without clipping", "update", "squared error", runs, {.logarithmic = true}),
              fs::path(s.out) / "clipping.png");
    std::cout << "written to " << s.out << ": flow.png, clipping.png\n"
              << "A gradient is multiplied by the same matrix at every step: 0.9^99 is 3e-5, 1.1^99 is "
                 "12,527. In an\n"
                 "LSTM it is added to what is kept, and the gate says how much of it comes through.\n\n";
    const char* names[] = {"rnn_0.9", "rnn_1.0", "rnn_1.1", "rnn_saturated", "lstm_0", "lstm_1", "lstm_2"};
    for (std::size_t i = 0; i < flows.size(); ++i)
        finding(std::string("after_99_steps_") + names[i], flows[i].y.back());
    finding("longest_gradient", free);
    finding("loss_unclipped", mean_of_last(runs[0]));
    finding("loss_clipped", mean_of_last(runs[1]));
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"gradient_flow", "Follows a gradient back over 100 steps."};
    l.add_option("--updates", s.updates, "of the runs with and without clipping")
        ->check(CLI::Range(1, 100'000));
    l.share(s, {.out = "folder for the plots", .quick = "30 updates"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.updates = 30;
        run(s);
    });
}
