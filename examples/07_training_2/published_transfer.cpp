// SPDX-License-Identifier: MIT
/// Transfer from published weights: the trunk of PoseNet, which has learned to find people in photographs,
/// tells ten kinds of stamps from 20 examples each, in three ways: from nothing, with a new head on features
/// that stay, and with a new head while the features go on at a tenth of the rate.
///
///     scripts/weights posenet       converts the weights, once
///     scripts/data stamps           fetches the stamps of Debian's tuxpaint-stamps-default
///     published_transfer            medians over the draws of the examples; the picture goes to --out
///
/// (Razavian, Azizpour, Sullivan, Carlsson: "CNN features off-the-shelf", 2014; CS231n, "Transfer learning".)
#include <algorithm>
#include <iomanip>
#include <iostream>
#include <strata/architectures/posenet.hpp>
#include <strata/data/labelled_images.hpp>
#include <strata/data/order.hpp>
#include <strata/exchange/tensorflow_js.hpp>
#include <strata/io/what_fits.hpp>
#include <strata/pictures/plot.hpp>
#include <strata/strata.hpp>

#include "../lesson.hpp"
#include "../published_weights.hpp"

using namespace strata;
namespace fs = std::filesystem;
constexpr int side = 65;

struct ten_kinds : net<input<3, side, side>, named<"trunk", posenet_trunk>,
                       named<"head", chain<global_average_pool, flatten, dense<10>>>> {};

struct settings : lessons::with_threads {
    int each = 20, passes = 10, looks = 5, draws = 3;
    std::string weights, stamps;
};

/// Folders of the stamps that hold more than 30 each.
const std::vector<std::string> kinds{"animals/mammals", "animals/birds",     "food/fruit",    "plants",
                                     "town/houses",     "symbols/alphabets", "symbols/money", "vehicles",
                                     "household",       "seasonal"};

/// Images from -1 to 1. Of a kind with many at most 60 are taken.
labelled_images all_stamps(fs::path folder) {
    if (folder.empty())
        folder = exists(fetched_folder() / "stamps") ? fetched_folder() / "stamps"
                                                     : fs::path("/usr/share/tuxpaint/stamps");
    std::vector<std::pair<fs::path, int>> files;
    for (std::size_t k = 0; k < kinds.size(); ++k) {
        if (!is_directory(folder / kinds[k]))
            throw_error({.problem = "there are no stamps here",
                         .file = (folder / kinds[k]).string(),
                         .advice = "scripts/data stamps fetches them; --stamps names another folder."});
        std::vector<fs::path> of_kind;
        for (const auto& entry : fs::recursive_directory_iterator(folder / kinds[k]))
            if (entry.path().extension() == ".png" &&
                entry.path().string().find("_mirror") == std::string::npos)
                of_kind.push_back(entry.path());
        std::sort(of_kind.begin(), of_kind.end());
        for (std::size_t i = 0; i < std::min<std::size_t>(60, of_kind.size()); ++i)
            files.emplace_back(of_kind[i], static_cast<int>(k));
    }
    labelled_images set{xt::xtensor<float, 4>::from_shape({files.size(), 3, side, side}),
                        xt::xtensor<int, 1>::from_shape({files.size()}), kinds};
    for (std::size_t i = 0; i < files.size(); ++i) {
        xt::view(set.images, i) = 2 * resized(read_image(files[i].first), side, side) - 1;
        set.labels(i) = files[i].second;
    }
    return set;
}

/// Ten kinds that a program can draw: discs and waves in colours of their own.
labelled_images drawn_stamps(int of_each) {
    const auto count = static_cast<std::size_t>(10 * of_each);
    labelled_images set{xt::xtensor<float, 4>::from_shape({count, 3, side, side}),
                        xt::xtensor<int, 1>::from_shape({count}), kinds};
    for (std::size_t i = 0; i < count; ++i) {
        set.labels(i) = static_cast<int>(i % 10);
        xt::view(set.images, i) =
            2 * resized(drawn_picture(70 + 11 * set.labels(i), 70 + static_cast<int>(i)), side, side) - 1;
    }
    return set;
}

