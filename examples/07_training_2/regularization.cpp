// SPDX-License-Identifier: MIT
/// Noise as regularization: one small network that has few images, as it is, and with dropout, DropConnect,
/// stochastic depth, fractional pooling or mixup.
///
///     regularization            medians over three seeds; the picture goes to --out
///
/// (Srivastava and others, 2014; Wan and others, 2013; Huang and others, 2016; Graham, 2014; Zhang and
/// others, 2018.)
#include <algorithm>
#include <iomanip>
#include <iostream>
#include <strata/data/augmentations/mixup.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <strata/data/mixed_up.hpp>
#include <strata/pictures/plot_drawing.hpp>
#include <strata/strata.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;

/// Noise is what each of the comparison puts in: behind the blocks' bodies, in the dense layer, behind it.
template <class First = max_pool<2>, class Second = max_pool<2>, class InBody = chain<>,
          class Dense = dense<64>, class Behind = chain<>>
struct noisy_network : net<input<1, 28, 28>, conv<8, 3, same>, relu, First,
                           repeat<2, residual<chain<conv<8, 3, same>, relu, InBody>>>, Second, flatten, Dense,
                           relu, Behind, dense<10>> {};

using as_it_is = noisy_network<>;
using with_dropout = noisy_network<max_pool<2>, max_pool<2>, chain<>, dense<64>, dropout<0.5>>;
using with_drop_connect = noisy_network<max_pool<2>, max_pool<2>, chain<>, drop_connect<0.5, dense<64>>>;
using with_stochastic_depth = noisy_network<max_pool<2>, max_pool<2>, stochastic_depth<0.5>>;
using with_fractional_pooling = noisy_network<fractional_max_pool<2, 16, 16>, fractional_max_pool<2, 9, 9>>;

struct settings : lessons::with_clothes {
    int images = 500, tests = 2000, epochs = 24, looks = 4, seeds = 3;
};

constexpr lessons::finding_printer finding{.digits = 1, .fixed = true};
/// Medians over the seeds, in per cent: right answers on what was trained on, and on test images after each
/// quarter of the epochs.
struct compared {
    double train;
    curve test;
};

template <class Net, class Set>
compared train(const std::string& name, const Set& set, const train_and_test& data, const settings& s) {
    std::vector<std::vector<double>> looks(static_cast<std::size_t>(s.looks));
    std::vector<double> at_end;
    for (int k = 0; k < s.seeds; ++k) {
        model<Net> m{seed{s.seed + static_cast<std::uint64_t>(k)}, s.threads};
        trainer t{m, soft_softmax_loss{}, adam{.rate = 2e-3}};
        for (int look = 1; look <= s.looks; ++look) {
            t.fit(set, {.epochs = look * s.epochs / s.looks, .batch = 25, .progress = {}});
            looks[static_cast<std::size_t>(look - 1)].push_back(100 * evaluate(m, data.test).accuracy);
        }
        at_end.push_back(100 * evaluate(m, data.train).accuracy);
    }
    compared c{lessons::median(at_end), {name, {}, {}}};
    for (int look = 1; look <= s.looks; ++look) {
        c.test.x.push_back(look * s.epochs / s.looks);
        c.test.y.push_back(lessons::median(looks[static_cast<std::size_t>(look - 1)]));
    }
    std::cout << std::left << std::setw(20) << name << std::fixed << std::setprecision(1) << std::setw(20)
              << c.train << c.test.y.back() << std::endl;
    return c;
}

void run(const settings& s) {
    train_and_test data = fashion_mnist(s.data);
    data = {first(data.train, s.images), first(data.test, s.tests)};
    const auto set = soft_targets(data.train);
    std::cout << "noise               training images, %  test images, %\n";
    const std::vector<compared> all{
        train<as_it_is>("none", set, data, s),
        train<with_dropout>("dropout", set, data, s),
        train<with_drop_connect>("DropConnect", set, data, s),
        train<with_stochastic_depth>("stochastic depth", set, data, s),
        train<with_fractional_pooling>("fractional pooling", set, data, s),
        train<as_it_is>("mixup", mixed_up(data.train, mixup{.alpha = 0.4}), data, s)};
    std::vector<curve> curves;
    for (const compared& c : all) curves.push_back(c.test);
    const drawing d =
        plot_drawing("Right answers on the test images", "epoch", "%", curves, {.width = 800, .height = 420});
    lessons::write_drawing(d, s.out, "regularization");
    std::cout
        << "\nwritten to " << s.out
        << ": regularization.svg, regularization.png. What to see: with noise a network learns its images by "
           "heart later\nor not at all, and everything else later too: its curve begins lower and rises "
           "longer.\n\n";
    for (const compared& c : all) {
        std::string name = c.test.label;
        std::replace(name.begin(), name.end(), ' ', '_');
        finding("training_images_" + name, c.train);
        finding("test_images_" + name, c.test.y.back());
    }
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"regularization", "Compares kinds of noise in a network that has few images."};
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(4, 10'000));
    l.add_option("--seeds", s.seeds, "runs of each")->check(CLI::Range(1, 100));
    l.share(s, {.out = "folder for the picture",
                .quick = "4 epochs of 100 images, one seed",
                .seed = "the first of them; same seed, same bits, with any number of threads"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.epochs = 4, s.images = 100, s.tests = 300, s.seeds = 1;
        run(s);
    });
}
