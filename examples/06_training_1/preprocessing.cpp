// SPDX-License-Identifier: MIT
/// What is done with pixels before a network sees them: their mean taken away, each divided by its deviation,
/// principal components, whitening. A cloud of points after each, images after each, the components as
/// images, and what a linear classifier and a small network make of it.
///
///     preprocessing                 pictures go to --out
///
/// CIFAR-10, cut to 28 x 28 and made grey, where STRATA_DATA names a folder that has it; else Fashion-MNIST.
/// (CS231n, "Data preprocessing"; Krizhevsky, 2009.)
#include <CLI/CLI.hpp>
#include <array>
#include <filesystem>
#include <iomanip>
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

using namespace strata;
namespace fs = std::filesystem;

struct linear : net<input<1, 28, 28>, flatten, dense<10>> {};
struct two_layers : net<input<1, 28, 28>, flatten, dense<64>, relu, dense<10>> {};

struct settings {
    int images = 6000, epochs = 10, threads = default_threads();
    std::uint64_t seed = 1;
    std::string data = "/usr/share/datasets/fashion-mnist", out = "preprocessing-output";
};

void finding(const std::string& name, double value) {
    std::cout << "finding " << name << ' ' << std::setprecision(4) << value << '\n';
}

/// Points in a square from -6 to 6 with its axes.
drawing cloud(const std::string& title, const xt::xtensor<double, 2>& x) {
    constexpr double side = 250, top = 34, unit = side / 12;
    drawing d(270, 300);
    const auto place = [](double a, double b) {
        return point{10 + side / 2 + unit * a, top + side / 2 - unit * b};
    };
    d.text(10 + side / 2, 22, title, {.size = 16, .anchor = text_anchor::middle});
    d.rectangle(10, top, side, side, {246, 247, 249});
    d.line({place(-6, 0), place(6, 0)}, colours::grey), d.line({place(0, -6), place(0, 6)}, colours::grey);
    for (std::size_t i = 0; i < x.shape()[0]; ++i) d.line({place(x(i, 0), x(i, 1))}, curve_colour(0), 4);
    return d;
}

void clouds(const settings& s) {
    const random_stream random(seed{s.seed}, 0);
    xt::xtensor<double, 2> x({300, 2});
    for (std::size_t i = 0; i < 300; ++i) {
        const double along = 1.6 * random.normal(2 * i), across = 0.5 * random.normal(2 * i + 1);
        x(i, 0) = 2 + 0.8 * along - 0.6 * across, x(i, 1) = 1.5 + 0.6 * along + 0.8 * across;
    }
    write_png(rendered(side_by_side({cloud("original", x), cloud("zero-centred", mean_image(x)(x)),
                                     cloud("normalized", standardize(x)(x)),
                                     cloud("decorrelated", principal_components(x)(x)),
                                     cloud("whitened", whitening(x, 0)(x))})),
              fs::path(s.out) / "clouds.png");
}

train_and_test images(const settings& s) {
    train_and_test d;
    if (const auto folder = cifar10_folder()) {
        const auto all = cifar10(*folder);
        for (auto [from, to] : {std::pair{&all.train, &d.train}, {&all.test, &d.test}}) {
            const auto& x = from->images;
            xt::xtensor<float, 4> grey({x.shape()[0], 1, 28, 28});
            for (std::size_t n = 0; n < x.shape()[0]; ++n)
                for (std::size_t i = 0; i < 28; ++i)
                    for (std::size_t j = 0; j < 28; ++j)
                        grey(n, 0, i, j) =
                            (x(n, 0, i + 2, j + 2) + x(n, 1, i + 2, j + 2) + x(n, 2, i + 2, j + 2)) / 3;
            *to = labelled_images(std::move(grey), from->labels, from->class_names);
        }
        std::cout << "CIFAR-10 in grey\n";
    } else {
        d = fashion_mnist(s.data);
        std::cout << "Fashion-MNIST\n";
    }
    d.train = first(d.train, std::min(s.images, d.train.size())),
    d.test = first(d.test, std::min(2000, d.test.size()));
    return d;
}

/// Right answers on the test images after one epoch and after all, at the rate that is best on held-out ones.
template <class Net>
std::array<double, 2> accuracies(const train_and_test& data, const settings& s) {
    const int learned = data.train.size() * 4 / 5;
    const labelled_images train = first(data.train, learned);
    const labelled_images held_out(xt::view(data.train.images, xt::range(learned, data.train.size())),
                                   xt::view(data.train.labels, xt::range(learned, data.train.size())), {});
    double best = -1;
    std::array<double, 2> found{};
    for (const double rate : {1e-3, 1e-2, 1e-1}) {
        model<Net> m{seed{s.seed}, s.threads};
        trainer t{m, softmax_loss{}, momentum{.rate = rate}};
        double after_one = 0;
        try {
            for (int e = 0; e < s.epochs; ++e) {
                t.fit(train, {.epochs = 1, .batch = 50, .progress = nullptr});
                if (e == 0) after_one = 100 * evaluate(m, data.test).accuracy;
            }
        } catch (const error&) {  // the rate is too high
            continue;
        }
        if (const double held = evaluate(m, held_out).accuracy; held > best)
            best = held, found = {after_one, 100 * evaluate(m, data.test).accuracy};
    }
    return found;
}

