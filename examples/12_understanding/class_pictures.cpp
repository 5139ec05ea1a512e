// SPDX-License-Identifier: MIT
/// What a network takes for its classes, and what its layers keep of an image: pictures that are made by
/// gradient, of a small network that has learned CIFAR-10 (where STRATA_DATA names its folder) or
/// Fashion-MNIST for a minute.
///
///     class_pictures            the pictures go to --out
///
/// (Simonyan, Vedaldi, Zisserman, 2013; Mahendran, Vedaldi, 2015; Yosinski and others, 2015; CS231n,
/// "Visualizing and understanding".)
#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <strata/pictures/image_grid.hpp>
#include <strata/understanding/channel_sheets.hpp>
#include <strata/understanding/class_pictures.hpp>
#include <strata/understanding/picture_by_features.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"
#include "class_answered.hpp"
#include "trained_classifier.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct settings : lessons::with_threads {
    int images = 10'000, epochs = 3, steps = 150, inverted = 4;
};

constexpr lessons::finding_printer finding{};

template <class Model>
void draw_classes(Model& m, const std::vector<std::string>& names, const settings& s) {
    xt::xtensor<int, 1> classes = xt::arange<int>(10);
    const class_picture_options plain{.steps = s.steps,
                                      .rate = 0.02,
                                      .jitter = 0,
                                      .blur_every = 0,
                                      .middle = 0.5,
                                      .low = 0,
                                      .random = {s.seed}};
    class_picture_options smooth = plain;
    smooth.rate = 0.04, smooth.jitter = 3, smooth.blur_every = 2, smooth.blur = 0.6,
    smooth.contribution = 0.1;
    const auto raw = class_pictures(m, classes, plain), regular = class_pictures(m, classes, smooth);
    const auto both = xt::xtensor<float, 4>(xt::concatenate(xt::xtuple(raw.pictures, regular.pictures)));
    image_grid_options how{.columns = 10, .scale = 3};
    for (int row = 0; row < 2; ++row) how.captions.insert(how.captions.end(), names.begin(), names.end());
    write_png(image_grid(both, how), fs::path(s.out) / "classes.png");
    const auto answers = m.predict(both);
    int taken = 0;
    for (std::size_t i = 0; i < 20; ++i) taken += class_answered(answers, i) == static_cast<int>(i % 10);
    finding("pictures_taken_for_their_class", taken);
}

template <class Model>
void draw_inversions(Model& m, const labelled_images& test, const settings& s) {
    using Net = typename Model::network_type;
    const auto n = static_cast<std::size_t>(s.inverted);
    auto extents = test.images.shape();
    extents[0] = 5 * n;
    xt::xtensor<float, 4> tiles(extents);
    image_grid_options how{.columns = 5, .scale = 4};
    std::array<double, 4> apart{};
    const lbfgs method{.until = {.iterations = s.steps, .slope = 0, .change = 1e-7}};
    for (std::size_t i = 0; i < n; ++i) {
        const xt::xtensor<float, 3> x = xt::view(test.images, i);
        xt::view(tiles, 5 * i) = x;
        how.captions.push_back(test.class_names[static_cast<std::size_t>(test.labels(i))]);
        std::size_t k = 0;
        const auto invert = [&]<text Tap>(type_holder<tap<Tap>>, const char* name) {
            const auto found =
                feature_inversion<Tap, Net>(m, x, {.variation = 2e-4, .norm = 1e-4}, method, seed{s.seed});
            apart[k] += static_cast<double>(xt::mean(xt::abs(found.pixels - x))()) / static_cast<double>(n);
            xt::view(tiles, 5 * i + ++k) = found.pixels;
            how.captions.emplace_back(name);
        };
        invert(type_holder<tap<"first">>{}, "first"), invert(type_holder<tap<"second">>{}, "second");
        invert(type_holder<tap<"third">>{}, "third"), invert(type_holder<tap<"fourth">>{}, "fourth");
        std::cout << "inverted " << i + 1 << " of " << n << std::endl;
    }
    write_png(image_grid(tiles, how), fs::path(s.out) / "inversions.png");
    const char* const names[] = {"first", "second", "third", "fourth"};
    for (std::size_t k = 0; k < 4; ++k) finding(std::string("pixels_apart_from_") + names[k], apart[k]);
}

/// Filters of the second layer by channel, and what four taps say of one image.
template <class Model>
void draw_channels(Model& m, const labelled_images& test, const settings& s) {
    const xt::xtensor<float, 4> few = xt::view(m.parameter("4.weight"), xt::range(0, 12));
    const auto filters = filters_by_channel(few);
    write_png(image_grid(filters,
                         {.columns = static_cast<int>(few.shape()[1]), .scale = 6, .range = tile_range::own}),
              fs::path(s.out) / "filters.png");
    const labelled_images one = first(test, 1);
    write_png(image_grid(activation_sheet<"first">(m, one.images),
                         {.columns = 12, .scale = 2, .range = tile_range::own}),
              fs::path(s.out) / "activations-first.png");
    write_png(image_grid(activation_sheet<"fourth">(m, one.images),
                         {.columns = 16, .scale = 6, .range = tile_range::own}),
              fs::path(s.out) / "activations-fourth.png");
}

template <int Channels>
void run(const settings& s) {
    const train_and_test data = images_for<Channels>(s.images, 1000);
    auto m = trained_classifier<Channels>(data, s.epochs, s.seed, s.threads);
    const auto as_it_was = m;
    draw_classes(m, data.train.class_names, s);
    draw_inversions(m, data.test, s);
    draw_channels(m, data.test, s);
    finding("model_stays", std::equal(m.learned().data(), m.learned().data() + m.learned().size(),
                                      as_it_was.learned().data()));
    std::cout << "\nwritten to " << s.out
              << ": classes.png, inversions.png, filters.png, activations-first.png and "
                 "activations-fourth.png. The upper "
                 "row of the\nclasses is without regularizers: confident answers to what is noise to us; "
                 "blur, jitter and "
                 "decay bring out shapes and colours.\nThe deeper the tap, the less of the image can be told "
                 "from it.\n\n";
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"class_pictures",
                      "Makes pictures of classes, and inverts features, of a small network that it trains."};
    l.add_option("--images", s.images, lessons::images_trained)->check(CLI::Range(500, 60'000));
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(1, 1000));
    l.add_option("--steps", s.steps, "of each picture")->check(CLI::Range(2, 100'000));
    l.add_option("--inverted", s.inverted, "images whose features are inverted")->check(CLI::Range(1, 100));
    l.share(s, {.out = "folder for the pictures", .quick = "1 epoch of 500 images, 10 steps a picture"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.images = 500, s.epochs = 1, s.steps = 10, s.inverted = 1;
        if (cifar_folder().empty())
            run<1>(s);
        else
            run<3>(s);
    });
}