/// So many of each kind by chance to learn from, and the others.
struct parts {
    labelled_images few, rest;
};
parts drawn_parts(const labelled_images& all, int each, seed random) {
    std::vector<std::uint32_t> order;
    shuffled{}(order, all.size(), random, 1);
    std::vector<std::uint32_t> chosen, others;
    int taken[10] = {};
    for (const std::uint32_t i : order) (taken[all.labels(i)]++ < each ? chosen : others).push_back(i);
    const auto part = [&](const std::vector<std::uint32_t>& numbers) {
        labelled_images p{xt::xtensor<float, 4>::from_shape({numbers.size(), 3, side, side}),
                          xt::xtensor<int, 1>::from_shape({numbers.size()}), all.class_names};
        for (std::size_t i = 0; i < numbers.size(); ++i)
            xt::view(p.images, i) = xt::view(all.images, numbers[i]), p.labels(i) = all.labels(numbers[i]);
        return p;
    };
    return {part(chosen), part(others)};
}

enum way { from_nothing, frozen_features, fine_tuned };
constexpr const char* names_of_ways[] = {"from nothing", "features stay", "features follow"};

/// The accuracy on the others at each look, evenly spread over the passes.
std::vector<double> learn(way w, const model<posenet<>>& published, const parts& data, const settings& s,
                          seed random) {
    model<ten_kinds> m{random, s.threads};
    if (w != from_nothing) copy_what_fits(published, m, {}, "trunk.*");
    trainer t{m, softmax_loss{}, adam{.rate = 2e-3}};
    if (w == frozen_features) t.select("trunk.*").freeze();
    if (w == fine_tuned) t.select("trunk.*").rate(0.1);
    std::vector<double> accuracies;
    for (int look = 1; look <= s.looks; ++look) {
        t.fit(data.few, {.epochs = look * s.passes / s.looks, .batch = 20, .progress = {}});
        accuracies.push_back(100 * evaluate(m, data.rest).accuracy);
    }
    std::cout << names_of_ways[w] << ": " << accuracies.back() << std::endl;
    return accuracies;
}

void run(settings s) {
    model<posenet<>> published{seed{s.seed}, s.threads};
    if (s.quick) {
        std::cout << "--quick: random weights and drawn kinds, which only show that the program runs\n";
        s.each = 2, s.passes = s.looks = s.draws = 1;
    } else {
        load(published, published_weights("posenet", s.weights), tensorflow_js_names::posenet());
    }
    const labelled_images all = s.quick ? drawn_stamps(3) : all_stamps(s.stamps);
    std::cout << all.size() << " images of ten kinds, " << s.each << " of each to learn from\n"
              << std::fixed << std::setprecision(1);
    std::vector<std::vector<double>> found[3];
    for (int d = 0; d < s.draws; ++d) {
        const seed random{s.seed + static_cast<std::uint64_t>(d)};
        const parts data = drawn_parts(all, s.each, random);
        for (const way w : {from_nothing, frozen_features, fine_tuned})
            found[w].push_back(learn(w, published, data, s, random));
    }
    std::vector<curve> curves;
    for (const way w : {from_nothing, frozen_features, fine_tuned}) {
        curve c{names_of_ways[w], {}, {}};
        for (int look = 0; look < s.looks; ++look) {
            std::vector<double> draws;
            for (const std::vector<double>& draw : found[w])
                draws.push_back(draw[static_cast<std::size_t>(look)]);
            c.x.push_back(double((look + 1) * s.passes) / s.looks);
            c.y.push_back(lessons::median(draws));
        }
        curves.push_back(std::move(c));
    }
    write_png(plot("Ten kinds of stamps, " + std::to_string(s.each) + " examples each",
                   "passes over the examples", "% right on the others", curves),
              fs::path(s.out) / "published-transfer.png");
    const lessons::finding_printer finding{.digits = 1, .fixed = true};
    finding("accuracy_from_nothing", curves[from_nothing].y.back());
    finding("accuracy_features_stay", curves[frozen_features].y.back());
    finding("accuracy_features_follow", curves[fine_tuned].y.back());
    std::cout << "\nwritten to " << s.out
              << ": published-transfer.png. A trunk that has seen photographs of people knows edges and "
                 "textures of "
                 "other things as well;\none that begins with nothing has few images to learn them from.\n\n";
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"published_transfer",
                      "Learns ten kinds of stamps from a few examples, with features that were published."};
    l.add_option("--each", s.each, "examples of each kind")->check(CLI::Range(1, 25));
    l.add_option("--passes", s.passes, "over the examples")->check(CLI::Range(5, 1000));
    l.add_option("--draws", s.draws, "draws of the examples")->check(CLI::Range(1, 100));
    l.add_option("--weights", s.weights, "folder of posenet.safetensors");
    l.add_option("--stamps", s.stamps, "folder of stamps");
    l.share(s,
            {.out = "folder for the picture", .quick = "random weights and drawn kinds: nothing is fetched"});
    return l.run(argc, argv, [&] { run(s); });
}
