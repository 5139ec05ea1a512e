// SPDX-License-Identifier: MIT
/// What a network learns from few images, and from the same few in many forms: a small convolutional network
/// of Fashion-MNIST, trained on 1,000 images as they are, changed at random, and mixed.
///
///     augmentation           a sheet of changed images and the curves go to --out
///
/// (Krizhevsky, Sutskever, Hinton, 2012, section 4.1; DeVries and Taylor, 2017; Zhang and others: "mixup",
/// 2018; Yun and others: "CutMix", 2019; Cubuk and others: "RandAugment", 2020.)
#include <algorithm>
#include <filesystem>
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
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct small_network : net<input<1, 28, 28>, conv<16, 3, same>, relu, max_pool<2>, conv<32, 3, same>, relu,
                           max_pool<2>, flatten, dense<64>, relu, dense<10>> {};

struct settings : lessons::with_clothes {
    int epochs = 160, images = 1000, tests = 5000, looks = 4;
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

constexpr lessons::finding_printer finding{.digits = 2, .fixed = true};

void run(const settings& s) {
    train_and_test data = fashion_mnist(s.data);
    data = {first(data.train, s.images), first(data.test, s.tests)};
    write_png(sheet(data.train, s), fs::path(s.out) / "augmented.png");
    std::vector<curve> curves;
    std::vector<double> twins;
    for (const variant& v : variants(data.train)) {
        curve c{v.name, {}, {}};
        model<small_network> m{seed{s.seed}, s.threads};
        trainer t{m, soft_softmax_loss{}, adamw{.rate = 1e-3}};
        for (int look = 1; look <= s.looks; ++look) {
            t.fit(v.set, {.epochs = look * s.epochs / s.looks,
                          .batch = 50,
                          .progress = {},
                          .callbacks = {rate_schedule{cosine_decay{.to = double(s.epochs)}}}});
            c.x.push_back(look * s.epochs / s.looks), c.y.push_back(100 * evaluate(m, data.test).accuracy);
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
    lessons::lesson l{"augmentation", "Trains on few images as they are, changed at random, and mixed."};
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(4, 10'000));
    l.share(s, {.out = "folder for the pictures", .quick = "2 epochs of 200 images"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.epochs = s.looks = 2, s.images = 200, s.tests = 1000;
        run(s);
    });
}
