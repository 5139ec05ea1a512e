// SPDX-License-Identifier: MIT
/// What the hinge loss and the softmax say of the same scores: how they change as the score of one class goes
/// up to 1,000, the squared hinge beside them, what a network that knows nothing gets, and which of two rows
/// of weights with the same score a regularizer prefers.
///
///     hinge_and_softmax            the picture goes to --out
///
/// (Weston and Watkins, 1999; CS231n, "Linear classification" and its lecture on losses.)
#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <limits>
#include <strata/data/fashion_mnist.hpp>
#include <strata/pictures/plot_drawing.hpp>
#include <strata/strata.hpp>
#include <string>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

constexpr lessons::finding_printer finding{.digits = 5};

struct settings : lessons::with_seed {
    std::string data = lessons::folder_of_clothes;
};

/// What a loss says of the scores of a cat, a car and a frog, and its gradient with respect to the car's.
struct judgement {
    double loss, pull;
};
template <class Loss>
judgement judge(const Loss& loss, float cat, float car, float frog, int right) {
    const float scores[3 + slack_elements] = {cat, car, frog};
    float gradient[3 + slack_elements] = {};
    const target_view<float> target{.classes = &right};
    const double value = loss.template apply<shape<3>>(
        loss_args<float>{.n = 1, .y = scores, .dy = gradient, .targets = &target});
    return {value, static_cast<double>(gradient[1])};
}

constexpr hinge_loss squared_hinge{.squared = true};

/// The losses of an image whose other scores are those of the lecture, as the car's goes from 5 to 1,000.
void scores_up_to_1000(const char* image, float cat, float frog, int right) {
    std::cout << image << "; loss and its slope in the car's score\n"
              << "   car        hinge               squared hinge              softmax\n"
              << std::fixed;
    for (const float car : {4.9f, 5.1f, 6.f, 10.f, 100.f, 1000.f}) {
        std::cout << std::setprecision(1) << std::setw(6) << car;
        for (const judgement& j :
             {judge(hinge_loss{}, cat, car, frog, right), judge(squared_hinge, cat, car, frog, right),
              judge(softmax_loss{}, cat, car, frog, right)})
            std::cout << std::setprecision(4) << std::setw(15) << j.loss << std::setw(11) << j.pull;
        std::cout << '\n';
    }
    std::cout << std::defaultfloat << '\n';
}

/// The three losses against the car's score.
drawing losses_against_score(const std::string& title, float cat, float frog, int right) {
    curve hinge{"hinge", {}, {}}, squared{"squared hinge", {}, {}}, softmax{"softmax", {}, {}};
    for (float car = -4; car <= 8; car += 0.125f) {
        for (curve* c : {&hinge, &squared, &softmax}) c->x.push_back(static_cast<double>(car));
        hinge.y.push_back(judge(hinge_loss{}, cat, car, frog, right).loss);
        squared.y.push_back(judge(squared_hinge, cat, car, frog, right).loss);
        softmax.y.push_back(judge(softmax_loss{}, cat, car, frog, right).loss);
        if (squared.y.back() > 12) squared.y.back() = std::numeric_limits<double>::infinity();  // outside
    }
    return plot_drawing(title, "score of the car", "loss", {hinge, squared, softmax},
                        {.width = 640, .height = 420});
}

struct linear : net<input<1, 28, 28>, flatten, dense<10>> {};
struct row_of_weights : net<input<4>, dense<1, no_bias>> {};

/// The loss of a linear classifier of ten classes before it has learned anything.
template <class Loss>
double at_the_start(const Loss& loss, const labelled_images& test, seed s) {
    model<linear> m{s, init_all<normal<1e-4>>{}, 1};
    trainer t{m, loss, sgd{.rate = 0}};
    return t.step(test.images, test.labels);
}

