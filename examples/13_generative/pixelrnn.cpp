// SPDX-License-Identifier: MIT
/// PixelRNN by rows on small images: an LSTM's cells for each pixel go down the image, and each pixel is
/// drawn from what they remember of those before it.
///
///     pixelrnn               trains on black and white clothes of 14 x 14; a picture goes to --out
///
/// (van den Oord, Kalchbrenner, Kavukcuoglu, 2016, section 3.1.)
#include <filesystem>
#include <iostream>
#include <strata/architectures/pixelrnn.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <strata/generative/pixel_sampling.hpp>
#include <strata/pictures/image_grid.hpp>
#include <strata/strata.hpp>

#include "../lesson.hpp"
#include "lone_pixels.hpp"

using namespace strata;
namespace fs = std::filesystem;
using level_images = xt::xtensor<int, 4>;

struct small_rnn : pixelrnn<14, 14, 1, 2, 8, 3> {};

struct settings : lessons::with_clothes {
    int epochs = 4, images = 1600, held_out = 1000;
    double rate = 5e-3;
};

constexpr lessons::finding_printer finding{};

/// Half as wide and high, black and white.
level_images halved(const xt::xtensor<float, 4>& x) {
    xt::xtensor<float, 4> y =
        xt::zeros<float>({x.shape()[0], std::size_t{1}, std::size_t{14}, std::size_t{14}});
    for (std::size_t n = 0; n < x.shape()[0]; ++n)
        for (std::size_t i = 0; i < 784; ++i) y(n, 0, i / 56, i % 28 / 2) += x(n, 0, i / 28, i % 28) / 4;
    return levels_of(xt::xtensor<float, 4>(xt::clip(y, 0.0F, 1.0F)), 2);
}

void run(const settings& s) {
    const train_and_test data = fashion_mnist(s.data);
    const level_images train = halved(first(data.train, s.images).images),
                       test = halved(first(data.test, s.held_out).images);
    model<small_rnn> m{seed{s.seed}, s.threads};
    trainer t{m, level_softmax_loss<2>{}, adam{.rate = s.rate}};
    t.fit(pixel_levels(train, 2), {.epochs = s.epochs, .batch = 32});
    const image_likelihood likely = log_likelihood(m, test);
    std::cout << likely << '\n';

    // the first row is drawn from nothing, the second from the upper halves of the third
    xt::xtensor<float, 4> sheet = xt::zeros<float>({24, 1, 14, 14});
    const level_images eight = xt::view(test, xt::range(0, 8));
    xt::view(sheet, xt::range(0, 8)) = numbers_of(sample_images(m, 8, seed{s.seed}), 2);
    xt::view(sheet, xt::range(8, 16)) = numbers_of(complete_images(m, eight, 7, seed{s.seed}), 2);
    xt::view(sheet, xt::range(16, 24)) = numbers_of(eight, 2);
    write_png(image_grid(sheet, {.columns = 8, .scale = 4, .title = "Drawn; lower half drawn; images"}),
              fs::path(s.out) / "pixelrnn.png");
    std::cout
        << "\nwritten to " << s.out
        << ": pixelrnn.png, whose first row is drawn from nothing; the second begins as the third does, "
           "and ends otherwise, but as clothes may.\n\n";
    finding("bits_of_lone_pixels", bits_of_lone_pixels(train, test));
    finding("bits_of_pixelrnn", likely.bits_per_dimension());
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"pixelrnn",
                      "Trains PixelRNN by rows on small black and white clothes, and draws some."};
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(1, 1000));
    l.add_option("--images", s.images, lessons::images_trained)->check(CLI::Range(32, 60'000));
    l.add_option("--held-out", s.held_out, "images of the test set")->check(CLI::Range(8, 10'000));
    l.add_option("--rate", s.rate, "of Adam")->check(CLI::PositiveNumber);
    l.share(s, {.out = "folder for the picture", .quick = "1 epoch of 320 images"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.epochs = 1, s.images = 320, s.held_out = 64;
        run(s);
    });
}
