// SPDX-License-Identifier: MIT
/// Images as points of the plane: by their two principal components and by t-SNE, of their pixels and of what
/// the last hidden layer of a network makes of them; and the images drawn at their points.
///
///     embedding                     pictures go to --out
///
/// (van der Maaten, Hinton, 2008; CS231n, "Visualizing what ConvNets learn".)
#include <chrono>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <strata/data/fashion_mnist.hpp>
#include <strata/io/what_fits.hpp>
#include <strata/pictures/image_map_drawing.hpp>
#include <strata/pictures/plot.hpp>
#include <strata/strata.hpp>
#include <strata/understanding/tsne.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct classifier : net<input<1, 28, 28>, conv<16, 3, same>, relu, max_pool<2>, conv<32, 3, same>, relu,
                        max_pool<2>, flatten, dense<64>, relu, dense<10>> {};
/// The same without the last layer.
struct hidden_layers : net<input<1, 28, 28>, conv<16, 3, same>, relu, max_pool<2>, conv<32, 3, same>, relu,
                           max_pool<2>, flatten, dense<64>, relu> {};

struct settings : lessons::with_clothes {
    int images = 20'000, epochs = 3, points = 4000;
    double perplexity = 30;
};

constexpr lessons::finding_printer finding{};

/// The percentage of points whose nearest other point is of their class.
double right_neighbours(const xt::xtensor<float, 2>& points, const xt::xtensor<int, 1>& labels, int threads) {
    const auto t = neighbour_search(sample_rows::of(points, "the points"), distance::l2, threads)
                       .nearest(sample_rows::of(points, "the points"), 2);
    double right = 0;
    for (std::size_t n = 0; n < labels.size(); ++n) {
        const std::size_t other = t.numbers(n, 0) == static_cast<int>(n) ? 1 : 0;
        right += labels(static_cast<std::size_t>(t.numbers(n, other))) == labels(n);
    }
    return 100 * right / static_cast<double>(labels.size());
}

/// Points as dots, a colour for each class.
drawing scatter(const std::string& title, const xt::xtensor<float, 2>& points, const labelled_images& set) {
    std::vector<curve> classes(set.class_names.size());
    for (std::size_t c = 0; c < classes.size(); ++c)
        classes[c] = {.label = set.class_names[c], .x = {}, .y = {}, .spread = {}, .joined = false};
    for (std::size_t n = 0; n < set.labels.size(); ++n) {
        auto& c = classes[static_cast<std::size_t>(set.labels(n))];
        c.x.push_back(static_cast<double>(points(n, 0))), c.y.push_back(static_cast<double>(points(n, 1)));
    }
    return plot_drawing(title, "", "", classes, {.width = 860, .height = 640});
}

void run(const settings& s) {
    train_and_test data = fashion_mnist(s.data);
    data.train = first(data.train, s.images), data.test = first(data.test, s.points);
    model<classifier> m{seed{s.seed}, s.threads};
    trainer t{m, softmax_loss{}, adam{.rate = 2e-3}};
    t.fit(data.train, {.epochs = s.epochs, .batch = 64});
    model<hidden_layers> hidden{seed{s.seed}, s.threads};
    copy_what_fits(m, hidden);
    const xt::xtensor<float, 2> features = hidden.predict(data.test.images);

    const auto look = [&](const std::string& of, const auto& x) {
        const xt::xtensor<float, 2> components = randomized_components(x, 2, {.random = seed{s.seed}})(x);
        const auto began = std::chrono::steady_clock::now();
        const tsne_map map = tsne(x, {.perplexity = s.perplexity,
                                      .random = seed{s.seed},
                                      .threads = s.threads,
                                      .report = [&](int step, double divergence) {
                                          std::cout << "\rt-SNE of " << of << ": step " << step
                                                    << ", divergence " << std::fixed << std::setprecision(3)
                                                    << divergence << "  " << std::defaultfloat << std::flush;
                                      }});
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
        std::cout << ", " << std::setprecision(3) << seconds.count() << " s\n";
        write_png(rendered(side_by_side({scatter("Two principal components of " + of, components, data.test),
                                         scatter("t-SNE of " + of, map.points, data.test)})),
                  fs::path(s.out) / (of + ".png"));
        finding("divergence_of_" + of, map.divergence);
        finding("nearest_of_the_class_by_components_of_" + of,
                right_neighbours(components, data.test.labels, s.threads));
        finding("nearest_of_the_class_by_tsne_of_" + of,
                right_neighbours(map.points, data.test.labels, s.threads));
        return map;
    };
    look("pixels", data.test.images);
    const tsne_map map = look("features", features);
    write_png(rendered(image_map_drawing(data.test.images, map.points, {.background = colours::black})),
              fs::path(s.out) / "images.png");
    finding("accuracy_of_the_network", 100 * evaluate(m, data.test).accuracy);
    std::cout
        << "\nwritten to " << s.out
        << ": pixels.png, features.png, images.png. Two components lay classes over each other that t-SNE\n"
           "sets apart; of features it leaves few points among strangers. Which side a cluster is on, and "
           "how wide "
           "it is, mean nothing.\n\n";
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"embedding", "Draws images at their places in the plane."};
    l.add_option("--images", s.images, lessons::images_trained)->check(CLI::Range(1000, 60'000));
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(1, 1000));
    l.add_option("--points", s.points, "test images that become points")->check(CLI::Range(100, 10'000));
    l.add_option("--perplexity", s.perplexity, "about how many neighbours count");
    l.share(s, {.out = "folder for the pictures", .quick = "1 epoch of 2000 images, 500 points"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.epochs = 1, s.images = 2000, s.points = 500;
        run(s);
    });
}
