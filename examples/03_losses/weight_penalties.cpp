// SPDX-License-Identifier: MIT
/// What a price of large weights does to a linear classifier of few images: none, L2, L1 and the elastic net,
/// each over a range of strengths, and what is left of the weights as pictures.
///
///     weight_penalties            pictures go to --out
///
/// (Tikhonov, 1943; Tibshirani, 1996; Zou and Hastie, 2005; CS231n, "Linear classification".)
#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <strata/data/fashion_mnist.hpp>
#include <strata/pictures/image_grid.hpp>
#include <strata/pictures/plot.hpp>
#include <strata/strata.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct linear : net<input<1, 28, 28>, flatten, dense<10>> {};

struct settings : lessons::with_clothes {
    int images = 1000, tests = 5000, epochs = 100;
};

constexpr lessons::finding_printer finding{};

/// A price, and what comes of it.
struct priced {
    std::string name;
    double strength;
    weight_penalty price;
    double train = 0, test = 0, size = 0, gone = 0;  ///< right in %, mean |w|, share of |w| < 0.001 in %
    xt::xtensor<float, 2> weights = {};
};

void train(priced& p, const train_and_test& data, const settings& s) {
    model<linear> m{seed{s.seed}, init_all<normal<0.01>>{}, s.threads};
    trainer t{m, softmax_loss{}, momentum{.rate = 0.02}, p.price};
    t.select(parameter_kind::bias).decay(0);
    t.fit(data.train, {.epochs = s.epochs,
                       .batch = 50,
                       .progress = {},
                       .callbacks = {rate_schedule{cosine_decay{.to = double(s.epochs)}}}});
    p.train = 100 * evaluate(m, data.train).accuracy;
    p.test = 100 * evaluate(m, data.test).accuracy;
    p.weights = m.parameter("1.weight");
    for (const float w : p.weights) {
        p.size += static_cast<double>(std::abs(w)) / static_cast<double>(p.weights.size());
        p.gone += (std::abs(w) < 1e-3f ? 100.0 : 0.0) / static_cast<double>(p.weights.size());
    }
    std::cout << std::left << std::setw(14) << p.name << std::right << std::setw(9) << std::defaultfloat
              << p.strength << std::fixed << std::setprecision(1) << std::setw(10) << p.train << std::setw(10)
              << p.test << std::setprecision(4) << std::setw(12) << p.size << std::setprecision(1)
              << std::setw(10) << p.gone << '\n'
              << std::defaultfloat;
}

/// A row of weights for each price: blue is above 0, red below, white 0; the darkest is the largest of its
/// row.
picture weights_of(const std::vector<priced>& rows, const std::vector<std::string>& classes) {
    auto tiles = xt::xtensor<float, 4>::from_shape({10 * rows.size(), 3, 28, 28});
    image_grid_options o{.columns = 10, .scale = 3};
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const float most = xt::amax(xt::abs(rows[r].weights))();
        for (std::size_t c = 0; c < 10; ++c) {
            for (std::size_t i = 0; i < 784; ++i) {
                // the root shows small ones too
                const float w = rows[r].weights(c, i), share = std::sqrt(std::abs(w) / most);
                const colour ink =
                    mixed(colours::white, w > 0 ? colours::blue : colours::red, static_cast<double>(share));
                float* const to = &tiles(10 * r + c, 0, 0, 0) + i;
                to[0] = static_cast<float>(ink.red) / 255, to[784] = static_cast<float>(ink.green) / 255;
                to[2 * 784] = static_cast<float>(ink.blue) / 255;
            }
            o.captions.push_back(c == 0 ? rows[r].name : classes[c]);
        }
    }
    return image_grid(tiles, o);
}

void run(const settings& s) {
    train_and_test data = fashion_mnist(s.data);
    data = {first(data.train, s.images), first(data.test, s.tests)};
    std::cout << "price          strength  train, %   test, %  mean of |w|   gone, %\n";
    std::vector<priced> none{{"none", 0, {}}};
    train(none[0], data, s);
    const std::vector<double> strengths =
        s.quick ? std::vector<double>{1e-3} : std::vector<double>{1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1};
    std::vector<curve> curves;
    std::vector<priced> best = none;  // the strongest prices that cost few right answers
    for (const auto& [name, l2, l1] :
         {std::tuple{"L2", 1.0, 0.0}, std::tuple{"L1", 0.0, 1.0}, std::tuple{"elastic net", 0.5, 0.5}}) {
        curve c{name, {}, {}};
        priced winner{};
        for (const double strength : strengths) {
            priced p{name, strength, {.l2 = l2 * strength, .l1 = l1 * strength}};
            train(p, data, s);
            c.x.push_back(std::log10(strength)), c.y.push_back(p.test);
            if (p.test > none[0].test - 1.5 || winner.name.empty()) winner = p;
        }
        curves.push_back(c), best.push_back(winner);
    }
    const drawing d = plot_drawing("Right answers on the test images", "log10 of the strength", "%", curves,
                                   {.width = 760, .height = 460, .marks = {none[0].test}});
    lessons::write_drawing(d, s.out, "strengths");
    write_png(weights_of(best, data.train.class_names), fs::path(s.out) / "weights.png");
    std::cout
        << "\nwritten to " << s.out
        << ": strengths.svg, strengths.png (the grey line: no price), weights.png, at the strongest prices "
           "that cost less than 1.5 % of\nthe "
           "test images. What to see: weights that nobody pays for are noisy; L2 makes "
           "them small and smooth, L1 leaves a\nfew pixels, the elastic net lies between.\n\n";
    for (const priced& p : best) {
        const std::string name = p.name.substr(0, p.name.find(' '));
        finding("strength_" + name, p.strength);
        finding("right_on_training_images_" + name, p.train);
        finding("right_on_test_images_" + name, p.test);
        finding("weights_gone_" + name, p.gone);
    }
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"weight_penalties",
                      "Trains a linear classifier of few images with a price of large weights."};
    l.share(s, {.out = "folder for the pictures", .quick = "10 epochs of 300 images, one strength"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.epochs = 10, s.images = 300, s.tests = 1000;
        run(s);
    });
}
