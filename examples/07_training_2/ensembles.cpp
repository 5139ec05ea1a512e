// SPDX-License-Identifier: MIT
/// What several models gain over the best of them: five that began with other seeds, three snapshots of one
/// run whose rate starts anew, and one model with the mean of the parameters that a run went through.
///
///     ensembles           medians over five seeds; the picture goes to --out
///
/// (Hansen, Salamon: "Neural network ensembles", 1990; Huang and others: "Snapshot ensembles", 2017; Polyak,
/// Juditsky: "Acceleration of stochastic approximation by averaging", 1992.)
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <strata/data/fashion_mnist.hpp>
#include <strata/pictures/plot.hpp>
#include <strata/strata.hpp>
#include <strata/training/averaged_model.hpp>
#include <strata/training/ensemble.hpp>
#include <string>
#include <vector>

using namespace strata;
namespace fs = std::filesystem;

struct small : net<input<1, 28, 28>, conv<8, 5, pad<2>>, relu, max_pool<2>, conv<16, 3, pad<1>>, relu,
                   max_pool<2>, flatten, dense<64>, relu, dense<10>> {};

struct settings {
    int epochs = 9, images = 10'000, seeds = 5, threads = default_threads();
    double rate = 2e-3;
    std::uint64_t seed = 1;
    std::string data = "/usr/share/datasets/fashion-mnist", out = "ensembles-output";
};

/// Accuracy in percent: of the best of some models, of all of them together.
struct gain {
    double best = 0, together = 0;
    [[nodiscard]] double over_best() const { return together - best; }
};

double percent_right(const xt::xtensor<float, 2>& scores, const labelled_images& test) {
    return 100 * evaluate_scores(scores, test.labels).accuracy;
}

/// Snapshots at the ends of three periods, in each of which the rate falls along half a cosine.
gain snapshots(const train_and_test& data, const settings& s, seed random) {
    model<small> m{random, s.threads};
    trainer t{m, softmax_loss{}, adam{.rate = s.rate}};
    ensemble<small> all;
    gain g;
    for (int period = 1; period <= 3; ++period) {
        t.fit(data.train, {.epochs = period * s.epochs / 3,
                           .progress = {},
                           .callbacks = {rate_schedule{cosine_restarts{.first = s.epochs / 3.0}}}});
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

double median(std::vector<double> all) {
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
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
    fs::create_directories(s.out);
    write_png(plot("Models of several seeds", "models", "% right on the test images", {singles, together}),
              fs::path(s.out) / "ensembles.png");
    std::cout << "\nwritten to " << s.out << ": ensembles.png\n\n";
    const auto over_best = [](const std::vector<gain>& all_gains) {
        std::vector<double> list;
        for (const gain& g : all_gains) list.push_back(g.over_best());
        return median(list);
    };
    std::cout << "finding best_single_model " << seeds.best << "\nfinding gain_of_several_seeds "
              << seeds.over_best() << "\nfinding gain_of_snapshots " << over_best(of_snapshots)
              << "\nfinding gain_of_averaged_parameters " << over_best(of_averages) << '\n';
}

int main(int argc, char** argv) {
    settings s;
    bool quick = false;
    CLI::App app{"Models together: of several seeds, at several moments, and their parameters averaged."};
    app.option_defaults()->always_capture_default();
    app.add_option("--epochs", s.epochs, "times that all images are trained on")
        ->check(CLI::Range(3, 10'000));
    app.add_option("--images", s.images, "images of the training set")->check(CLI::Range(100, 60'000));
    app.add_option("--seeds", s.seeds, "models")->check(CLI::Range(1, 100));
    app.add_option("--seed", s.seed, "the first of them; same seed, same bits, with any number of threads");
    app.add_option("--threads", s.threads, "threads")->check(CLI::Range(1, 1024));
    app.add_option("--data", s.data, "folder of the data set");
    app.add_option("--out", s.out, "folder for the picture");
    app.add_flag("--quick", quick, "3 epochs of 1000 images, two seeds");
    try {
        app.parse(argc, argv);
        if (quick) s.epochs = 3, s.images = 1000, s.seeds = 2;
        run(s);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 1;
    } catch (const std::exception& e) {
        std::cerr << "ensembles: " << e.what() << '\n';
        return 1;
    }
}
