// SPDX-License-Identifier: MIT
/// DeepDream, style transfer and texture synthesis on photographs of 128 x 128, through a small network that
/// has learned CIFAR-10 (where STRATA_DATA names its folder) or Fashion-MNIST for a minute. The photographs
/// are those of `scripts/data photographs`, or of Debian's python3-skimage; without them sheets of the data
/// set's own images.
///
///     dream_and_style            the pictures go to --out
///
/// The papers use networks that have seen a million large photographs. This one has seen small images, so
/// that its dreams are of edges and patches and its styles of colours and fine texture. (Mordvintsev, Olah,
/// Tyka, 2015; Gatys, Ecker, Bethge, 2015; CS231n, "Visualizing and understanding".)
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <strata/understanding/deep_dream.hpp>
#include <strata/understanding/picture_by_features.hpp>
#include <string>

#include "../lesson.hpp"
#include "photographs.hpp"
#include "trained_classifier.hpp"

using namespace strata;
namespace fs = std::filesystem;
constexpr int side = 128;

struct settings : lessons::with_threads {
    int images = 10'000, epochs = 3, steps = 100, dreams = 15;
    std::string content = "chelsea", style = "ihc", texture = "gravel", photographs;
};

constexpr lessons::finding_printer finding{};

/// A line every tenth step.
auto told(const char* what) {
    return [what](const descent_step& now) {
        if (now.iteration % 10 == 0)
            std::cout << what << ", step " << now.iteration << ": " << now.value << std::endl;
    };
}

template <int Channels>
void run(const settings& s) {
    using Net = at<classifier_of<Channels>, input<Channels, side, side>>;
    const train_and_test data = images_for<Channels>(s.images, 1000);
    auto m = trained_classifier<Channels>(data, s.epochs, s.seed, s.threads);
    const auto as_it_was = m;
    const auto content = square_of<Channels>(s.content, s.photographs, data.test, 0, side),
               style = square_of<Channels>(s.style, s.photographs, data.test, 16, side),
               texture = square_of<Channels>(s.texture, s.photographs, data.test, 32, side);

    sheet_of_pictures dreams;
    dreams.add(s.content, content);
    const deep_dream_options how{.steps = s.dreams, .rate = 0.006, .jitter = 8, .random = {s.seed}};
    const auto dream = [&]<text Tap>(type_holder<tap<Tap>>, const char* name) {
        const auto found =
            deep_dream<Tap, input<Channels, 64, 64>, input<Channels, 92, 92>, input<Channels, side, side>>(
                m, content, how);
        dreams.add(std::string(name) + " tap", found.pixels);
        finding(std::string("dream_grows_by_at_") + name, found.last / found.first);
        std::cout << "dreamt at the " << name << " tap" << std::endl;
    };
    dream(type_holder<tap<"second">>{}, "second");
    dream(type_holder<tap<"fourth">>{}, "fourth");
    dreams.write(fs::path(s.out) / "dreams.png", 3);

    using all = taps<"first", "second", "third", "fourth">;
    const style_weights<all> weights{.content = {0, 0, 0, 1e-5}, .style = {1, 1, 1, 1}};
    const picture_prior prior{.variation = 1e-4};
    const lbfgs method{.until = {.iterations = s.steps, .slope = 0, .change = 0}};
    const auto by_lbfgs =
        style_transfer<Net>(m, all{}, content, style, weights, prior, method, told("L-BFGS"));
    const auto by_adam = style_transfer<Net>(m, all{}, content, style, weights, prior,
                                             pixel_adam{.steps = by_lbfgs.report.evaluations}, told("Adam"));
    sheet_of_pictures styles;
    styles.add("content", content), styles.add("style", style);
    styles.add("by L-BFGS", by_lbfgs.pixels), styles.add("by Adam", by_adam.pixels);
    styles.write(fs::path(s.out) / "styles.png", 4);

    const auto again =
        texture_synthesis<Net>(m, all{}, texture, {1, 1, 1, 1}, prior, method, seed{s.seed}, told("texture"));
    const auto other =
        texture_synthesis<Net>(m, all{}, style, {1, 1, 1, 1}, prior, method, seed{s.seed}, told("texture"));
    sheet_of_pictures textures;
    textures.add(s.texture, texture), textures.add("from noise", again.pixels);
    textures.add(s.style, style), textures.add("from noise", other.pixels);
    textures.write(fs::path(s.out) / "textures.png", 4);

    finding("style_loss_at_first", by_lbfgs.report.trace[0].value);
    finding("style_loss_by_lbfgs", by_lbfgs.report.value());
    finding("style_loss_by_adam", by_adam.report.value());
    finding("texture_loss_of_noise", again.report.trace[0].value);
    finding("texture_loss", again.report.value());
    finding("model_stays", std::equal(m.learned().data(), m.learned().data() + m.learned().size(),
                                      as_it_was.learned().data()));
    std::cout << "\nwritten to " << s.out
              << ": dreams.png, styles.png and textures.png. An early tap dreams of fine lines, a late one "
                 "of patches; "
                 "style is colour\nand fine texture, put on the content; a texture comes out of noise with "
                 "other grains "
                 "in the same look.\n\n";
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{
        "dream_and_style",
        "Dreams, transfers style and synthesizes textures through a small network that it trains."};
    l.add_option("--images", s.images, lessons::images_trained)->check(CLI::Range(500, 60'000));
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(1, 1000));
    l.add_option("--steps", s.steps, "of styles and textures")->check(CLI::Range(2, 100'000));
    l.add_option("--dreams", s.dreams, "steps of a dream at each of three sizes")
        ->check(CLI::Range(2, 10'000));
    l.add_option("--content", s.content, "name of a photograph, without its ending");
    l.add_option("--style", s.style, "likewise");
    l.add_option("--texture", s.texture, "likewise");
    l.add_option("--photographs", s.photographs, "folder of photographs; else where scripts/data puts them");
    l.share(s, {.out = "folder for the pictures", .quick = "1 epoch of 500 images, 5 steps a picture"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.images = 500, s.epochs = 1, s.steps = 5, s.dreams = 2;
        if (cifar_folder().empty())
            run<1>(s);
        else
            run<3>(s);
    });
}
