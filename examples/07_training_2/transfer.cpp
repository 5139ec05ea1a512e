// SPDX-License-Identifier: MIT
/// Transfer learning: a network that knows five classes of Fashion-MNIST learns the five others from a few
/// examples each, in three ways: from nothing, with a new head on features that stay, and with a new head
/// while the features go on at a tenth of the rate.
///
///     transfer            medians over five draws of the examples; the picture goes to --out
///
/// (Razavian, Azizpour, Sullivan, Carlsson: "CNN features off-the-shelf", 2014; Yosinski, Clune, Bengio,
/// Lipson: "How transferable are features in deep neural networks?", 2014.)
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <strata/data/fashion_mnist.hpp>
#include <strata/data/order.hpp>
#include <strata/io/what_fits.hpp>
#include <strata/pictures/plot.hpp>
#include <strata/strata.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

using trunk = chain<conv<16, 5, pad<2>>, relu, max_pool<2>, conv<32, 3, pad<1>>, relu, max_pool<2>>;
using head = chain<flatten, dense<128>, relu, dense<5>>;
struct five_classes : net<input<1, 28, 28>, named<"trunk", trunk>, named<"head", head>> {};

struct settings : lessons::with_clothes {
    int epochs = 4, images = 30'000, each = 20, passes = 40, draws = 5;
};

constexpr lessons::finding_printer finding{.digits = 1, .fixed = true};

/// Of the classes from `from` on, five, at most so many of each, in an order of its own; their labels are 0
/// to 4.
labelled_images five_of(const labelled_images& set, int from, int each, seed random) {
    std::vector<std::uint32_t> order;
    shuffled{}(order, set.size(), random, 1);
    int taken[5] = {};
    std::vector<std::size_t> chosen;
    for (const std::uint32_t i : order) {
        const int label = set.labels(i) - from;
        if (label >= 0 && label < 5 && taken[label]++ < each) chosen.push_back(i);
    }
    labelled_images part{xt::xtensor<float, 4>::from_shape({chosen.size(), 1, 28, 28}),
                         xt::xtensor<int, 1>::from_shape({chosen.size()}),
                         {set.class_names.begin() + from, set.class_names.begin() + from + 5}};
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        std::copy_n(set.images.data() + chosen[i] * 784, 784, part.images.data() + i * 784);
        part.labels(i) = set.labels(chosen[i]) - from;
    }
    return part;
}

enum way { from_nothing, frozen_features, fine_tuned };
constexpr const char* names_of_ways[] = {"from nothing", "features stay", "features follow"};

/// The accuracy on the test images after each tenth of the passes.
std::vector<double> learn(way w, const model<five_classes>& trained, const labelled_images& few,
                          const labelled_images& test, const settings& s, seed random) {
    model<five_classes> m{random, s.threads};
    if (w != from_nothing) copy_what_fits(trained, m, {}, "trunk.*");
    trainer t{m, softmax_loss{}, adam{.rate = 2e-3}};
    if (w == frozen_features) t.select("trunk.*").freeze();
    if (w == fine_tuned) t.select("trunk.*").rate(0.1);
    std::vector<double> accuracies;
    for (int part = 0; part < 10; ++part) {
        t.fit(few, {.epochs = (part + 1) * s.passes / 10, .batch = 20, .progress = {}});
        accuracies.push_back(100 * evaluate(m, test).accuracy);
    }
    return accuracies;
}

void run(const settings& s) {
    const train_and_test data = fashion_mnist(s.data);
    model<five_classes> trained{seed{s.seed}, s.threads};
    trainer t{trained, softmax_loss{}, adam{.rate = 1e-3}};
    std::cout << "five classes, of which there are many examples\n";
    t.fit(five_of(data.train, 0, s.images / 5, seed{s.seed}), {.epochs = s.epochs, .batch = 64});

    const labelled_images test = five_of(data.test, 5, 1000, seed{s.seed});
    std::cout << "the others, " << s.each << " examples each\n";
    std::vector<curve> curves;
    double last[3];
    for (const way w : {from_nothing, frozen_features, fine_tuned}) {
        std::vector<std::vector<double>> draws;
        for (int d = 0; d < s.draws; ++d) {
            const seed random{s.seed + static_cast<std::uint64_t>(d)};
            draws.push_back(learn(w, trained, five_of(data.train, 5, s.each, random), test, s, random));
        }
        curve c{names_of_ways[w], {}, {}};
        for (std::size_t part = 0; part < 10; ++part) {
            std::vector<double> all;
            for (const std::vector<double>& draw : draws) all.push_back(draw[part]);
            c.x.push_back(static_cast<double>((part + 1) * s.passes) / 10);
            c.y.push_back(lessons::median(all));
        }
        last[w] = c.y.back();
        curves.push_back(std::move(c));
    }
    write_png(plot("Five new classes, " + std::to_string(s.each) + " examples each",
                   "passes over the examples", "% right on the test images", curves),
              fs::path(s.out) / "transfer.png");
    std::cout << "\nwritten to " << s.out << ": transfer.png\n\n";
    finding("accuracy_from_nothing", last[from_nothing]);
    finding("accuracy_features_stay", last[frozen_features]);
    finding("accuracy_features_follow", last[fine_tuned]);
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"transfer",
                      "Learns five new classes from a few examples, with features that were learned before."};
    l.add_option("--each", s.each, "examples of each new class")->check(CLI::Range(1, 6000));
    l.add_option("--draws", s.draws, "draws of the examples")->check(CLI::Range(1, 100));
    l.share(s, {.out = "folder for the picture", .quick = "one epoch of 3000 images, one draw, 10 passes"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.epochs = 1, s.images = 3000, s.draws = 1, s.passes = 10;
        run(s);
    });
}
