// SPDX-License-Identifier: MIT
/// A generator and a discriminator play against each other until images of random numbers look like clothing
/// (DCGAN). Samples of the same numbers by epoch, ways between two of them, and what a classifier of the real
/// images says of the samples, beside those of a variational autoencoder.
///
///     gan            pictures go to --out
///
/// (Goodfellow and others: "Generative adversarial networks", 2014; Radford, Metz, Chintala, 2016; Heusel and
/// others, 2017, for the distance.)
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <strata/architectures/dcgan.hpp>
#include <strata/data/array_set.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <strata/generative/adversarial_game.hpp>
#include <strata/generative/frechet_distance.hpp>
#include <strata/generative/latents.hpp>
#include <strata/generative/sample_coverage.hpp>
#include <strata/io/what_fits.hpp>
#include <strata/pictures/image_grid.hpp>
#include <strata/pictures/plot.hpp>
#include <strata/strata.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"
#include "sums_of_classes.hpp"

using namespace strata;
namespace fs = std::filesystem;
using images = xt::xtensor<float, 4>;

struct generator : dcgan_generator<1, 28, 16> {};
struct discriminator : dcgan_discriminator<1, 28, 16> {};
struct classifier : net<input<1, 28, 28>, conv<8, 5, pad<2>>, relu, max_pool<2>, conv<16, 3, pad<1>>, relu,
                        max_pool<2>, flatten, dense<64>, relu, tap<"features">, dense<10>> {};
using decoder = named<"decoder", chain<dense<400>, relu, dense<784>, reshape<1, 28, 28>>>;
struct vae : net<input<1, 28, 28>, flatten, dense<400>, relu, dense<40>, tap<"code">, gaussian_sample,
                 decoder, heads<chain<>, from<"code">>> {};
struct vae_decoder : net<input<20>, decoder> {};

struct settings : lessons::with_clothes {
    int limit = 10'000, epochs = 25, batch = 64, judged = 2000;
    double rate = 4e-4, rate_of_discriminator = 2e-4;
};

/// What the classifier says of samples, and how far their features are from those of real images.
struct judgement {
    sample_coverage coverage;
    double distance;
};
class judge {
public:
    judge(model<classifier>& m, const images& real) : run_(m) {
        run_.forward(real);
        real_ = run_.value<"features">();
    }
    judgement operator()(const images& x) {
        const sample_coverage coverage = coverage_of(run_.forward(x));
        const xt::xtensor<float, 2> features = run_.value<"features">();
        return {coverage, frechet_distance(real_, features)};
    }

private:
    network_run<model<classifier>, phase<answering, watch<"features">>> run_;
    xt::xtensor<float, 2> real_;
};
constexpr lessons::finding_printer finding{};
void told(const std::string& name, const judgement& j) {
    finding("sure_share_of_" + name, 100 * j.coverage.sure);
    finding("classes_of_" + name, j.coverage.covered);
    finding("distance_of_" + name, j.distance);
}

/// What the generator pays where the discriminator takes its sample for real with probability p.
void draw_losses(const fs::path& file) {
    curve minimax{"log(1 - p), minimax", {}, {}}, other{"-log p, non-saturating", {}, {}};
    for (int k = 1; k < 200; ++k) {
        const double p = k / 200.0, y = std::log(p / (1 - p));
        minimax.x.push_back(p), minimax.y.push_back(minimax_loss::of_generator(y).value);
        other.x.push_back(p), other.y.push_back(non_saturating_loss::of_generator(y).value);
    }
    write_png(plot("What a generator pays", "p: how real its sample is taken for", "loss", {minimax, other}),
              file);
}

