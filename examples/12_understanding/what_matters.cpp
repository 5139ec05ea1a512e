// SPDX-License-Identifier: MIT
/// Which pixels made the answer? A small network learns Fashion-MNIST for some seconds, and seven ways to
/// ask it stand beside each other for images of the test set; besides them the pieces of images that its
/// channels answer to most.
///
///     what_matters            the pictures go to --out
///
/// (Zeiler and Fergus, 2013; Simonyan, Vedaldi, Zisserman, 2013; Springenberg and others, 2014; Selvaraju and
/// others, 2016; Sundararajan, Taly, Yan, 2017; Smilkov and others, 2017; CS231n, "Visualizing and
/// understanding".)
#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <strata/data/fashion_mnist.hpp>
#include <strata/pictures/image_grid.hpp>
#include <strata/strata.hpp>
#include <strata/understanding/activating_patches.hpp>
#include <strata/understanding/grad_cam.hpp>
#include <strata/understanding/integrated_gradients.hpp>
#include <strata/understanding/occlusion.hpp>
#include <strata/understanding/resized_maps.hpp>
#include <strata/understanding/saliency.hpp>
#include <strata/understanding/smooth_gradient.hpp>
#include <strata/understanding/with_rectifier.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"
#include "class_answered.hpp"
#include "heat.hpp"

using namespace strata;
namespace fs = std::filesystem;

/// Ends in means over places, by which Grad-CAM's weights are those of the last layer.
struct small_net
    : net<input<1, 28, 28>, conv<16, 3, same>, relu, max_pool<2>, conv<32, 3, same>, relu, tap<"edges">,
          max_pool<2>, conv<48, 3, same>, relu, tap<"last">, global_average_pool, flatten, dense<10>> {};

struct settings : lessons::with_clothes {
    int images = 10'000, epochs = 4, shown = 6;
};

constexpr lessons::finding_printer finding{};

/// The first images of a set that are answered right, one a class.
labelled_images some_right(const model<small_net>& m, const labelled_images& set, int count) {
    const auto s = m.predict(set.images);
    std::vector<std::size_t> which;
    std::vector<bool> had(10);
    for (std::size_t i = 0; i < s.shape()[0] && which.size() < static_cast<std::size_t>(count); ++i) {
        const auto t = static_cast<std::size_t>(set.labels(i));
        if (had[t] || class_answered(s, i) != set.labels(i)) continue;
        had[t] = true;
        which.push_back(i);
    }
    return {xt::view(set.images, xt::keep(which)), xt::view(set.labels, xt::keep(which)), set.class_names};
}

/// The mean fall of the answer over pixels of the garment, which are not black, and over the others.
std::array<double, 2> falls(const occlusion_maps& maps, const labelled_images& shown) {
    const auto by_pixel = maps.over_pixels();
    std::array<double, 2> sum{}, count{};
    for (std::size_t i = 0; i < by_pixel.size(); ++i) {
        const std::size_t on = shown.images.data()[i] > 0 ? 0 : 1;
        sum[on] += by_pixel.data()[i], count[on] += 1;
    }
    return {sum[0] / count[0], sum[1] / count[1]};
}

void draw_patches(model<small_net>& m, const labelled_images& test, const fs::path& out) {
    const auto found = activating_patches<"edges">(m, test.images);
    std::vector<activating_patch> rows;
    for (std::size_t k = 0; k < 8; ++k) rows.insert(rows.end(), found[k].begin(), found[k].end());
    write_png(image_grid(cut_patches(test.images, rows), {.columns = 9, .scale = 6}), out / "patches.png");
    finding("pixels_that_a_place_sees", rows[0].height);
}

void run(const settings& s) {
    train_and_test data = fashion_mnist(s.data);
    data = {first(data.train, s.images), first(data.test, 2000)};
    model<small_net> m{seed{s.seed}, s.threads};
    trainer t{m, softmax_loss{}, adam{.rate = 2e-3}};
    t.fit(data.train, {.epochs = s.epochs, .batch = 32});
    const double accuracy = evaluate(m, data.test).accuracy;
    const model<small_net> as_it_was = m;

    const labelled_images shown = some_right(m, data.test, s.shown);
    const auto& x = shown.images;
    const auto& c = shown.labels;
    const occlusion_maps covered = occlusion(m, x, c, {.patch = 5, .stride = 1});
    const auto shares = integrated_gradients(m, x, c, {.steps = 200});
    heat_rows rows{x};
    rows.add("covered 5 x 5", covered.over_pixels());
    rows.add("saliency", saliency(m, x, c));
    rows.add("SmoothGrad", largest_over_channels(smooth_gradient(m, x, c).dx));
    rows.add("integrated", largest_over_channels(shares.shares));
    rows.add("Grad-CAM", resized_planes(grad_cam<"last">(m, x, c), 28, 28));
    rows.add("guided", saliency<guided<small_net>>(m, x, c));
    rows.add("deconvnet", saliency<deconvnet<small_net>>(m, x, c));
    std::vector<std::string> names;
    for (const int label : c) names.push_back(shown.class_names[static_cast<std::size_t>(label)]);
    const fs::path out = s.out;
    write_png(rows.drawn(names, 4), out / "what-matters.png");

    finding("accuracy", 100 * accuracy);
    draw_patches(m, data.test, out);
    const auto [garment, ground] = falls(covered, shown);
    finding("fall_where_the_garment_is_covered", 100 * garment);
    finding("fall_where_the_ground_is", 100 * ground);
    finding("gap_of_integrated_gradients", 100 * shares.gap());
    finding("model_stays", std::equal(m.learned().data(), m.learned().data() + m.learned().size(),
                                      as_it_was.learned().data()));
    std::cout
        << "\nwritten to " << s.out
        << ": what-matters.png and patches.png. Occlusion and Grad-CAM show regions, gradients show edges: "
           "the "
           "raw gradient is\nscattered, noise averaged away makes it smoother, and guided backpropagation "
           "draws "
           "the garment. Each row of the patches is a\nchannel with the nine places that it answers to most: "
           "mostly one kind of edge or texture.\n\n";
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"what_matters", "Shows which pixels made a small network's answers, by seven methods."};
    l.add_option("--images", s.images, lessons::images_trained)->check(CLI::Range(1000, 60'000));
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(1, 1000));
    l.add_option("--shown", s.shown, "images that are asked about")->check(CLI::Range(1, 10));
    l.share(s, {.out = "folder for the pictures", .quick = "1 epoch of 3000 images"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.images = 3000, s.epochs = 1;
        run(s);
    });
}
