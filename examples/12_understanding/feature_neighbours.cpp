// SPDX-License-Identifier: MIT
/// Which training images are the nearest to a test image: by their pixels, and by what the last hidden layer
/// of a network makes of them.
///
///     feature_neighbours            a picture goes to --out
///
/// (Krizhevsky, Sutskever, Hinton, 2012, figure 4; CS231n, "Visualizing what ConvNets learn".)
#include <filesystem>
#include <iostream>
#include <strata/classic/neighbour_search.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <strata/io/what_fits.hpp>
#include <strata/pictures/image_grid.hpp>
#include <strata/strata.hpp>
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
    int images = 20'000, epochs = 4;
};

constexpr lessons::finding_printer finding{};

/// The percentage of neighbours that are of the class of who asks.
double right_neighbours(const neighbour_table& t, const train_and_test& data) {
    double right = 0;
    for (std::size_t n = 0; n < t.numbers.shape()[0]; ++n)
        for (std::size_t k = 0; k < t.numbers.shape()[1]; ++k)
            right += data.train.labels(static_cast<std::size_t>(t.numbers(n, k))) == data.test.labels(n);
    return 100 * right / static_cast<double>(t.numbers.size());
}

void run(const settings& s) {
    train_and_test data = fashion_mnist(s.data);
    data.train = first(data.train, s.images), data.test = first(data.test, 2000);
    model<classifier> m{seed{s.seed}, s.threads};
    trainer t{m, softmax_loss{}, adam{.rate = 2e-3}};
    t.fit(data.train, {.epochs = s.epochs, .batch = 64});
    model<hidden_layers> features{seed{s.seed}, s.threads};
    copy_what_fits(m, features);

    constexpr int near_ones = 5;
    const auto by = [&](const auto& train, const auto& test) {
        return neighbour_search(sample_rows::of(train, "the samples"), distance::l2, s.threads)
            .nearest(sample_rows::of(test, "the queries"), near_ones);
    };
    const neighbour_table by_pixels = by(data.train.images, data.test.images);
    const xt::xtensor<float, 2> of_train = features.predict(data.train.images),
                                of_test = features.predict(data.test.images);
    const neighbour_table by_features = by(of_train, of_test);

    // images whose neighbours by pixels are of other classes, as many as there is room for, one of each class
    std::vector<std::size_t> queries;
    for (std::size_t n = 0; n < 2000 && queries.size() < 8; ++n) {
        const int truth = data.test.labels(n);
        int wrong = 0;
        for (std::size_t k = 0; k < near_ones; ++k)
            wrong += data.train.labels(static_cast<std::size_t>(by_pixels.numbers(n, k))) != truth;
        bool fresh = true;
        for (const std::size_t q : queries) fresh = fresh && data.test.labels(q) != truth;
        if (fresh && wrong >= 2) queries.push_back(n);
    }
    const std::size_t columns = 1 + 2 * near_ones;
    xt::xtensor<float, 4> sheet({queries.size() * columns, 1, 28, 28});
    image_grid_options o{.columns = static_cast<int>(columns), .scale = 3, .text_size = 13};
    std::size_t at = 0;
    const auto show = [&](const labelled_images& set, std::size_t number, int truth) {
        xt::view(sheet, at++) = xt::view(set.images, number);
        const int label = set.labels(number);
        o.captions.push_back(set.class_names[static_cast<std::size_t>(label)]);
        o.caption_colours.push_back(&set == &data.test ? colours::ink
                                    : label == truth   ? colours::green
                                                       : colours::red);
    };
    for (const std::size_t n : queries) {
        show(data.test, n, data.test.labels(n));
        for (const auto* table : {&by_pixels, &by_features})
            for (std::size_t k = 0; k < near_ones; ++k)
                show(data.train, static_cast<std::size_t>(table->numbers(n, k)), data.test.labels(n));
    }
    o.title = "A test image, its five nearest by pixels, and its five nearest by features";
    write_png(image_grid(sheet, o), fs::path(s.out) / "neighbours.png");
    std::cout
        << "\nwritten to " << s.out
        << ": neighbours.png, of images that pixels mistake. By pixels, what is nearest has the same\n"
           "outline and shade; by features it may be lighter, darker or longer, and is the same kind of\n"
           "thing more often. Neighbours of the image's class are green.\n\n";
    finding("accuracy_of_the_network", 100 * evaluate(m, data.test).accuracy);
    finding("neighbours_of_the_class_by_pixels", right_neighbours(by_pixels, data));
    finding("neighbours_of_the_class_by_features", right_neighbours(by_features, data));
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"feature_neighbours", "Finds the nearest training images by pixels and by features."};
    l.add_option("--images", s.images, lessons::images_trained)->check(CLI::Range(1000, 60'000));
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(1, 1000));
    l.share(s, {.out = "folder for the picture", .quick = "1 epoch of 3000 images"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.epochs = 1, s.images = 3000;
        run(s);
    });
}
