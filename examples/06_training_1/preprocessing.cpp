// SPDX-License-Identifier: MIT
/// What is done with pixels before a network sees them: their mean taken away, each divided by its deviation,
/// principal components, whitening. A cloud of points after each, images after each, the components as
/// images, and what a linear classifier and a small network make of it.
///
///     preprocessing                 pictures go to --out
///
/// CIFAR-10, cut to 28 x 28 and made grey, where STRATA_DATA names a folder that has it; else Fashion-MNIST.
/// (CS231n, "Data preprocessing"; Krizhevsky, 2009.)
#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <strata/data/cifar10.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <strata/data/preprocessing/mean_image.hpp>
#include <strata/data/preprocessing/principal_components.hpp>
#include <strata/data/preprocessing/standardize.hpp>
#include <strata/data/preprocessing/whitening.hpp>
#include <strata/pictures/image_grid.hpp>
#include <strata/pictures/plot_drawing.hpp>
#include <strata/strata.hpp>
#include <string>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;
using images_of = xt::xtensor<float, 4>;

struct linear : net<input<1, 28, 28>, flatten, dense<10>> {};
struct two_layers : net<input<1, 28, 28>, flatten, dense<64>, relu, dense<10>> {};

struct settings : lessons::with_clothes {
    int images = 6000, epochs = 9;
};

constexpr lessons::finding_printer finding{};

/// Points in a square from -6 to 6 with its axes.
drawing cloud(const std::string& title, const xt::xtensor<double, 2>& x) {
    drawing d(270, 300);
    const auto place = [](double a, double b) { return point{135 + 21 * a, 160 - 21 * b}; };
    d.text(135, 22, title, {.size = 16, .anchor = text_anchor::middle});
    d.rectangle(9, 34, 252, 252, {246, 247, 249});
    d.line({place(-6, 0), place(6, 0)}, colours::grey);
    d.line({place(0, -6), place(0, 6)}, colours::grey);
    for (std::size_t i = 0; i < x.shape()[0]; ++i) d.line({place(x(i, 0), x(i, 1))}, curve_colour(0), 4);
    return d;
}

drawing clouds(const settings& s) {
    const random_stream random(seed{s.seed}, 0);
    xt::xtensor<double, 2> x({300, 2});
    for (std::size_t i = 0; i < 300; ++i) {
        const double along = 1.6 * random.normal(2 * i), across = 0.5 * random.normal(2 * i + 1);
        x(i, 0) = 2 + 0.8 * along - 0.6 * across, x(i, 1) = 1.5 + 0.6 * along + 0.8 * across;
    }
    return side_by_side({cloud("original", x), cloud("zero-centred", mean_image(x)(x)),
                         cloud("normalized", standardize(x)(x)),
                         cloud("decorrelated", principal_components(x)(x)),
                         cloud("whitened", whitening(x, 0)(x))});
}

train_and_test read(const settings& s) {
    const auto folder = cifar10_folder();
    train_and_test d = folder ? cifar10(*folder) : fashion_mnist(s.data);
    std::cout << (folder ? "CIFAR-10 in grey\n" : "Fashion-MNIST\n");
    d.train = first(d.train, std::min(s.images, d.train.size()));
    d.test = first(d.test, std::min(2000, d.test.size()));
    if (folder)
        for (auto* set : {&d.train, &d.test})
            set->images = images_of(xt::view(xt::mean(set->images, {1}, xt::keep_dims), xt::all(), xt::all(),
                                             xt::range(2, 30), xt::range(2, 30)));
    return d;
}

