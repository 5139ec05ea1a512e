// SPDX-License-Identifier: MIT
/// Models of images that draw one pixel after the other: PixelCNN and its gated form learn black and white
/// clothes, say how many bits a pixel of others takes, draw new ones, and complete those whose upper half is
/// given.
///
///     pixelcnn               trains both for a minute; pictures go to --out
///
/// (van den Oord, Kalchbrenner, Kavukcuoglu, 2016; van den Oord, Kalchbrenner, Vinyals, Espeholt, Graves,
/// Kavukcuoglu, 2016.) scripts/compare-pixelcnn trains the same networks with PyTorch in the same steps.
#include <algorithm>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <strata/architectures/pixelcnn.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <strata/generative/pixel_sampling.hpp>
#include <strata/losses/level_softmax_loss.hpp>
#include <strata/pictures/image_grid.hpp>
#include <strata/strata.hpp>
#include <string>

#include "../lesson.hpp"
#include "lone_pixels.hpp"

using namespace strata;
namespace fs = std::filesystem;
using level_images = xt::xtensor<int, 4>;

struct plain : pixelcnn<28, 28, 1, 2, 32, 4> {};
struct gated : gated_pixelcnn<28, 28, 1, 2, 16, 3> {};

struct settings : lessons::with_clothes {
    int epochs = 3, images = 1600, held_out = 1000, samples = 32;
    double rate = 2e-3;
};

constexpr lessons::finding_printer finding{};

/// Seconds of processor time that drawing so many images takes.
template <class Model>
double seconds_of(const Model& m, int count, seed s, const pixel_sampling& how, level_images& made) {
    const std::clock_t began = std::clock();
    made = sample_images(m, count, s, how);
    return static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
}

/// Bits per dimension on images that it has not seen; draws a sheet of new ones and one of completed ones.
template <class Net>
double learn(const std::string& name, const level_images& train, const level_images& test,
             const settings& s) {
    model<Net> m{seed{s.seed}, s.threads};
    std::cout << '\n' << name << ", " << Net::parameters << " parameters\n";
    trainer t{m, level_softmax_loss<2>{}, adam{.rate = s.rate}};
    // in the order of the files, so that another program can take the same steps
    t.fit(pixel_levels(train, 2), {.epochs = s.epochs, .batch = 32, .order = in_order{}});
    const image_likelihood likely = log_likelihood(m, test);
    std::cout << "  " << likely << '\n';

    const level_images drawn = sample_images(m, s.samples, seed{s.seed});
    write_png(image_grid(numbers_of(drawn, 2), {.columns = 8, .scale = 2, .title = name + ": drawn"}),
              fs::path(s.out) / (name + "-samples.png"));
    level_images rows = xt::zeros<int>({32, 1, 28, 28});
    for (std::size_t i = 0; i < 32; ++i) xt::view(rows, i) = xt::view(test, i / 4);
    const level_images completed = complete_images(m, rows, 14, seed{s.seed});
    xt::xtensor<float, 4> sheet = numbers_of(completed, 2);
    for (std::size_t i = 0; i < 32; i += 4) {
        xt::view(sheet, i) = xt::cast<float>(xt::view(rows, i));
        xt::view(sheet, i + 1) = xt::cast<float>(xt::view(rows, i));
        xt::view(sheet, i + 1, xt::all(), xt::range(14, 28)) = 0.5F;
    }
    write_png(image_grid(sheet, {.columns = 8, .scale = 2, .title = name + ": image, upper half, two ends"}),
              fs::path(s.out) / (name + "-completed.png"));

    level_images quick, slow;
    const int count = std::min(s.samples, 4);
    const double quickly = seconds_of(m, count, seed{s.seed}, {}, quick);
    const double slowly = seconds_of(m, count, seed{s.seed}, {.whole_passes = true}, slow);
    finding(name + "_times_faster_drawn", slowly / quickly);
    finding(name + "_drawn_alike", quick == slow ? 1 : 0);
    return likely.bits_per_dimension();
}

void run(const settings& s) {
    const train_and_test data = fashion_mnist(s.data);
    const level_images train = levels_of(first(data.train, s.images).images, 2),
                       test = levels_of(first(data.test, s.held_out).images, 2);
    const double alone = bits_of_lone_pixels(train, test);
    const double bits = learn<plain>("plain", train, test, s),
                 of_gated = learn<gated>("gated", train, test, s);
    std::cout
        << "\nwritten to " << s.out
        << ": plain-samples.png and gated-samples.png, where shirts, trousers and shoes can be told "
           "though every pixel was drawn by chance, and plain-completed.png and gated-completed.png: four "
           "pictures of each image, the image, what was given of it, and two ends that fit it.\n\n";
    finding("bits_of_lone_pixels", alone);
    finding("bits_of_plain", bits);
    finding("bits_of_gated", of_gated);
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"pixelcnn",
                      "Trains PixelCNN and its gated form on black and white clothes, and draws some."};
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(1, 1000));
    l.add_option("--images", s.images, lessons::images_trained)->check(CLI::Range(32, 60'000));
    l.add_option("--held-out", s.held_out, "images of the test set")->check(CLI::Range(8, 10'000));
    l.add_option("--samples", s.samples, "images to draw")->check(CLI::Range(1, 1000));
    l.add_option("--rate", s.rate, "of Adam")->check(CLI::PositiveNumber);
    l.share(s, {.out = "folder for the pictures", .quick = "1 epoch of 320 images"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.epochs = 1, s.images = 320, s.held_out = 64, s.samples = 1;
        run(s);
    });
}