void run(const settings& s) {
    train_and_test data = fashion_mnist(s.data);
    data.train = first(data.train, s.limit);
    const auto sheet = [&](const images& x, const char* file, const std::string& title) {
        write_png(image_grid(x, {.columns = 10, .scale = 2, .title = title}), fs::path(s.out) / file);
    };
    draw_losses(fs::path(s.out) / "losses.png");

    std::cout << "a classifier of the real images\n";
    model<classifier> knows{seed{s.seed}, s.threads};
    trainer of_classes{knows, softmax_loss{}, adam{.rate = 1e-3}};
    of_classes.fit(data.train,
                   {.epochs = std::min(s.epochs, 10), .batch = 64, .validation = first(data.test, s.judged)});

    std::cout << "a generator and a discriminator\n";
    model<generator> g{seed{s.seed}, s.threads};
    model<discriminator> d{seed{s.seed + 1}, s.threads};
    adversarial_game game{g, d, non_saturating_loss{.real = 0.9}, adam{.rate = s.rate, .beta1 = 0.5},
                          adam{.rate = s.rate_of_discriminator, .beta1 = 0.5}};
    const images real = 2 * data.train.images - 1;
    const auto fixed = latents(10, 100, seed{s.seed});
    const auto made = [&](const xt::xtensor<float, 2>& z) { return images((g.predict(z) + 1) / 2); };
    std::vector<float> by_epoch;
    const int steps = s.limit / s.batch, apart = std::max(1, s.epochs / 8);
    for (int epoch = 1; epoch <= s.epochs; ++epoch) {
        int done = 0;
        adversarial_report last;
        game.fit(
            1, s.batch,
            [&](int, const adversarial_report& r) {
                last = r;
                if (const int before = 40 * done++ / steps; 40 * done / steps != before)
                    std::cout << '#' << std::flush;
            },
            real);
        std::cout << " epoch " << epoch << ": losses " << std::setprecision(3) << last.discriminator_loss
                  << " and " << last.generator_loss << ", discriminator right about "
                  << 100 * game.watch().right() << " %, spread " << game.watch().spread() << '\n';
        if (const std::string said = game.watch().warning(); !said.empty()) std::cout << said << '\n';
        if (epoch % apart == 0 || epoch == 1) {
            const images now = made(fixed);
            by_epoch.insert(by_epoch.end(), now.begin(), now.end());
        }
    }
    images rows({by_epoch.size() / 784, 1, 28, 28});
    std::copy(by_epoch.begin(), by_epoch.end(), rows.begin());
    sheet(rows, "epochs.png", "The same ten draws of numbers, after 1 epoch and on");
    const auto ends = latents(8, 100, seed{s.seed + 2});
    images ways({40, 1, 28, 28});
    for (std::size_t k = 0; k < 4; ++k) {
        const images way = made(interpolated(xt::row(ends, 2 * k), xt::row(ends, 2 * k + 1), 10));
        std::copy(way.begin(), way.end(), ways.begin() + static_cast<std::ptrdiff_t>(k * way.size()));
    }
    sheet(ways, "interpolation.png", "From one draw to another");

    std::cout << "a variational autoencoder\n";
    model<vae> v{seed{s.seed}, s.threads};
    trainer of_bound{v, joint_loss{summed_loss{binary_cross_entropy_loss{}}, gaussian_kl_loss{}},
                     adam{.rate = 1e-3}};
    of_bound.fit(array_set{data.train.images, data.train.images}, {.epochs = s.epochs, .batch = 100});
    model<vae_decoder> decodes{seed{}, s.threads};
    copy_what_fits(v, decodes);

    const auto n = static_cast<std::ptrdiff_t>(s.judged);
    const auto z = latents(s.judged, 100, seed{s.seed + 3});
    const images held_out = xt::view(data.test.images, xt::range(0, n)),
                 others = xt::view(data.test.images, xt::range(n, 2 * n)), of_game = made(z),
                 of_vae = 1 / (1 + xt::exp(-decodes.predict(latents(s.judged, 20, seed{s.seed + 3}))));
    images both({60, 1, 28, 28});
    std::copy_n(of_game.begin(), 30 * 784, both.begin());
    std::copy_n(of_vae.begin(), 30 * 784, both.begin() + 30 * 784);
    sheet(both, "samples.png", "Of the game (three rows), of the autoencoder (three)");
    constexpr std::size_t shirt = 0, pullover = 2, dress = 3, sandal = 5, sneaker = 7, boot = 9;
    const auto sums = sums_of_classes::drawn(
        z, knows.predict(of_game), {{pullover, shirt, dress}, {boot, sneaker, sandal}}, seed{s.seed + 4});
    sheet(made(sums), "arithmetic.png", "a - b + c: pullover - T-shirt + dress, boot - sneaker + sandal");
    std::cout << "\nwritten to " << s.out
              << ": losses.png, epochs.png, interpolation.png, samples.png, arithmetic.png\n"
                 "In samples.png, look at edges and patterns: the game's are sharp and now and then of no\n"
                 "clothing at all, the autoencoder's are blurred.\n\n";
    judge says{knows, held_out};
    told("real_images", says(others));
    told("game", says(of_game));
    told("autoencoder", says(of_vae));
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{
        "gan", "Trains DCGAN, draws what it makes, and has it judged beside a variational autoencoder."};
    l.add_option("--limit", s.limit, lessons::images_trained)->check(CLI::Range(1000, 60'000));
    l.add_option("--epochs", s.epochs, "of each network")->check(CLI::Range(1, 1000));
    l.add_option("--rate", s.rate, "of the generator")->check(CLI::PositiveNumber);
    l.add_option("--rate-of-discriminator", s.rate_of_discriminator, "of the discriminator")
        ->check(CLI::PositiveNumber);
    l.share(s, {.out = "folder for the pictures", .quick = "one epoch of 1000 images, 200 samples judged"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.limit = 1000, s.epochs = 1, s.judged = 200;
        run(s);
    });
}
