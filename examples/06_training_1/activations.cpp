// SPDX-License-Identifier: MIT
/// What goes wrong with activations: sigmoids that saturate and let no gradient through, rectifiers that die
/// of a large step and never come back, and the zig-zag of weights whose inputs all have one sign.
///
///     activations            pictures go to --out
///
/// (LeCun, Bottou, Orr, Müller: "Efficient BackProp", 1998, sections 4.3 and 4.4; CS231n, "Neural networks,
/// part 1".)
#include <CLI/CLI.hpp>
#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <strata/data/fashion_mnist.hpp>
#include <strata/pictures/plot_drawing.hpp>
#include <strata/pictures/rendered.hpp>
#include <strata/pictures/svg.hpp>
#include <strata/strata.hpp>

#include "two_weights.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct settings {
    int images = 2000, epochs = 3, threads = default_threads();
    std::uint64_t seed = 1;
    std::string data = "/usr/share/datasets/fashion-mnist", out = "activations-output";
};

void finding(const std::string& name, double value) {
    std::cout << "finding " << name << ' ' << std::setprecision(3) << value << '\n';
}
void draw(const drawing& d, const settings& s, const std::string& name) {
    fs::create_directories(s.out);
    write_svg(d, fs::path(s.out) / (name + ".svg"));
    write_png(d, fs::path(s.out) / (name + ".png"));
}

/// Depth layers of 100 units, each with the activation behind it.
template <class Activation, int Depth>
struct stack : net<input<100>, repeat<Depth, chain<dense<100>, Activation>>> {};

/// The size of the gradient that comes out at the input, where one of size 1 goes in at the output.
template <class Activation, int Depth>
double gradient_that_arrives(const settings& s, double scale) {
    model<stack<Activation, Depth>> m{seed{s.seed}, init_all<xavier_normal<>>{}, s.threads};
    network_run run{m, answering{}, of_inputs{}};
    const random_stream random(seed{s.seed}, 7);
    xt::xtensor<float, 2> x = xt::empty<float>({64, 100});
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(scale * random.normal(i));
    run.forward(x);
    run.gradient() = xt::ones<float>({64, 100}) / 80.0f;  // of size 1
    run.backward();
    double squares = 0;
    for (const float g : run.input_gradient()) squares += static_cast<double>(g) * static_cast<double>(g);
    return std::sqrt(squares);
}
template <class Activation>
curve gradients_by_depth(const std::string& name, const settings& s, double scale = 1) {
    return {name,
            {1, 2, 4, 6, 8},
            {gradient_that_arrives<Activation, 1>(s, scale), gradient_that_arrives<Activation, 2>(s, scale),
             gradient_that_arrives<Activation, 4>(s, scale), gradient_that_arrives<Activation, 6>(s, scale),
             gradient_that_arrives<Activation, 8>(s, scale)}};
}

template <class Activation>
struct classifier : net<input<1, 28, 28>, flatten, dense<100>, Activation, tap<"hidden">, dense<10>> {};

/// The share of hidden units that are 0 or below for every image, in per cent, after training at a rate.
template <class Activation>
double dead_units(const labelled_images& train, const settings& s, double rate) {
    model<classifier<Activation>> m{seed{s.seed}, s.threads};
    trainer t{m, softmax_loss{}, sgd{.rate = rate}};
    t.fit(train, {.epochs = s.epochs, .batch = 20, .progress = nullptr});
    network_run run{m, answering{}, watch<"hidden">{}};
    run.forward(train.images);
    const xt::xtensor<float, 2> most = xt::view(xt::amax(run.template value<"hidden">(), {0}), xt::newaxis());
    double dead = 0;
    for (const float v : most) dead += !(v > 0);
    return 100 * dead / static_cast<double>(most.size());
}

void run(const settings& s) {
    const std::vector<curve> arriving{
        gradients_by_depth<sigmoid>("sigmoid", s), gradients_by_depth<hyperbolic_tangent>("tanh", s),
        gradients_by_depth<hyperbolic_tangent>("tanh, inputs 10 times as large", s, 10),
        gradients_by_depth<relu>("ReLU", s)};
    draw(plot_drawing("The gradient that arrives at the input", "layers", "its size", arriving,
                      {.width = 800, .height = 400, .logarithmic = true}),
         s, "saturation");

    const labelled_images train = first(fashion_mnist(s.data).train, s.images);
    curve dying{"ReLU", {}, {}}, leaking{"leaky ReLU", {}, {}};
    std::cout << "rate      dead units, %: ReLU    leaky ReLU\n";
    for (const double rate : {0.01, 0.1, 0.3, 1.0}) {
        dying.x.push_back(rate), dying.y.push_back(dead_units<relu>(train, s, rate));
        leaking.x.push_back(rate), leaking.y.push_back(dead_units<leaky_relu<>>(train, s, rate));
        std::cout << std::left << std::setw(25) << rate << std::setw(11) << dying.y.back() << leaking.y.back()
                  << '\n';
    }
    const way positive = to_the_weights("inputs in (0, 1)", false, seed{s.seed}, 2000),
              both = to_the_weights("inputs in (-1, 1)", true, seed{s.seed}, 2000);
    draw(plot_drawing("Two weights on their way from (0, 0) to (1, -1)", "first weight", "second weight",
                      {positive.path, both.path}, {.width = 800, .height = 400}),
         s, "zig-zag");
    std::cout
        << "\nwritten to " << s.out
        << ": saturation and zig-zag, .svg and .png. What to see: through sigmoids a gradient falls to a "
           "fifth or less\nat each layer; weights whose inputs are all above 0 can only rise or fall "
           "together, and go to and fro where those\nof centred inputs go about straight.\n\n";
    finding("gradient_through_8_sigmoids", arriving[0].y.back());
    finding("gradient_through_8_tanh", arriving[1].y.back());
    finding("gradient_through_8_saturated_tanh", arriving[2].y.back());
    finding("gradient_through_8_relu", arriving[3].y.back());
    finding("dead_relu_at_a_rate_of_0.01", dying.y.front());
    finding("dead_relu_at_a_rate_of_1", dying.y.back());
    finding("steps_of_one_sign_with_positive_inputs", positive.one_sign);
    finding("steps_of_one_sign_with_centred_inputs", both.one_sign);
    finding("steps_with_positive_inputs", positive.steps);
    finding("steps_with_centred_inputs", both.steps);
}

int main(int argc, char** argv) {
    settings s;
    bool quick = false;
    CLI::App app{"Shows saturation, dead units, and the zig-zag that inputs of one sign force."};
    app.option_defaults()->always_capture_default();
    app.add_option("--seed", s.seed, "same seed, same bits, with any number of threads");
    app.add_option("--threads", s.threads, "threads")->check(CLI::Range(1, 1024));
    app.add_option("--data", s.data, "folder of the data set");
    app.add_option("--out", s.out, "folder for the pictures");
    app.add_flag("--quick", quick, "1 epoch of 500 images");
    try {
        app.parse(argc, argv);
        if (quick) s.images = 500, s.epochs = 1;
        run(s);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 1;
    } catch (const std::exception& e) {
        std::cerr << "activations: " << e.what() << '\n';
        return 1;
    }
}