/// Right answers on the test images after one epoch and after all, at the rate that is best on held-out ones.
template <class Net>
std::array<double, 2> accuracies(const train_and_test& data, const settings& s) {
    const int learned = data.train.size() * 4 / 5;
    const auto rest = [&](const auto& a) {
        return xt::eval(xt::view(a, xt::range(learned, data.train.size())));
    };
    const labelled_images train = first(data.train, learned),
                          held_out(rest(data.train.images), rest(data.train.labels), {});
    double best = -1;
    std::array<double, 2> found{};
    for (const double rate : {1e-3, 1e-2, 1e-1}) try {
            model<Net> m{seed{s.seed}, s.threads};
            trainer t{m, softmax_loss{}, momentum{.rate = rate}};
            t.fit(train, {.epochs = 1, .batch = 50, .progress = nullptr});
            const double after_one = 100 * evaluate(m, data.test).accuracy;
            if (s.epochs > 1) t.fit(train, {.epochs = s.epochs, .batch = 50, .progress = nullptr});
            if (const double held = evaluate(m, held_out).accuracy; held > best)
                best = held, found = {after_one, 100 * evaluate(m, data.test).accuracy};
        } catch (const error&) {  // the rate is too high
        }
    return found;
}

void run(const settings& s) {
    write_png(rendered(clouds(s)), fs::path(s.out) / "clouds.png");
    const train_and_test data = read(s);
    const images_of& x = data.train.images;
    const mean_image centre(x);
    const standardize scale(x);
    const principal_components components(x);
    const whitening whiten(x, 0.01);

    const auto share = components.explained();
    double sum = 0;
    int most = 0;
    while (sum < 0.95) sum += share(static_cast<std::size_t>(most++));
    const auto image_grids = [](const auto& v) {
        return images_of(
            xt::reshape_view(v, {v.size() / 784, std::size_t{1}, std::size_t{28}, std::size_t{28}}));
    };
    const images_of eigen_images = image_grids(xt::adapt(components.component.values()));
    image_grid_options o{.columns = 10, .scale = 3, .range = tile_range::own};
    write_png(image_grid(xt::view(eigen_images, xt::range(0, 40)), o), fs::path(s.out) / "components.png");
    const images_of some = xt::view(x, xt::range(0, 10));
    xt::xtensor<float, 2> few = components(some);
    xt::view(few, xt::all(), xt::range(most, components.count())) = 0;
    for (const char* name : {"original", "mean taken", "normalized", "95 % kept", "whitened"})
        o.captions.insert(o.captions.end(), 9, ""), o.captions.insert(o.captions.end() - 9, name);
    const images_of restored = image_grids(components.inverse(few));
    write_png(
        image_grid(
            images_of(xt::concatenate(xt::xtuple(some, centre(some), scale(some), restored, whiten(some)))),
            o),
        fs::path(s.out) / "images.png");

    finding("components_for_95_percent_of_the_variance", most);
    const auto look = [&](const std::string& name, auto change) {
        train_and_test changed = data;
        changed.train.images = change(x), changed.test.images = change(data.test.images);
        const auto a = accuracies<linear>(changed, s), b = accuracies<two_layers>(changed, s);
        std::cout << name << ": linear " << a[1] << " %, two layers " << b[1] << " %" << std::endl;
        finding("linear_after_one_epoch_" + name, a[0]);
        finding("linear_" + name, a[1]);
        finding("two_layers_after_one_epoch_" + name, b[0]);
        finding("two_layers_" + name, b[1]);
    };
    look("original", [](const auto& v) { return v; });
    look("zero_mean", [&](const auto& v) { return centre(v); });
    look("normalized", [&](const auto& v) { return scale(v); });
    look("components", [&](const auto& v) { return image_grids(components(v)); });
    look("whitened", [&](const auto& v) { return whiten(v); });
    std::cout
        << "\nwritten to " << s.out << ": clouds.png, images.png, components.png. Taking the mean away "
        << "moves the cloud,\nnormalizing makes it as wide as high, the components turn it, and whitening "
        << "makes it round. Of an\nimage, whitening leaves edges: what neighbouring pixels share is "
           "gone.\n\n";
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"preprocessing", "Preprocesses points and images, and trains on what comes of them."};
    l.add_option("--images", s.images, lessons::images_trained)->check(CLI::Range(1200, 60'000));
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(1, 1000));
    l.share(s, {.out = "folder for the pictures",
                .quick = "1 epoch of 1200 images",
                .data = "folder of Fashion-MNIST"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.epochs = 1, s.images = 1200;
        run(s);
    });
}