void run(const settings& s) {
    fs::create_directories(s.out);
    clouds(s);
    const train_and_test data = images(s);
    const auto& x = data.train.images;
    const mean_image centre(x);
    const standardize scale(x);
    const principal_components components(x);
    const whitening whiten(x, 0.01);

    double sum = 0;
    int for_95 = 0;
    for (const double part : components.explained())
        if (sum < 0.95) sum += part, ++for_95;
    const auto share = components.explained();
    const xt::xtensor<float, 4> eigen_images =
        xt::view(xt::reshape_view(xt::adapt(components.component.values(), components.component.shape()),
                                  {components.count(), 1, 28, 28}),
                 xt::range(0, 40));
    write_png(image_grid(eigen_images, {.columns = 10,
                                        .scale = 3,
                                        .range = tile_range::own,
                                        .title = "The first 40 principal components"}),
              fs::path(s.out) / "components.png");

    const xt::xtensor<float, 4> some = xt::view(x, xt::range(0, 10));
    xt::xtensor<float, 2> few = components(some);
    xt::view(few, xt::all(), xt::range(for_95, components.count())) = 0;
    const xt::xtensor<float, 4> restored = xt::reshape_view(components.inverse(few), {10, 1, 28, 28});
    image_grid_options o{.columns = 10, .scale = 3, .range = tile_range::own};
    o.captions = std::vector<std::string>(50);
    const char* names[] = {"original", "mean taken", "normalized", "components", "whitened"};
    for (std::size_t i = 0; i < 5; ++i) o.captions[10 * i] = names[i];
    write_png(image_grid(xt::xtensor<float, 4>(xt::concatenate(
                             xt::xtuple(some, centre(some), scale(some), restored, whiten(some)))),
                         o),
              fs::path(s.out) / "images.png");

    std::vector<std::array<double, 4>> rows;
    const auto look = [&](const std::string& name, auto change) {
        train_and_test changed = data;
        changed.train.images = change(data.train.images), changed.test.images = change(data.test.images);
        const auto a = accuracies<linear>(changed, s), b = accuracies<two_layers>(changed, s);
        std::cout << std::left << std::setw(14) << name << std::right << std::fixed << std::setprecision(1);
        for (const double v : {a[0], a[1], b[0], b[1]}) std::cout << std::setw(9) << v << " %";
        std::cout << std::defaultfloat << std::endl;
        rows.push_back({a[0], a[1], b[0], b[1]});
    };
    std::cout << "right answers    linear: 1 epoch   all      two layers: 1   all\n";
    look("original", [](const auto& v) { return v; });
    look("zero_mean", [&](const auto& v) { return centre(v); });
    look("normalized", [&](const auto& v) { return scale(v); });
    look("components", [&](const auto& v) {
        const auto y = components(v);
        return xt::xtensor<float, 4>(
            xt::reshape_view(y, {y.shape()[0], std::size_t{1}, std::size_t{28}, std::size_t{28}}));
    });
    look("whitened", [&](const auto& v) { return whiten(v); });
    std::cout << "\nwritten to " << s.out
              << ": clouds.png, images.png, components.png. Taking the mean away moves the cloud,\n"
                 "normalizing makes it as wide as high, the components turn it, and whitening makes it "
                 "round. Of an\n"
                 "image, whitening leaves the edges: what neighbours share is gone.\n\n";
    finding("components_for_95_percent_of_the_variance", for_95);
    finding("percent_of_the_first_component", 100 * share(0));
    const char* found[] = {"original", "zero_mean", "normalized", "components", "whitened"};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        finding(std::string("linear_after_one_epoch_") + found[i], rows[i][0]);
        finding(std::string("linear_") + found[i], rows[i][1]);
        finding(std::string("two_layers_after_one_epoch_") + found[i], rows[i][2]);
        finding(std::string("two_layers_") + found[i], rows[i][3]);
    }
}

int main(int argc, char** argv) {
    settings s;
    bool quick = false;
    CLI::App app{"Preprocesses points and images, and trains on what comes of them."};
    app.option_defaults()->always_capture_default();
    app.add_option("--images", s.images, "images of the training set")->check(CLI::Range(1200, 60'000));
    app.add_option("--epochs", s.epochs, "times that all images are trained on")->check(CLI::Range(1, 1000));
    app.add_option("--seed", s.seed, "same seed, same bits, with any number of threads");
    app.add_option("--threads", s.threads, "threads")->check(CLI::Range(1, 1024));
    app.add_option("--data", s.data, "folder of Fashion-MNIST");
    app.add_option("--out", s.out, "folder for the pictures");
    app.add_flag("--quick", quick, "1 epoch of 1200 images");
    try {
        app.parse(argc, argv);
        if (quick) s.epochs = 1, s.images = 1200;
        run(s);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 1;
    } catch (const std::exception& e) {
        std::cerr << "preprocessing: " << e.what() << '\n';
        return 1;
    }
}
