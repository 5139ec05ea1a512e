// SPDX-License-Identifier: MIT
/// Images of a class that is asked for: a variational autoencoder and an adversarial pair are told the class,
/// and a classifier of the real images says how often what they make is of it.
///
///     conditional            pictures go to --out
///
/// (Sohn, Lee, Yan: "Learning structured output representation using deep conditional generative models",
/// 2015; Mirza, Osindero: "Conditional generative adversarial nets", 2014.)
#include <algorithm>
#include <array>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <strata/architectures/dcgan.hpp>
#include <strata/data/array_set.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <strata/generative/adversarial_game.hpp>
#include <strata/generative/latents.hpp>
#include <strata/io/what_fits.hpp>
#include <strata/pictures/image_grid.hpp>
#include <strata/strata.hpp>
#include <string>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;
using images = xt::xtensor<float, 4>;
using vectors = xt::xtensor<float, 2>;

constexpr int D = 8;   // numbers of the autoencoder's code
constexpr int Z = 50;  // that the generator makes images of

struct classifier : net<input<1, 28, 28>, conv<8, 5, pad<2>>, relu, max_pool<2>, conv<16, 3, pad<1>>, relu,
                        max_pool<2>, flatten, dense<64>, relu, dense<10>> {};

/// The class stands beside what each layer reads, and the decoder's first layer hears it louder than the
/// code.
using beside_label = concat<chain<>, from<"label">>;
struct vae : net<input<784>, named<"label", input<10>>, beside_label,
                 named<"encoder", chain<dense<400>, relu, dense<2 * D>>>, tap<"code">, gaussian_sample,
                 beside_label, named<"hidden", dense<400>>, relu, beside_label, named<"scores", dense<784>>,
                 heads<chain<>, from<"code">>> {};
struct decoder : net<input<D>, named<"label", input<10>>, beside_label, named<"hidden", dense<400>>, relu,
                     beside_label, named<"scores", dense<784>>> {};

/// The discriminator sees the class as one more channel, which it learns.
struct generator
    : net<input<Z>, named<"label", input<10>>, concat<chain<>, from<"label", dense<Z>>>, reshape<2 * Z, 1, 1>,
          conv_transpose<32, 7, no_bias, dcgan_start>, batch_norm, relu, dcgan_doublings<16, 1>::type,
          conv_transpose<1, 4, stride<2>, pad<1>, no_bias, dcgan_start>, hyperbolic_tangent> {};
struct discriminator : net<input<1, 28, 28>, named<"label", input<10>>,
                           concat<chain<>, from<"label", dense<784>, reshape<1, 28, 28>>>,
                           conv<16, 4, stride<2>, pad<1>, no_bias, dcgan_start>, leaky_relu<0.2>,
                           dcgan_halvings<16, 1>::type, conv<1, 7, no_bias, dcgan_start>, flatten> {};

struct settings : lessons::with_clothes {
    int limit = 10'000, epochs = 20, asked = 1000;
    double loud = 10;
};
const lessons::finding_printer finding;

/// A row of ten numbers a label, 0 but for `one` at the label.
template <class Label>
vectors told(std::size_t n, Label&& label, float one) {
    vectors t = xt::zeros<float>({n, std::size_t{10}});
    for (std::size_t i = 0; i < n; ++i) t(i, static_cast<std::size_t>(label(i))) = one;
    return t;
}

