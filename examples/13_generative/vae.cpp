// SPDX-License-Identifier: MIT
/// Variational autoencoders: an encoder says a normal distribution of numbers for each image, a decoder makes
/// images of numbers, and the evidence lower bound trains both. Samples, the plane of two numbers, the way
/// from one image to another; the bound and the likelihood in nats.
///
///     vae            pictures go to --out; scripts/compare-vae trains the same network with PyTorch
///
/// (Kingma and Welling: "Auto-encoding variational Bayes", 2014; Burda, Grosse, Salakhutdinov: "Importance
/// weighted autoencoders", 2016.)
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <strata/data/array_set.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <strata/generative/latents.hpp>
#include <strata/generative/likelihood.hpp>
#include <strata/io/what_fits.hpp>
#include <strata/pictures/image_grid.hpp>
#include <strata/pictures/plot.hpp>
#include <strata/strata.hpp>
#include <string>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;
using images = xt::xtensor<float, 4>;

template <int D>
using encoder = named<"encoder", chain<flatten, dense<400>, relu, dense<2 * D>>>;
using decoder = named<"decoder", chain<dense<400>, relu, dense<784>, reshape<1, 28, 28>>>;

/// The first output has the scores of the pixels, the second what the encoder says.
template <int D>
struct vae
    : net<input<1, 28, 28>, encoder<D>, tap<"code">, gaussian_sample, decoder, heads<chain<>, from<"code">>> {
};
template <int D>
struct encoder_of : net<input<1, 28, 28>, encoder<D>> {};
template <int D>
struct decoder_of : net<input<D>, decoder> {};

struct settings : lessons::with_clothes {
    int limit = 10'000, epochs = 6, samples = 5000, judged = 40;
    double beta = 1;
};

constexpr lessons::finding_printer finding{.digits = 5};
const summed_loss<binary_cross_entropy_loss> bernoulli;

template <class M>
images pixels(M& m, const xt::xtensor<float, 2>& z) {
    return 1 / (1 + xt::exp(-m.predict(z)));
}
template <class Net, class From>
model<Net> part_of(const From& whole) {
    model<Net> part{seed{}, whole.threads()};
    copy_what_fits(whole, part);
    return part;
}

template <int D>
model<vae<D>> learn(const images& x, const settings& s) {
    model<vae<D>> m{seed{s.seed}, s.threads};
    trainer t{m, joint_loss{bernoulli, gaussian_kl_loss{.beta = s.beta}}, adam{.rate = 1e-3}};
    t.fit(array_set{x, x}, {.epochs = s.epochs, .batch = 100});
    return m;
}

/// The number below which a normal number is with probability p, by bisection.
float quantile(double p) {
    double low = -6, high = 6;
    for (int k = 0; k < 40; ++k)
        (std::erfc(-(low + high) / 2 / std::sqrt(2.0)) / 2 < p ? low : high) = (low + high) / 2;
    return static_cast<float>(low);
}

void run(const settings& s) {
    train_and_test data = fashion_mnist(s.data);
    data.train = first(data.train, s.limit);
    const images judged = xt::view(data.test.images, xt::range(0, s.judged));
    const auto sheet = [&](const images& x, const char* file, const std::string& title, int columns) {
        write_png(image_grid(x, {.columns = columns, .scale = 2, .title = title}), fs::path(s.out) / file);
    };

    std::cout << "20 numbers an image\n";
    const model<vae<20>> whole = learn<20>(data.train.images, s);
    auto e = part_of<encoder_of<20>>(whole);
    auto d = part_of<decoder_of<20>>(whole);
    sheet(pixels(d, latents(80, 20, seed{s.seed})), "samples.png", "Images of random numbers", 10);
    const auto codes = e.predict(images(xt::view(judged, xt::range(0, 8))));
    images ways({40, 1, 28, 28});
    for (std::size_t k = 0; k < 4; ++k) {
        const auto mean = [&](std::size_t i) { return xt::view(codes, i, xt::range(0, 20)); };
        const images way = pixels(d, interpolated(mean(2 * k), mean(2 * k + 1), 10));
        std::copy(way.begin(), way.end(), ways.begin() + static_cast<std::ptrdiff_t>(k * way.size()));
    }
    sheet(ways, "interpolation.png", "From one test image to another", 10);

    std::cout << "2 numbers an image\n";
    const model<vae<2>> flat = learn<2>(data.train.images, s);
    auto of_plane = part_of<decoder_of<2>>(flat);
    xt::xtensor<float, 2> plane({225, 2});
    for (std::size_t i = 0; i < 225; ++i)
        plane(i, 0) = quantile((static_cast<double>(i % 15) + 0.5) / 15),
                 plane(i, 1) = quantile((static_cast<double>(i / 15) + 0.5) / 15);
    sheet(pixels(of_plane, plane), "plane.png", "The plane of two numbers, as far as 97 % of images lie", 15);

    const likelihood_options o{.samples = s.samples, .random = seed{s.seed}};
    const auto found = estimate_likelihood(e, d, bernoulli, judged, o);
    const auto of_bound =
        estimate_likelihood(e, d, bernoulli, images(xt::view(data.test.images, xt::range(0, 1000))),
                            {.samples = 20, .at_once = 20});
    std::cout << "\nwritten to " << s.out
              << ": samples.png, interpolation.png, plane.png\nIn plane.png, look at how one kind "
                 "of clothing becomes another on the way, and how blurred all\nof them are: the decoder's "
                 "best answer to what two numbers leave open is a mean.\n\n";
    const std::string some = "_of_" + std::to_string(s.judged) + "_images";
    finding("bound", of_bound.evidence_bound);
    finding("reconstruction", of_bound.reconstruction);
    finding("divergence", of_bound.divergence);
    finding("bound" + some, found.evidence_bound);
    finding("log_likelihood" + some, found.log_likelihood);
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"vae",
                      "Trains variational autoencoders, draws what they make and measures their likelihood."};
    l.add_option("--limit", s.limit, lessons::images_trained)->check(CLI::Range(1000, 60'000));
    l.add_option("--epochs", s.epochs, "of each network")->check(CLI::Range(1, 1000));
    l.add_option("--samples", s.samples, "of the importance weights")->check(CLI::Range(1, 1'000'000));
    l.add_option("--beta", s.beta, "weight of the divergence")->check(CLI::NonNegativeNumber);
    l.share(s, {.out = "folder for the pictures", .quick = "one epoch of 2000 images, 50 samples"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.limit = 2000, s.epochs = 1, s.samples = 50, s.judged = 8;
        run(s);
    });
}
