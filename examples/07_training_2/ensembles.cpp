// SPDX-License-Identifier: MIT
/// What several models gain over the best of them: five that began with other seeds, three snapshots of one
/// run whose rate starts anew, and one model with the mean of the parameters that a run went through.
///
///     ensembles           medians over five seeds; the picture goes to --out
///
/// (Hansen, Salamon: "Neural network ensembles", 1990; Huang and others: "Snapshot ensembles", 2017; Polyak,
/// Juditsky: "Acceleration of stochastic approximation by averaging", 1992.)
#include <algorithm>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <strata/data/fashion_mnist.hpp>
#include <strata/pictures/plot.hpp>
#include <strata/strata.hpp>
#include <strata/training/averaged_model.hpp>
#include <strata/training/ensemble.hpp>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct small : net<input<1, 28, 28>, conv<8, 5, pad<2>>, relu, max_pool<2>, conv<16, 3, pad<1>>, relu,
                   max_pool<2>, flatten, dense<64>, relu, dense<10>> {};

struct settings : lessons::with_clothes {
    int epochs = 9, images = 10'000, seeds = 5;
    double rate = 2e-3;
};

constexpr lessons::finding_printer finding{.digits = 2, .fixed = true};

/// Accuracy in percent: of the best of some models, of all of them together.
struct gain {
    double best = 0, together = 0;
    [[nodiscard]] double over_best() const { return together - best; }
};

double percent_right(const xt::xtensor<float, 2>& scores, const labelled_images& test) {
    return 100 * evaluate_scores(scores, test.labels).accuracy;
}

/// Snapshots at the ends of three periods of whole epochs, in each of which the rate falls along half a
/// cosine.
gain snapshots(const train_and_test& data, const settings& s, seed random) {
    model<small> m{random, s.threads};
    trainer t{m, softmax_loss{}, adam{.rate = s.rate}};
    ensemble<small> all;
    gain g;
    const int each = s.epochs / 3;
    for (int period = 1; period <= 3; ++period) {
        t.fit(data.train, {.epochs = period * each,
                           .progress = {},
                           .callbacks = {rate_schedule{cosine_restarts{.first = double(each)}}}});
        all.add(m);
        g.best = std::max(g.best, percent_right(m.predict(data.test.images), data.test));
    }
    g.together = percent_right(all.predict(data.test.images), data.test);
    return g;
}

/// The parameters at the end, and the mean of those since the first third of the run.
gain averages(const train_and_test& data, const settings& s, model<small>& m) {
    const int64 steps = (data.train.size() + 63) / 64 * s.epochs;
    trainer t{m, softmax_loss{}, averaged{adam{.rate = s.rate}, {.from = steps / 3}}};
    t.fit(data.train, {.epochs = s.epochs, .progress = {}});
    return {percent_right(m.predict(data.test.images), data.test),
            percent_right(averaged_model(t).predict(data.test.images), data.test)};
}

void run(const settings& s) {
    train_and_test data = fashion_mnist(s.data);
    data.train = first(data.train, s.images);
    std::vector<gain> of_snapshots, of_averages;
    ensemble<small> all;
    gain seeds;
    curve singles{"single models", {}, {}, {}, false}, together{"together", {}, {}};
    for (int k = 0; k < s.seeds; ++k) {
        const seed random{s.seed + static_cast<std::uint64_t>(k)};
        model<small> m{random, s.threads};
        of_averages.push_back(averages(data, s, m));
        of_snapshots.push_back(snapshots(data, s, random));
        all.add(m);
        seeds.best = std::max(seeds.best, of_averages.back().best);
        seeds.together = percent_right(all.predict(data.test.images), data.test);
        singles.x.push_back(k + 1), singles.y.push_back(of_averages.back().best);
        together.x.push_back(k + 1), together.y.push_back(seeds.together);
        std::cout << std::fixed << std::setprecision(2) << "seed " << random.value << ": alone "
                  << of_averages.back().best << " %, the models so far together " << seeds.together
                  << " %, mean of its parameters " << of_averages.back().together << " %, three snapshots "
                  << of_snapshots.back().together << " % (the best of them " << of_snapshots.back().best
                  << ")\n";
    }
    write_png(plot("Models of several seeds", "models", "% right on the test images", {singles, together}),
              fs::path(s.out) / "ensembles.png");
    std::cout << "\nwritten to " << s.out << ": ensembles.png\n\n";
    const auto over_best = [](const std::vector<gain>& all_gains) {
        std::vector<double> list;
        for (const gain& g : all_gains) list.push_back(g.over_best());
        return lessons::median(list);
    };
    finding("best_single_model", seeds.best);
    finding("gain_of_several_seeds", seeds.over_best());
    finding("gain_of_snapshots", over_best(of_snapshots));
    finding("gain_of_averaged_parameters", over_best(of_averages));
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{
        "ensembles", "Models together: of several seeds, at several moments, and their parameters averaged."};
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(3, 10'000));
    l.add_option("--images", s.images, lessons::images_trained)->check(CLI::Range(100, 60'000));
    l.add_option("--seeds", s.seeds, "models")->check(CLI::Range(1, 100));
    l.share(s, {.out = "folder for the picture",
                .quick = "3 epochs of 1000 images, two seeds",
                .seed = "the first of them; same seed, same bits, with any number of threads"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.epochs = 3, s.images = 1000, s.seeds = 2;
        run(s);
    });
}
