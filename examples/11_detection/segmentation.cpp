// SPDX-License-Identifier: MIT
/// A U-Net says of every pixel what it belongs to: background, circle, square or triangle. The program draws
/// the images itself, so that it knows the truth.
///
///     segmentation              trains for some minutes; pictures go to --out
///     segmentation --quick      a few images, a few seconds
#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <numbers>
#include <sstream>
#include <strata/losses/pixel_softmax_loss.hpp>
#include <strata/pictures/image_grid.hpp>
#include <strata/pictures/training_curves.hpp>
#include <strata/strata.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

constexpr int side = 48;
const std::vector<std::string> classes{"background", "circle", "square", "triangle"};

template <int C>
using two_convs =
    chain<conv<C, 3, same, no_bias>, batch_norm, relu, conv<C, 3, same, no_bias>, batch_norm, relu>;

/// Down: half the size, twice the channels. Up: the way back, where each step also reads what was there
/// before the image was halved, since the class is known from afar and the edge from near (Ronneberger,
/// Fischer, Brox, 2015, figure 1; here with two steps instead of four and a quarter of the channels, for
/// images of a twelfth of the width).
struct small_unet : net<input<1, side, side>, two_convs<16>, tap<"fine">, max_pool<2>, two_convs<32>,
                        tap<"coarse">, max_pool<2>, two_convs<64>, upsample<2>, conv<32, 3, same>,
                        concat<from<"coarse">, chain<>>, two_convs<32>, upsample<2>, conv<16, 3, same>,
                        concat<from<"fine">, chain<>>, two_convs<16>, conv<4, 1>> {};

/// A shape around (x, y): its pixels are at most `radius` away from there, and it is turned by `angle`.
struct drawn_shape {
    int kind;  // 1 circle, 2 square, 3 triangle
    double x, y, radius, angle;

    [[nodiscard]] bool covers(int column, int row) const {
        const double dx = (column + 0.5 - x) / radius, dy = (row + 0.5 - y) / radius;
        const double u = std::cos(angle) * dx + std::sin(angle) * dy,
                     v = std::cos(angle) * dy - std::sin(angle) * dx;
        switch (kind) {
            case 1:
                return u * u + v * v < 1;
            case 2:
                return std::max(std::abs(u), std::abs(v)) < std::numbers::sqrt2 / 2;
            default:
                return v < 0.5 && std::numbers::sqrt3 * std::abs(u) - v < 1;
        }
    }
};

/// n images, each with one to four shapes, brighter or darker than a grey background, under noise. Image i
/// follows from (seed, i), and later shapes cover earlier ones.
labelled_pixels draw_images(int n, seed s) {
    const auto N = static_cast<std::size_t>(n), extent = static_cast<std::size_t>(side);
    labelled_pixels set{xt::xtensor<float, 4>({N, std::size_t{1}, extent, extent}),
                        xt::zeros<int>({N, extent, extent}), classes};
    for (std::size_t i = 0; i < N; ++i) {
        const random_stream random(s, i);
        std::uint64_t k = 0;
        const auto between = [&](double low, double high) {
            return low + (high - low) * random.uniform(k++);
        };
        const double ground = between(0.35, 0.65);
        float* pixels = set.images.data() + i * extent * extent;
        int* labels = set.labels.data() + i * extent * extent;
        std::fill_n(pixels, extent * extent, static_cast<float>(ground));
        for (std::uint32_t left = 1 + random.below(k++, 4); left > 0; --left) {
            const drawn_shape shape{1 + static_cast<int>(random.below(k++, 3)), between(8, side - 8),
                                    between(8, side - 8), between(7, 12), between(0, 2 * std::numbers::pi)};
            const double contrast = between(0.2, 0.35) * (random.below(k++, 2) == 1 ? 1 : -1);
            for (int row = 0; row < side; ++row)
                for (int column = 0; column < side; ++column)
                    if (shape.covers(column, row)) {
                        pixels[row * side + column] = static_cast<float>(ground + contrast);
                        labels[row * side + column] = shape.kind;
                    }
        }
        constexpr std::uint64_t noise = 1000;
        for (std::size_t p = 0; p < extent * extent; ++p)
            pixels[p] += static_cast<float>(0.06 * random.normal(noise + p));
    }
    return set;
}

