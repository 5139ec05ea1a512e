// SPDX-License-Identifier: MIT
/// A residual network of eight convolutions learns CIFAR-10 from images that are flipped and shifted at
/// random.
///
///     cifar10                   trains; pictures and model go to --out
///     cifar10 --quick           a few images, a few seconds
///
/// The folder of the data set's own binary files, or one above it, is named by the environment variable
/// STRATA_DATA.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <strata/data/channel_normalization.hpp>
#include <strata/data/cifar10.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <strata/data/flip_and_shift.hpp>
#include <strata/data/split.hpp>
#include <strata/io/model_file.hpp>
#include <strata/pictures/image_grid.hpp>
#include <strata/pictures/matrix_picture.hpp>
#include <strata/pictures/training_curves.hpp>
#include <strata/strata.hpp>
#include <strata/training/averaged_model.hpp>
#include <strata/training/mean_over_views.hpp>
#include <string>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

template <int K>
using block = chain<conv<K, 3, same, no_bias>, batch_norm, relu>;
struct colour_net : net<input<3, 32, 32>, block<32>, max_pool<2>, block<64>, max_pool<2>, block<96>,
                        residual<block<96>, block<96>>, max_pool<2>, block<192>,
                        residual<block<192>, block<192>>, global_max_pool, flatten, dropout<0.2>, dense<10>> {
};

struct settings : lessons::with_threads {
    int epochs = 24, batch = 64;
    double rate = 0.05;
    bool no_fallback = false;
};

/// Grey images of 28 x 28 as CIFAR's are: three equal channels, a black border of 2 pixels.
labelled_images like_cifar10(const labelled_images& grey) {
    const std::size_t n = grey.images.shape()[0];
    labelled_images set{xt::zeros<float>({n, std::size_t{3}, std::size_t{32}, std::size_t{32}}), grey.labels,
                        grey.class_names};
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t c = 0; c < 3; ++c)
            for (std::size_t row = 0; row < 28; ++row)
                std::copy_n(&grey.images(i, 0, row, 0), 28, &set.images(i, c, row + 2, 2));
    return set;
}

/// CIFAR-10, or as many images of Fashion-MNIST as one of its files and its test have.
train_and_test images(const settings& s) {
    if (const auto folder = cifar10_folder()) {
        std::cout << "CIFAR-10 from " << folder->string() << "\n\n";
        return cifar10(*folder);
    }
    std::cout
        << "STRATA_DATA is not set. To train on CIFAR-10, download cifar-10-binary.tar.gz from the CIFAR-10 "
           "page of the\n"
           "University of Toronto, unpack it, and set STRATA_DATA to the folder that it was unpacked in.\n";
    if (s.no_fallback) return {};
    std::cout << "Now the same network learns Fashion-MNIST.\n\n";
    const train_and_test grey = fashion_mnist();
    return {like_cifar10(first(grey.train, 10'000)), like_cifar10(first(grey.test, 2'000))};
}

/// Some normalized images and what the augmentation makes of each, in their colours.
picture augmented_samples(const labelled_images& set, const channel_normalization& normalized,
                          const random_flip_and_shift& augment, seed s) {
    constexpr std::size_t versions = 8;
    const std::size_t n = set.images.shape()[0];
    const image_extents e{3, 32, 32};
    xt::xtensor<float, 4> tiles({n * versions, std::size_t{3}, std::size_t{32}, std::size_t{32}});
    const auto size = static_cast<std::size_t>(e.size());
    for (std::size_t i = 0; i < n; ++i) {
        const float* x = set.images.data() + i * size;
        std::copy_n(x, size, tiles.data() + i * versions * size);
        for (std::size_t k = 1; k < versions; ++k)
            augment(e, random_stream(s, i * versions + k), x, tiles.data() + (i * versions + k) * size);
    }
    for (std::size_t i = 0; i < tiles.size(); ++i) {
        const std::size_t c = i / (32 * 32) % 3;
        float& v = tiles.data()[i];
        v = v * static_cast<float>(normalized.deviation[c]) + static_cast<float>(normalized.mean[c]);
    }
    return image_grid(tiles,
                      {.columns = versions, .scale = 3, .title = "Images, and how they are trained on"});
}

