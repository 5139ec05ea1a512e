// SPDX-License-Identifier: MIT
/// Features before networks: the same linear classifier on pixels, and on histograms of gradients, of
/// colours, and of visual words, which say less of where and more of what. On CIFAR-10 where it is, else on
/// Fashion-MNIST, which has no colours.
///
///     classic_features            the picture goes to --out
///     STRATA_DATA=~/data classic_features
///
/// (Dalal and Triggs, 2005; Csurka et al., 2004; Coates and Ng, 2011; CS231n, "Image features".)
#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <strata/classic/colour_histogram.hpp>
#include <strata/classic/linear_classifier.hpp>
#include <strata/classic/visual_words.hpp>
#include <strata/compiled.hpp>
#include <strata/data/cifar10.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <strata/pictures/image_grid.hpp>
#include <string>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct settings : lessons::with_threads {
    int images = 10'000, test = 2000, epochs = 20;
};

constexpr lessons::finding_printer finding{};

using table = xt::xtensor<float, 2>;

/// Both tables with the mean of the training samples at 0 and their deviation at 1, column by column.
void standardize(table& train, table& test) {
    for (std::size_t k = 0; k < train.shape()[1]; ++k) {
        double sum = 0, squares = 0;
        const auto n = static_cast<double>(train.shape()[0]);
        for (std::size_t i = 0; i < train.shape()[0]; ++i) sum += double(train(i, k)) / n;
        for (std::size_t i = 0; i < train.shape()[0]; ++i) {
            const double from_mean = double(train(i, k)) - sum;
            squares += from_mean * from_mean / n;
        }
        const double scale = squares > 1e-10 ? 1 / std::sqrt(squares) : 0;
        for (table* t : {&train, &test})
            for (std::size_t i = 0; i < t->shape()[0]; ++i)
                (*t)(i, k) = static_cast<float>((double((*t)(i, k)) - sum) * scale);
    }
}

table side_by_side(const table& a, const table& b) { return xt::concatenate(xt::xtuple(a, b), 1); }

/// Room for the numbers of all features: what is left of a row is 0, and changes nothing.
constexpr int most_numbers = 3072;
table with_room(const table& x) {
    auto wide = table::from_shape({x.shape()[0], std::size_t{most_numbers}});
    std::fill(wide.begin(), wide.end(), 0.0f);
    xt::view(wide, xt::all(), xt::range(0, x.shape()[1])) = x;
    return wide;
}

/// The accuracy of a linear classifier.
void judge(const std::string& name, table train, table test, const train_and_test& data, const settings& s) {
    standardize(train, test);
    softmax_classifier<most_numbers, 10> classifier({.rate = 2e-3,
                                                     .regularization = 1e-3,
                                                     .epochs = s.epochs,
                                                     .random = seed{s.seed},
                                                     .threads = s.threads});
    classifier.train(with_room(train), data.train.labels);
    finding("accuracy_on_" + name, 100 * accuracy_of(classifier, with_room(test), data.test.labels));
}

table pixels(const labelled_images& set) {
    const auto n = static_cast<std::size_t>(set.size());
    return xt::reshape_view(set.images, std::array<std::size_t, 2>{n, set.images.size() / n});
}

void compare(const train_and_test& data, const settings& s) {
    const auto &a = data.train.images, &b = data.test.images;
    const hog_options o{.orientations = 9, .cell = 4, .block = 2, .threads = s.threads};
    visual_words bag({.words = 200, .patch = 8, .stride = 2, .random = seed{s.seed}, .threads = s.threads});
    bag.find_words(a);
    const table hog_a = hog(a, o), hog_b = hog(b, o), bag_a = bag.features(a), bag_b = bag.features(b);
    judge("pixels", pixels(data.train), pixels(data.test), data, s);
    judge("gradients", hog_a, hog_b, data, s);
    judge("visual_words", bag_a, bag_b, data, s);
    judge("gradients_and_words", side_by_side(hog_a, bag_a), side_by_side(hog_b, bag_b), data, s);
    if (a.shape()[1] == 3) {
        const colour_histogram_options h{.bins = 10, .of = colour_ranges::hue, .threads = s.threads};
        const table hue_a = colour_histogram(a, h), hue_b = colour_histogram(b, h);
        judge("hues", hue_a, hue_b, data, s);
        judge("gradients_and_hues", side_by_side(hog_a, hue_a), side_by_side(hog_b, hue_b), data, s);
    }
    auto words = xt::xtensor<float, 4>::from_shape({64, 1, 4, 9});
    std::copy_n(bag.words().data(), words.size(), words.data());
    const image_grid_options drawn{.columns = 8, .scale = 8, .range = tile_range::own};
    write_png(image_grid(words, drawn), fs::path(s.out) / "words.png");
    std::cout << "\nwritten to " << s.out << ": words.png, 64 words, a row for each of 4 cells\n";
}

void run(const settings& s) {
    const auto folder = cifar10_folder();
    train_and_test data = folder ? cifar10(*folder) : fashion_mnist();
    data.train = first(data.train, std::min(s.images, data.train.size()));
    data.test = first(data.test, std::min(s.test, data.test.size()));
    std::cout << data.train.size() << " images of " << (folder ? "CIFAR-10" : "Fashion-MNIST") << "\n\n";
    compare(data, s);
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{
        "classic_features",
        "Compares a linear classifier of pixels with those of histograms of gradients, colours, words."};
    l.add_option("--images", s.images, lessons::images_trained)->check(CLI::Range(500, 60'000));
    l.add_option("--test", s.test, "images of the test set")->check(CLI::Range(100, 10'000));
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(1, 10'000));
    l.share(s, {.out = "folder for the picture", .quick = "3 epochs of 600 images"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.images = 600, s.test = 200, s.epochs = 3;
        run(s);
    });
}