/// Labels [N, H, W] as colours [3, H, W] of image i.
void paint(const xt::xtensor<int, 3>& labels, std::size_t i, xt::xtensor<float, 4>& tiles, std::size_t tile) {
    constexpr float colour_of[][3] = {
        {0.16f, 0.17f, 0.20f}, {0.0f, 0.60f, 0.85f}, {0.90f, 0.60f, 0.0f}, {0.0f, 0.65f, 0.42f}};
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t row = 0; row < side; ++row)
            for (std::size_t column = 0; column < side; ++column)
                tiles(tile, c, row, column) = colour_of[labels(i, row, column)][c];
}

/// Image, truth and answer beside each other, two images a row.
picture sheet_of_answers(const labelled_pixels& test, const pixel_evaluation& e, std::size_t count) {
    xt::xtensor<float, 4> tiles({3 * count, std::size_t{3}, std::size_t{side}, std::size_t{side}});
    image_grid_options options{
        .columns = 6, .scale = 3, .title = "Circles blue, squares orange, triangles green"};
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t c = 0; c < 3; ++c)
            for (std::size_t row = 0; row < side; ++row)
                for (std::size_t column = 0; column < side; ++column)
                    tiles(3 * i, c, row, column) = test.images(i, 0, row, column);
        paint(test.labels, i, tiles, 3 * i + 1);
        paint(e.predictions, i, tiles, 3 * i + 2);
        long right = 0;
        for (std::size_t p = i * side * side; p < (i + 1) * side * side; ++p)
            right += test.labels.data()[p] == e.predictions.data()[p];
        std::ostringstream share;
        share << "answer: " << std::fixed << std::setprecision(1)
              << 100.0 * static_cast<double>(right) / (side * side) << " %";
        for (const std::string& caption : {std::string("image"), std::string("truth"), share.str()})
            options.captions.push_back(caption);
    }
    return image_grid(tiles, options);
}

struct settings : lessons::with_threads {
    int epochs = 10, batch = 16, images = 1600;
};

int run(settings s) {
    if (s.quick) s.epochs = 3, s.images = 320;
    const labelled_pixels train = draw_images(s.images, seed{s.seed}),
                          test = draw_images(s.images / 4, seed{s.seed + 1});

    model<small_unet> m{seed{s.seed}, s.threads};
    trainer t{m, pixel_softmax_loss{}, adam{.rate = 2e-3}};
    std::cout << summary<small_unet>() << '\n';
    const auto began = std::chrono::steady_clock::now();
    const int late = std::max(1, s.epochs * 2 / 3);
    t.fit(train, {.epochs = s.epochs,
                  .batch = s.batch,
                  .validation = test,
                  .callbacks = {rate_schedule{
                      [&](const training_position& at) { return at.epoch < late ? 1 : 0.1; }}}});
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;

    const pixel_evaluation e = evaluate(m, test);
    double largest = 0;
    for (std::size_t c = 0; c < classes.size(); ++c) {
        double share = 0;
        for (const int label : test.labels) share += label == static_cast<int>(c);
        largest = std::max(largest, share / static_cast<double>(test.labels.size()));
    }
    std::cout << "\ntrained for " << std::fixed << std::setprecision(1) << seconds.count() << " s; on "
              << test.size() << " images it was not trained on, of whose pixels " << 100 * largest
              << " % are background:\n"
              << e;
    write_png(sheet_of_answers(test, e, 12), fs::path(s.out) / "answers.png");
    write_png(training_curves(t.history(), "right pixels, %"), fs::path(s.out) / "curves.png");
    std::cout << "\nwritten to " << s.out << ": answers.png, curves.png\n";
    // All background would be 25 % of intersection over union at most.
    if (s.quick && (e.accuracy < largest || e.mean_intersection_over_union() < 0.3)) {
        std::cout << "this is worse than it should be\n";
        return 1;
    }
    return 0;
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"segmentation",
                      "Trains a U-Net to find circles, squares and triangles, pixel by pixel."};
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(1, 1'000'000));
    l.add_option("--batch", s.batch, "images in a step")->check(CLI::Range(1, 10'000));
    l.add_option("--images", s.images, "images to train on; a quarter as many to test")
        ->check(CLI::Range(48, 1'000'000));
    l.share(s, {.out = "folder for the pictures", .quick = "3 epochs of 320 images, to see that it works"});
    return l.run(argc, argv, [&] { return run(s); });
}