/// In words: the two classes that are taken for each other most.
std::string most_frequent_mistake(const evaluation& e) {
    std::size_t one = 0, other = 1;
    const auto mistakes = [&](std::size_t a, std::size_t b) { return e.confusion(a, b) + e.confusion(b, a); };
    for (std::size_t a = 0; a < e.classes(); ++a)
        for (std::size_t b = a + 1; b < e.classes(); ++b)
            if (mistakes(a, b) > mistakes(one, other)) one = a, other = b;
    return e.class_names[one] + " and " + e.class_names[other] + " are taken for each other more than any " +
           "other two classes";
}

int run(settings s) {
    if (s.quick) s.epochs = 2, s.batch = 32, s.rate = 0.01;
    train_and_test data = images(s);
    constexpr int skipped = 77;
    if (data.train.size() == 0) return skipped;
    if (s.quick) data = {first(data.train, 1'500), first(data.test, 500)};
    const fs::path out = s.out;
    const random_flip_and_shift augment{.shift = 4};
    const channel_normalization normalize(data.train);
    normalize(data.train);
    normalize(data.test);
    write_png(augmented_samples(first(data.train, 8), normalize, augment, seed{s.seed}),
              out / "augmented.png");

    // What decides is a tenth of the training images that is held out; the test images are looked at once.
    const auto [seen, held_out] = split(data.train, {0.9, 0.1}, {.random = seed{s.seed}, .stratified = true});
    const int64 steps = s.epochs * ((seen.size() + s.batch - 1) / s.batch);
    model<colour_net> m{seed{s.seed}, s.threads};
    trainer t{m, weighted_softmax_loss{.label_smoothing = 0.1},
              averaged{momentum{.rate = s.rate, .weight_decay = 5e-4, .nesterov = true},
                       {.keep = 0.99, .from = 1 + 3 * steps / 4}},
              metric_list<accuracy>{}};
    std::cout << summary<colour_net>() << '\n';
    const auto began = std::chrono::steady_clock::now();
    t.fit(seen, {.epochs = s.epochs,
                 .batch = s.batch,
                 .validation = held_out,
                 .augment = augment,
                 .callbacks = {rate_schedule{one_cycle{.over = static_cast<double>(s.epochs)}}}});
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    m = averaged_model(t);  // of the last quarter of the steps

    // Each image is asked about twice, as it is and flipped.
    const xt::xtensor<float, 2> p = mean_over_views(m, data.test.images, flipped_twins{});
    evaluation e = evaluate_scores(xt::eval(xt::log(p)), data.test.labels);
    e.class_names = data.test.class_names;
    const double as_it_is = evaluate(m, data.test).accuracy;
    std::cout << "\ntrained for " << std::fixed << std::setprecision(1) << seconds.count() << " s with "
              << s.threads << " threads; on the " << data.test.size() << " test images:\n"
              << e;
    write_png(training_curves(t.history()), out / "curves.png");
    write_png(matrix_picture(e.confusion, e.class_names), out / "confusion.png");
    save(m, out / "model.safetensors");
    std::cout << "\nwritten to " << out.string()
              << ": augmented.png, curves.png, confusion.png, model.safetensors\n\nIn confusion.png "
              << most_frequent_mistake(e) << ".\n\n";
    constexpr lessons::finding_printer finding{.digits = 1, .fixed = true};
    finding("test_accuracy", 100 * e.accuracy);
    finding("test_accuracy_without_flips", 100 * as_it_is);
    finding("seconds", seconds.count());
    if (s.quick && e.accuracy < 0.15) {
        std::cout << "this is worse than it should be\n";
        return 1;
    }
    return 0;
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{
        "cifar10",
        "Trains a residual network on CIFAR-10, whose folder STRATA_DATA names, or on Fashion-MNIST."};
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(1, 1'000'000));
    l.add_option("--batch", s.batch, "images in a step")->check(CLI::Range(2, 50'000));
    l.add_option("--rate", s.rate, "largest learning rate")->check(CLI::PositiveNumber);
    l.add_flag("--no-fallback", s.no_fallback, "end with 77 where STRATA_DATA is not set");
    l.share(s, {.out = "folder for pictures and model",
                .quick = "2 epochs of 1,500 images, to see that it works"});
    return l.run(argc, argv, [&] { return run(s); });
}
