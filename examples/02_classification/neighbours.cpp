// SPDX-License-Identifier: MIT
/// Nearest neighbours, and how to choose K without looking at the test images: the accuracy against K over
/// five folds, each held out once, and what the K that wins gives on the test images.
///
///     neighbours            pictures go to --out
///
/// A classifier that learns nothing and compares with everything: training takes no time, and each answer all
/// of it. (Cover and Hart, "Nearest neighbor pattern classification", 1967; CS231n, "Image classification".)
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <strata/classic/cross_validation.hpp>
#include <strata/classic/nearest_neighbours.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <strata/pictures/image_grid.hpp>
#include <strata/pictures/plot.hpp>
#include <strata/xtensor.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct settings : lessons::with_clothes {
    int images = 5000, test = 2000, folds = 5;
};

const std::vector<int> choices{1, 3, 5, 8, 10, 12, 15, 20, 50, 100};

constexpr lessons::finding_printer finding{};

nearest_neighbours classifier(const settings& s, int k, distance measure = distance::l2,
                              votes weighting = votes::equal) {
    return nearest_neighbours(
        {.neighbours = k, .measure = measure, .weighting = weighting, .threads = s.threads});
}

/// The accuracies of each K over the folds: the neighbours of a fold are found once for all K.
std::vector<cross_validation> over_folds(const labelled_images& train, const settings& s) {
    std::vector<cross_validation> found(choices.size());
    for (const fold_numbers& f : numbers_of_stratified_folds(train.labels, s.folds, seed{s.seed})) {
        nearest_neighbours knn = classifier(s, choices.back());
        const auto images = rows_at(train.images, f.train);
        knn.train(images, rows_at(train.labels, f.train));
        const auto labels = rows_at(train.labels, f.held_out);
        const neighbour_table table = knn.neighbours(rows_at(train.images, f.held_out));
        for (std::size_t i = 0; i < choices.size(); ++i)
            found[i].accuracies.push_back(share_right(knn.predict(table, choices[i]), labels));
    }
    return found;
}

/// Each fold a dot, and a line through the means with bars as long as the deviation.
picture accuracy_against_k(const std::vector<cross_validation>& found) {
    curve dots{"a fold", {}, {}, {}, false}, means{"mean", {}, {}, {}};
    for (std::size_t i = 0; i < choices.size(); ++i) {
        for (const double a : found[i].accuracies) {
            dots.x.push_back(choices[i]);
            dots.y.push_back(100 * a);
        }
        means.x.push_back(choices[i]);
        means.y.push_back(100 * found[i].mean());
        means.spread.push_back(100 * found[i].deviation());
    }
    return plot("Cross-validation on K", "K", "right answers, %", {dots, means});
}

/// Test images, each in front of its five nearest training images; red where a neighbour is of another class.
picture sheet(const labelled_images& train, const labelled_images& test, const neighbour_table& table) {
    constexpr std::size_t rows = 8, across = 6;
    auto images = xt::xtensor<float, 4>::from_shape({rows * across, 1, 28, 28});
    image_grid_options o{.columns = static_cast<int>(across), .scale = 3};
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < across; ++c) {
            const std::size_t n = c == 0 ? r : static_cast<std::size_t>(table.numbers(r, c - 1));
            const labelled_images& from = c == 0 ? test : train;
            xt::view(images, r * across + c) = xt::view(from.images, n);
            o.captions.push_back(from.class_names[static_cast<std::size_t>(from.labels(n))]);
            o.caption_colours.push_back(c == 0                             ? colours::ink
                                        : from.labels(n) == test.labels(r) ? colours::green
                                                                           : colours::red);
        }
    return image_grid(images, o);
}

void run(const settings& s) {
    const train_and_test data = fashion_mnist(s.data);
    const labelled_images train = first(data.train, s.images), test = first(data.test, s.test);
    const std::vector<cross_validation> found = over_folds(train, s);
    std::size_t best = 0;
    std::cout << "K      right, %   deviation over " << s.folds << " folds\n" << std::fixed;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        std::cout << std::left << std::setw(7) << choices[i] << std::setprecision(2) << std::setw(11)
                  << 100 * found[i].mean() << 100 * found[i].deviation() << '\n';
        if (found[i].mean() > found[best].mean()) best = i;
    }
    std::cout << std::defaultfloat;

    nearest_neighbours knn = classifier(s, choices[best]);
    knn.train(train.images, train.labels);
    const auto begin = std::chrono::steady_clock::now();
    const neighbour_table table = knn.neighbours(test.images, std::max(5, choices[best]));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    write_png(accuracy_against_k(found), fs::path(s.out) / "accuracy-against-k.png");
    write_png(sheet(train, test, table), fs::path(s.out) / "neighbours.png");
    std::cout << "\nwritten to " << s.out << ": accuracy-against-k.png, neighbours.png\n\n";

    finding("best_k", choices[best]);
    finding("accuracy_over_folds", 100 * found[best].mean());
    finding("accuracy_on_test", 100 * share_right(knn.predict(table, choices[best]), test.labels));
    for (const auto& [name, measure] : {std::pair{"l1", distance::l1}, {"cosine", distance::cosine}}) {
        nearest_neighbours other = classifier(s, choices[best], measure, votes::by_distance);
        other.train(train.images, train.labels);
        finding(std::string("accuracy_by_") + name, 100 * accuracy_of(other, test.images, test.labels));
    }
    finding("milliseconds_a_test_image", 1000 * took.count() / s.test);
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"neighbours", "Chooses K of a nearest neighbours classifier by cross-validation."};
    l.add_option("--images", s.images, lessons::images_trained)->check(CLI::Range(500, 60'000));
    l.add_option("--test", s.test, "images of the test set")->check(CLI::Range(100, 10'000));
    l.add_option("--folds", s.folds, "folds")->check(CLI::Range(2, 100));
    l.share(s, {.out = "folder for the pictures", .quick = "1000 images, 200 of the test set"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.images = 1000, s.test = 200;
        run(s);
    });
}
