// SPDX-License-Identifier: MIT
/// What a network learns from few images, and from the same few in many forms: a small convolutional network
/// of Fashion-MNIST, trained on 1,000 images as they are, changed at random, and mixed.
///
///     augmentation           a sheet of changed images and the curves go to --out
///
/// (Krizhevsky, Sutskever, Hinton, 2012, section 4.1; DeVries and Taylor, 2017; Zhang and others: "mixup",
/// 2018; Yun and others: "CutMix", 2019; Cubuk and others: "RandAugment", 2020.)
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <strata/data/augmentations/colour_jitter.hpp>
#include <strata/data/augmentations/cutmix.hpp>
#include <strata/data/augmentations/cutout.hpp>
#include <strata/data/augmentations/in_turn.hpp>
#include <strata/data/augmentations/mixup.hpp>
#include <strata/data/augmentations/random_augment.hpp>
#include <strata/data/augmentations/random_crop_and_scale.hpp>
#include <strata/data/augmentations/random_rotation.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <strata/data/flip_and_shift.hpp>
#include <strata/data/mixed_up.hpp>
#include <strata/data/transformed.hpp>
#include <strata/pictures/image_grid.hpp>
#include <strata/pictures/plot.hpp>
#include <strata/strata.hpp>
#include <strata/training/mean_over_views.hpp>
#include <strata/training/schedules/cosine_decay.hpp>

using namespace strata;
namespace fs = std::filesystem;

struct small_network : net<input<1, 28, 28>, conv<16, 3, same>, relu, max_pool<2>, conv<32, 3, same>, relu,
                           max_pool<2>, flatten, dense<64>, relu, dense<10>> {};

struct settings {
    int epochs = 160, images = 1000, tests = 5000, looks = 4, threads = default_threads();
    std::uint64_t seed = 1;
    std::string data = "/usr/share/datasets/fashion-mnist", out = "augmentation-output";
};

const random_flip_and_shift moved{.shift = 2};
const random_crop_and_scale cropped{.least_area = 0.6};
const cutout cut{.side = 8};
const random_augment by_list{};  // 2 operations at magnitude 9

/// A set of the first images of Fashion-MNIST, and a name to draw it with.
struct variant {
    std::string name;
    any_set set;
};
std::vector<variant> variants(const labelled_images& train) {
    return {{"as they are", any_set(soft_targets(train))},
            {"flip and shift", any_set(soft_targets(transformed(train, moved)))},
            {"crop and scale", any_set(soft_targets(transformed(train, in_turn{cropped, moved})))},
            {"RandAugment", any_set(soft_targets(transformed(train, in_turn{moved, by_list})))},
            {"cutout", any_set(soft_targets(transformed(train, in_turn{moved, cut})))},
            {"mixup", any_set(mixed_up(transformed(train, moved), mixup{.alpha = 0.2}))},
            {"CutMix", any_set(mixed_up(transformed(train, moved), cutmix{.alpha = 1, .probability = 0.5}))}};
}

/// The first ten images in a row for each way to change them.
picture sheet(const labelled_images& train, const settings& s) {
    const auto as_set = [&](auto&& change) { return any_set(soft_targets(transformed(train, change))); };
    const std::vector<variant> rows{{"image", any_set(soft_targets(train))},
                                    {"flip, shift", as_set(moved)},
                                    {"crop, scale", as_set(cropped)},
                                    {"rotation", as_set(random_rotation{})},
                                    {"colours", as_set(colour_jitter{})},
                                    {"cutout", as_set(cut)},
                                    {"RandAugment", as_set(by_list)},
                                    {"mixup", any_set(mixed_up(train, mixup{.alpha = 1}))},
                                    {"CutMix", any_set(mixed_up(train, cutmix{}))}};
    xt::xtensor<float, 4> tiles({10 * rows.size(), 1, 28, 28});
    image_grid_options options{.columns = 10, .scale = 3};
    float* to = tiles.data();
    for (const variant& row : rows) {
        loader<float> read(row.set, {.inputs = {{1, 28, 28}}}, 10, {.random = seed{s.seed}});
        read.begin_epoch(in_order{}, 0);
        to = std::copy_n(read.next(10).input(), 10 * 28 * 28, to);
        for (int i = 0; i < 10; ++i) options.captions.push_back(row.name);
    }
    return image_grid(tiles, options);
}

void finding(const std::string& name, double value) {
    std::cout << "finding " << name << ' ' << std::fixed << std::setprecision(2) << value << '\n';
}

void run(const settings& s) {
    train_and_test data = fashion_mnist(s.data);
    data = {first(data.train, s.images), first(data.test, s.tests)};
    fs::create_directories(s.out);
    write_png(sheet(data.train, s), fs::path(s.out) / "augmented.png");
    std::vector<curve> curves;
    std::vector<double> twins;
    for (const variant& v : variants(data.train)) {
        curve c{v.name, {}, {}};
        model<small_network> m{seed{s.seed}, s.threads};
        trainer t{m, soft_softmax_loss{}, adamw{.rate = 1e-3}};
        const int between = s.epochs / s.looks;  // epochs from one look at the test images to the next
        for (int look = 1; look <= s.looks; ++look) {
            t.fit(v.set, {.epochs = look * between,
                          .batch = 50,
                          .progress = {},
                          .callbacks = {rate_schedule{cosine_decay{.to = double(s.epochs)}}}});
            c.x.push_back(look * between), c.y.push_back(100 * evaluate(m, data.test).accuracy);
        }
        std::cout << v.name << ": " << c.y.back() << " %" << std::endl;
        curves.push_back(c);
        twins.push_back(
            100 * evaluate_scores(mean_over_views(m, data.test.images, flipped_twins{}), data.test.labels)
                      .accuracy);
    }
    write_png(plot("Right answers on the test images", "epoch", "%", curves), fs::path(s.out) / "curves.png");
    std::cout << "\nwritten to " << s.out << ": augmented.png, curves.png\n\n";
    for (std::size_t k = 0; k < curves.size(); ++k) {
        std::string name = curves[k].label;
        std::replace(name.begin(), name.end(), ' ', '_');
        finding("accuracy_" + name, curves[k].y.back());
        finding("with_mirror_images_" + name, twins[k]);
    }
}

int main(int argc, char** argv) {
    settings s;
    bool quick = false;
    CLI::App app{"Trains on few images as they are, changed at random, and mixed."};
    app.option_defaults()->always_capture_default();
    app.add_option("--epochs", s.epochs, "times that all images are trained on")
        ->check(CLI::Range(4, 10'000));
    app.add_option("--seed", s.seed, "same seed, same bits, with any number of threads");
    app.add_option("--threads", s.threads, "threads")->check(CLI::Range(1, 1024));
    app.add_option("--data", s.data, "folder of the data set");
    app.add_option("--out", s.out, "folder for the pictures");
    app.add_flag("--quick", quick, "2 epochs of 200 images");
    try {
        app.parse(argc, argv);
        if (quick) s.epochs = s.looks = 2, s.images = 200, s.tests = 1000;
        run(s);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 1;
    } catch (const std::exception& e) {
        std::cerr << "augmentation: " << e.what() << '\n';
        return 1;
    }
}
