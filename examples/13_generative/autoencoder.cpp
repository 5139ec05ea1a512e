// SPDX-License-Identifier: MIT
/// Autoencoders: a network that has to say an image again with few numbers finds out what images are made of,
/// without a label. What comes back of an image, and of one under noise; where classes lie among two numbers
/// that were learned without them; and what the features are worth to a classifier that has few labels.
///
///     autoencoder            medians over draws of the labels; the pictures go to --out
///
/// (Hinton and Salakhutdinov: "Reducing the dimensionality of data with neural networks", 2006; Vincent,
/// Larochelle, Bengio, Manzagol: "Extracting and composing robust features with denoising autoencoders",
/// 2008.)
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <strata/data/array_set.hpp>
#include <strata/data/augmentations/gaussian_noise.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <strata/io/what_fits.hpp>
#include <strata/pictures/image_grid.hpp>
#include <strata/pictures/plot.hpp>
#include <strata/strata.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;
using images = xt::xtensor<float, 4>;

template <int Code>
using encoder = named<"encoder", chain<flatten, dense<512>, relu, dense<128>, relu, dense<Code>>>;
using decoder = named<"decoder", chain<dense<128>, relu, dense<512>, relu, dense<784>, reshape<1, 28, 28>>>;
template <int Code>
struct autoencoder : net<input<1, 28, 28>, encoder<Code>, tap<"code">, decoder> {};
struct classifier : net<input<1, 28, 28>, encoder<64>, relu, named<"head", dense<10>>> {};

struct settings : lessons::with_clothes {
    int limit = 10'000, epochs = 6, each = 10, passes = 60, draws = 5;
    double noise = 0.4;
};

constexpr lessons::finding_printer finding{};

/// The probability of white that a network says of each pixel.
template <class Net>
images said_again(model<Net>& m, const images& x) {
    return 1 / (1 + xt::exp(-m.predict(x)));
}
double squared_error(const images& a, const images& b) { return xt::mean(xt::square(a - b))(); }

template <class Net>
void learn(model<Net>& m, const images& x, const settings& s, double noise) {
    trainer t{m, binary_cross_entropy_loss{}, adam{.rate = 1e-3}};
    t.fit(array_set{x, x}, {.epochs = s.epochs, .batch = 100, .augment = gaussian_noise{.deviation = noise}});
}

/// The first `each` images of each class behind a place that a draw chooses.
labelled_images few_of(const labelled_images& set, int each, std::uint64_t draw) {
    const std::size_t n = static_cast<std::size_t>(each);
    labelled_images few{images::from_shape({10 * n, 1, 28, 28}), xt::xtensor<int, 1>::from_shape({10 * n}),
                        set.class_names};
    std::size_t taken[10] = {}, done = 0;
    for (std::size_t i = draw * 1000; done < 10 * n; ++i) {
        const std::size_t from = i % static_cast<std::size_t>(set.size());
        const int label = set.labels(from);
        if (taken[label]++ >= n) continue;
        std::copy_n(set.images.data() + from * 784, 784, few.images.data() + done * 784);
        few.labels(done++) = label;
    }
    return few;
}

/// The median over the draws of the share of test images that are classified rightly.
double classified(const model<autoencoder<64>>* features, const train_and_test& data, const settings& s) {
    std::vector<double> right;
    for (int draw = 0; draw < s.draws; ++draw) {
        model<classifier> m{seed{s.seed + static_cast<std::uint64_t>(draw)}, s.threads};
        if (features) copy_what_fits(*features, m, {}, "encoder.*");
        trainer t{m, softmax_loss{}, adam{.rate = 1e-3}};
        const labelled_images few = few_of(data.train, s.each, static_cast<std::uint64_t>(draw));
        t.fit(few, {.epochs = s.passes, .batch = 20, .progress = {}});
        right.push_back(100 * evaluate(m, data.test).accuracy);
    }
    return lessons::median(right);
}

