// SPDX-License-Identifier: MIT
/// What goes wrong with activations: sigmoids that saturate and let no gradient through, rectifiers that die
/// of a large step and never come back, and the zig-zag of weights whose inputs all have one sign.
///
///     activations            pictures go to --out
///
/// (LeCun, Bottou, Orr, Müller: "Efficient BackProp", 1998, sections 4.3 and 4.4; CS231n, "Neural networks,
/// part 1".)
#include <iomanip>
#include <iostream>
#include <strata/data/fashion_mnist.hpp>
#include <strata/pictures/plot_drawing.hpp>
#include <strata/strata.hpp>
#include <vector>

#include "../lesson.hpp"
#include "gradients_by_depth.hpp"
#include "two_weights.hpp"

using namespace strata;

struct settings : lessons::with_clothes {
    int images = 2000, epochs = 3;
};

constexpr lessons::finding_printer finding{.digits = 3};
template <class Activation>
struct classifier : net<input<1, 28, 28>, flatten, dense<100>, Activation, tap<"hidden">, dense<10>> {};

/// Of the hidden units, in per cent: those that are never above 0, whatever the image, after training at a
/// rate; and those whose weights then stay as they are, to the bit, in as many epochs more.
struct silent_units {
    double silent = 0, stuck = 0;
};
template <class Activation>
silent_units train_at(double rate, const labelled_images& train, const settings& s) {
    model<classifier<Activation>> m{seed{s.seed}, s.threads};
    trainer t{m, softmax_loss{}, sgd{.rate = rate}};
    t.fit(train, {.epochs = s.epochs, .batch = 20, .progress = nullptr});
    network_run run{m, answering{}, watch<"hidden">{}};
    run.forward(train.images);
    const xt::xtensor<float, 1> most = xt::amax(run.template value<"hidden">(), {0});
    const xt::xtensor<float, 2> before = m.parameter("1.weight");
    t.fit(train, {.epochs = 2 * s.epochs, .batch = 20, .progress = nullptr});
    const xt::xtensor<float, 2> after = m.parameter("1.weight");
    silent_units found;
    for (std::size_t k = 0; k < most.size(); ++k) {
        found.silent += !(most(k) > 0);
        found.stuck += xt::view(before, k) == xt::view(after, k);
    }
    return found;
}

void run(const settings& s) {
    const std::vector<curve> arriving{
        gradients_by_depth<sigmoid>("sigmoid", seed{s.seed}),
        gradients_by_depth<hyperbolic_tangent>("tanh", seed{s.seed}),
        gradients_by_depth<hyperbolic_tangent>("tanh, inputs 10 times as large", seed{s.seed}, 10),
        gradients_by_depth<relu>("ReLU", seed{s.seed})};
    lessons::write_drawing(plot_drawing("The gradient that arrives at the input", "layers", "its size",
                                        arriving, {.width = 800, .height = 400, .logarithmic = true}),
                           s.out, "saturation");

    const labelled_images train = first(fashion_mnist(s.data).train, s.images);
    std::cout << "rate    ReLU: never above 0, %   stuck, %   leaky ReLU: never above 0, %   stuck, %\n";
    silent_units dying{}, leaking{};
    for (const double rate : {0.01, 0.1, 0.3, 1.0}) {
        dying = train_at<relu>(rate, train, s), leaking = train_at<leaky_relu<>>(rate, train, s);
        std::cout << std::left << std::setw(8) << rate << std::setw(25) << dying.silent << std::setw(11)
                  << dying.stuck << std::setw(31) << leaking.silent << leaking.stuck << '\n';
    }
    const way positive = to_the_weights("inputs in (0, 1)", false, seed{s.seed}, 2000),
              both = to_the_weights("inputs in (-1, 1)", true, seed{s.seed}, 2000);
    lessons::write_drawing(
        plot_drawing("Two weights on their way from (0, 0) to (1, -1)", "first weight", "second weight",
                     {positive.path, both.path}, {.width = 800, .height = 400}),
        s.out, "zig-zag");
    std::cout
        << "\nwritten to " << s.out
        << ": saturation and zig-zag, .svg and .png. What to see: through sigmoids a gradient falls to a "
           "quarter or less\nat each layer; weights whose inputs are all above 0 can only rise or fall "
           "together, and go to and fro where those\nof centred inputs go about straight.\n\n";
    finding("gradient_through_8_sigmoids", arriving[0].y.back());
    finding("gradient_through_8_tanh", arriving[1].y.back());
    finding("gradient_through_8_saturated_tanh", arriving[2].y.back());
    finding("gradient_through_8_relu", arriving[3].y.back());
    finding("relu_never_above_0_after_a_rate_of_1", dying.silent);
    finding("relu_stuck_after_a_rate_of_1", dying.stuck);
    finding("leaky_relu_never_above_0_after_a_rate_of_1", leaking.silent);
    finding("leaky_relu_stuck_after_a_rate_of_1", leaking.stuck);
    finding("steps_of_one_sign_with_positive_inputs", positive.one_sign);
    finding("steps_of_one_sign_with_centred_inputs", both.one_sign);
    finding("steps_with_positive_inputs", positive.steps);
    finding("steps_with_centred_inputs", both.steps);
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"activations",
                      "Shows saturation, dead units, and the zig-zag that inputs of one sign force."};
    l.share(s, {.out = "folder for the pictures", .quick = "1 epoch of 500 images"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.images = 500, s.epochs = 1;
        run(s);
    });
}