/// Where descent ends from (1, 0, 0, 0) if the score of (1, 1, 1, 1) has to be 1 and weights have a price.
xt::xtensor<float, 2> preferred(weight_penalty price) {
    model<row_of_weights> m;
    m.parameter("0.weight") = xt::xtensor<float, 2>{{1, 0, 0, 0}};
    trainer t{m, mean_squared_loss{}, sgd{.rate = 0.05}, price};
    const xt::xtensor<float, 2> x = xt::ones<float>({1, 4}), score{{1}};
    for (int step = 0; step < 10000; ++step) t.step(x, score);
    return m.parameter("0.weight");
}
void say_preferred(const char* name, weight_penalty price) {
    const auto cost = [&](double a, double b) {  // of a row of one a and three b
        return price.l2 * (a * a + 3 * b * b) + price.l1 * (std::abs(a) + 3 * std::abs(b));
    };
    std::cout << std::left << std::setw(14) << name << std::fixed << std::setprecision(5) << std::setw(14)
              << cost(1, 0) << std::setw(18) << cost(0.25, 0.25) << std::right;
    for (const float w : preferred(price)) std::cout << std::setprecision(3) << std::setw(8) << w;
    std::cout << std::defaultfloat << '\n';
}

void run(const fs::path& out, const std::string& data, seed s) {
    scores_up_to_1000("a cat (cat 3.2, frog -1.7)", 3.2f, -1.7f, 0);
    scores_up_to_1000("a car (cat 1.3, frog 2.0)", 1.3f, 2.0f, 1);
    std::cout << "price         (1, 0, 0, 0)  (1/4, 1/4, 1/4, 1/4)   descent from (1, 0, 0, 0) ends at\n";
    say_preferred("L2", {.l2 = 1e-2});
    say_preferred("L1", {.l1 = 1e-2});
    say_preferred("elastic net", {.l2 = 5e-3, .l1 = 5e-3});

    const drawing d = side_by_side({losses_against_score("An image of a cat", 3.2f, -1.7f, 0),
                                    losses_against_score("An image of a car", 1.3f, 2.0f, 1)});
    lessons::write_drawing(d, out, "losses");
    std::cout << "\nwritten to " << out.string()
              << ": losses.svg, losses.png. What to see: left, all rise without end as the car's score does, "
                 "the squared\nhinge ever faster; right, the hinges are 0 from a margin on, and the softmax "
                 "never quite is.\n\n";
    const labelled_images test = first(fashion_mnist(data).test, 1000);
    finding("hinge_of_a_cat_with_a_car_of_1000", judge(hinge_loss{}, 3.2f, 1000.f, -1.7f, 0).loss);
    finding("squared_hinge_of_a_cat_with_a_car_of_1000", judge(squared_hinge, 3.2f, 1000.f, -1.7f, 0).loss);
    finding("softmax_of_a_cat_with_a_car_of_1000", judge(softmax_loss{}, 3.2f, 1000.f, -1.7f, 0).loss);
    finding("hinge_of_a_car_of_1000", judge(hinge_loss{}, 1.3f, 1000.f, 2.f, 1).loss);
    finding("softmax_of_a_car_of_1000", judge(softmax_loss{}, 1.3f, 1000.f, 2.f, 1).loss);
    finding("hinge_at_the_start_of_10_classes", at_the_start(hinge_loss{}, test, s));
    finding("softmax_at_the_start_of_10_classes", at_the_start(softmax_loss{}, test, s));
    finding("largest_weight_that_l2_prefers", static_cast<double>(preferred({.l2 = 1e-2})(0, 0)));
    finding("largest_weight_that_l1_leaves", static_cast<double>(preferred({.l1 = 1e-2})(0, 0)));
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{
        "hinge_and_softmax",
        "Compares what the hinge loss and the softmax say of scores, and what regularizers prefer."};
    l.share(s, {.out = "folder for the picture",
                .quick = "no difference: it is quick",
                .seed = "same seed, same bits"});
    return l.run(argc, argv, [&] { run(s.out, s.data, seed{s.seed}); });
}