/// Test images as points, by the two numbers that an encoder has for each.
void draw_codes(model<autoencoder<2>>& m, const labelled_images& test, const fs::path& file) {
    network_run run{m, answering{}, watch<"code">{}};
    run.forward(test.images);
    const auto code = run.value<"code">();
    std::vector<curve> classes;
    for (const std::string& name : test.class_names) classes.push_back({name, {}, {}, {}, false});
    for (std::size_t i = 0; i < test.labels.size(); ++i) {
        curve& of = classes[static_cast<std::size_t>(test.labels(i))];
        of.x.push_back(code(i, 0)), of.y.push_back(code(i, 1));
    }
    write_png(plot("Two numbers for each image, learned without labels", "first", "second", classes,
                   {.width = 1000, .height = 760}),
              file);
}

void run(const settings& s) {
    train_and_test data = fashion_mnist(s.data);
    data.train = first(data.train, s.limit), data.test = first(data.test, 2000);
    const images clean = xt::view(data.test.images, xt::range(0, 500));
    images noisy = clean;
    for (std::size_t i = 0; i < 500; ++i)
        gaussian_noise{.deviation = s.noise}({1, 28, 28}, {seed{s.seed}, i}, clean.data() + i * 784,
                                             noisy.data() + i * 784);

    std::cout << "an autoencoder of 64 numbers\n";
    model<autoencoder<64>> plain{seed{s.seed}, s.threads};
    learn(plain, data.train.images, s, 0);
    std::cout << "the same, that is shown images under noise\n";
    model<autoencoder<64>> denoising{seed{s.seed}, s.threads};
    learn(denoising, data.train.images, s, s.noise);
    std::cout << "an autoencoder of 2 numbers\n";
    model<autoencoder<2>> small_code{seed{s.seed}, s.threads};
    learn(small_code, data.train.images, s, 0);

    const images back = said_again(plain, clean), narrow = said_again(small_code, clean),
                 mended = said_again(denoising, noisy);
    images sheet({50, 1, 28, 28});
    const images* const rows[] = {&clean, &back, &narrow, &noisy, &mended};
    for (std::size_t row = 0; row < 5; ++row)
        std::copy_n(rows[row]->data(), 10 * 784, sheet.data() + row * 10 * 784);
    write_png(image_grid(sheet, {.columns = 10,
                                 .scale = 3,
                                 .title = "Images; by 64 numbers; by 2; under noise; what is made of that"}),
              fs::path(s.out) / "reconstructions.png");
    draw_codes(small_code, first(data.test, 1000), fs::path(s.out) / "codes.png");

    std::cout << s.each << " labels a class\n";
    const double from_nothing = classified(nullptr, data, s), with_features = classified(&plain, data, s),
                 with_denoising = classified(&denoising, data, s);
    std::cout << "\nwritten to " << s.out
              << ": reconstructions.png, codes.png\nIn codes.png, look at what lies apart, though no label "
                 "was shown: "
                 "trousers, shoes and tops;\nshirts, pullovers and coats share a place.\n\n";
    finding("error_of_64_numbers", squared_error(clean, back));
    finding("error_of_2_numbers", squared_error(clean, narrow));
    finding("error_of_noise", squared_error(clean, noisy));
    finding("error_after_denoising", squared_error(clean, mended));
    finding("accuracy_from_nothing", from_nothing);
    finding("accuracy_with_features", with_features);
    finding("accuracy_with_denoising", with_denoising);
    finding("gain", std::max(with_features, with_denoising) - from_nothing);
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"autoencoder",
                      "Learns to say images again by few numbers, and what those are worth to a classifier."};
    l.add_option("--limit", s.limit, "images without labels")->check(CLI::Range(2000, 60'000));
    l.add_option("--epochs", s.epochs, "of each autoencoder")->check(CLI::Range(1, 1000));
    l.add_option("--noise", s.noise, "deviation of what is added to a pixel")->check(CLI::Range(0.0, 10.0));
    l.add_option("--draws", s.draws, "draws of the labels")->check(CLI::Range(1, 20));
    l.share(s, {.out = "folder for the pictures", .quick = "one epoch of 2000 images, one draw"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.limit = 2000, s.epochs = 1, s.passes = 10, s.draws = 1;
        run(s);
    });
}