class comparison {
public:
    explicit comparison(const settings& s) : s_(s), data_(fashion_mnist(s.data)) {
        data_.train = first(data_.train, s.limit);
        std::cout << "a classifier of the real images\n";
        trainer t{knows_, softmax_loss{}, adam{.rate = 1e-3}};
        t.fit(data_.train, {.epochs = std::min(s.epochs, 10), .batch = 64});
        finding("right_of_real_images", 100 * evaluate(knows_, first(data_.test, 2000)).accuracy);
    }
    void autoencoder() {
        std::cout << "a variational autoencoder that is told the class\n";
        model<vae> m{seed{s_.seed}, s_.threads};
        const vectors x = xt::reshape_view(data_.train.images, {s_.limit, 784});
        const auto set = array_set{inputs(x, of_train(static_cast<float>(s_.loud))), x};
        const summed_loss<binary_cross_entropy_loss> bernoulli;
        trainer t{m, joint_loss{bernoulli, gaussian_kl_loss{}}, adam{.rate = 1e-3}};
        t.fit(set, {.epochs = s_.epochs, .batch = 100});
        model<decoder> d{seed{}, s_.threads};
        copy_what_fits(m, d);
        const vectors y =
            d.predict(inputs(latents(s_.asked, D, seed{s_.seed}), asked(static_cast<float>(s_.loud))));
        judge("autoencoder", xt::reshape_view(1 / (1 + xt::exp(-y)), {s_.asked, 1, 28, 28}));
    }
    void game() {
        std::cout << "a generator and a discriminator that are told it\n";
        model<generator> g{seed{s_.seed}, s_.threads};
        model<discriminator> d{seed{s_.seed + 1}, s_.threads};
        const adam rule{.rate = 4e-4, .beta1 = 0.5};
        adversarial_game play{g, d, non_saturating_loss{.real = 0.9}, rule, rule};
        int done = 0;
        const int all = s_.epochs * (s_.limit / 64);
        play.fit(
            s_.epochs, 64,
            [&](int, const adversarial_report&) {
                if (const int before = 60 * done++ / all; 60 * done / all != before)
                    std::cout << '#' << std::flush;
            },
            images(2 * data_.train.images - 1), of_train(1));
        std::cout << '\n' << play.watch().warning();
        judge("game", (g.predict(inputs(latents(s_.asked, Z, seed{s_.seed}), asked(1))) + 1) / 2);
    }

private:
    vectors of_train(float one) const {
        return told(
            data_.train.labels.size(), [&](std::size_t i) { return data_.train.labels(i); }, one);
    }
    vectors asked(float one) const {
        return told(
            static_cast<std::size_t>(s_.asked), [](std::size_t i) { return i % 10; }, one);
    }
    void judge(const std::string& name, const images& made) {
        const auto scores = knows_.predict(made);
        int right = 0;
        std::cout << name << ", by class:";
        std::array<int, 10> by_class{};
        for (std::size_t i = 0; i < scores.shape(0); ++i)
            by_class[i % 10] +=
                scores(i, i % 10) == xt::amax(xt::row(scores, static_cast<std::ptrdiff_t>(i)))();
        for (const int count : by_class) std::cout << ' ' << 1000 * count / s_.asked << " %", right += count;
        std::cout << '\n';
        finding("as_asked_by_" + name, 100.0 * right / s_.asked);
        write_png(image_grid(images(xt::view(made, xt::range(0, 80))),
                             {.columns = 10, .scale = 2, .title = "A class a column, as it was asked for"}),
                  fs::path(s_.out) / (name + ".png"));
    }

    settings s_;
    train_and_test data_;
    model<classifier> knows_{seed{s_.seed}, s_.threads};
};

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{
        "conditional",
        "Trains two networks that make images of a class, and has them judged by a classifier."};
    l.add_option("--limit", s.limit, lessons::images_trained)->check(CLI::Range(1000, 60'000));
    l.add_option("--epochs", s.epochs, "of each network")->check(CLI::Range(1, 1000));
    l.add_option("--loud", s.loud, "the number that stands for a class, in the autoencoder")
        ->check(CLI::PositiveNumber);
    l.share(s, {.out = "folder for the pictures", .quick = "one epoch of 1000 images, 100 images asked for"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.limit = 1000, s.epochs = 1, s.asked = 100;
        comparison c{s};
        c.autoencoder();
        c.game();
        std::cout << "\nwritten to " << s.out
                  << ": autoencoder.png, game.png\nA class was asked for in each column of both sheets: "
                     "look at where it has something else,\nmost of all among shirts, pullovers and "
                     "coats.\n\n";
    });
}
