// SPDX-License-Identifier: MIT
/// The search of a learning rate and a regularization, as one does it: a first range whose best is at its
/// edge, which the search says; a wider one, coarse to fine; and Hyperband with about as many epochs.
///
///     search            trials and pictures go to --out; started again, it goes on from the trials there
///
/// Rates and regularizations multiply, so they are drawn evenly over powers of ten. (Bergstra and Bengio,
/// 2012; Li et al., "Hyperband", 2018; CS231n, "Hyperparameter optimization".)
#include <filesystem>
#include <iostream>
#include <strata/compiled.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <strata/search/search_pictures.hpp>
#include <strata/search/search_report.hpp>
#include <string>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct small_net : net<input<1, 28, 28>, flatten, dense<50>, relu, dense<10>> {};

struct settings : lessons::with_clothes {
    int images = 4000, held_out = 1000, trials = 16, epochs = 5;
};

constexpr lessons::finding_printer finding{};

/// Trains with these settings for so many epochs; the accuracy on the images held out. A loss that explodes
/// is a score of 0: the search goes on.
double score_of(const labelled_images& train, const labelled_images& held_out, const trial_settings& chosen,
                double epochs, seed random) {
    model<small_net> m{random, 1};
    trainer t{m, softmax_loss{}, momentum{.rate = chosen["rate"]},
              weight_penalty{.l2 = chosen["regularization"]}};
    t.select(parameter_kind::bias).decay(0);
    try {
        t.fit(train, {.epochs = static_cast<int>(epochs + 0.5), .batch = 50, .progress = nullptr});
    } catch (const error&) {
        return 0;
    }
    return 100 * evaluate(m, held_out).accuracy;
}

double epochs_of(const parameter_search& s) {
    double sum = 0;
    for (const search_trial& t : s.trials()) sum += t.budget;
    return sum;
}

void say(const std::string& title, const parameter_search& s) {
    std::cout << title << ": " << s.trials().size() << " trials, " << epochs_of(s) << " epochs, "
              << s.run_now() << " trials run now\n"
              << trial_table(s, 6);
    for (const std::string& warning : edge_warnings(s)) std::cout << "warning: " << warning << '\n';
    std::cout << '\n';
}

void run(const settings& s) {
    const train_and_test data = fashion_mnist(s.data);
    const labelled_images both = first(data.train, s.images + s.held_out);
    const labelled_images train = first(both, s.images);
    const labelled_images held_out{xt::view(both.images, xt::range(s.images, s.images + s.held_out)),
                                   xt::view(both.labels, xt::range(s.images, s.images + s.held_out)),
                                   both.class_names};
    const auto trial = [&](const trial_settings& chosen, double epochs, seed random) {
        return score_of(train, held_out, chosen, epochs, random);
    };
    const auto options = [&](const std::string& name) {
        return search_options{.random = seed{s.seed},
                              .threads = s.threads,
                              .file = (fs::path(s.out) / (name + ".jsonl")).string()};
    };
    const auto range = [](const char* name, double low, double high) {
        return search_range{name, low, high, range_scale::logarithmic};
    };

    parameter_search narrow({range("rate", 1e-6, 1e-3), range("regularization", 1e-5, 1)}, trial,
                            options("narrow"));
    narrow.random(s.trials, 1);
    say("a first range, an epoch each", narrow);

    parameter_search fine({range("rate", 1e-5, 1), range("regularization", 1e-6, 1e-1)}, trial,
                          options("fine"));
    fine.coarse_to_fine(3, s.trials, s.epochs);
    say("a wider one, coarse to fine", fine);

    parameter_search bands({range("rate", 1e-5, 1), range("regularization", 1e-6, 1e-1)}, trial,
                           options("hyperband"));
    bands.hyperband(3 * s.epochs);
    say("Hyperband", bands);

    write_png(parallel_coordinates(fine), fs::path(s.out) / "parallel-coordinates.png");
    const plot_options half{.width = 700, .height = 450};
    picture scores(1400, 450);
    scores.paste(score_against(fine, "rate", half), 0, 0);
    scores.paste(score_against(fine, "regularization", half), 700, 0);
    write_png(scores, fs::path(s.out) / "scores.png");
    std::cout << "written to " << s.out << ": parallel-coordinates.png, scores.png\n\n";

    finding("best_of_first_range", narrow.best()->score);
    finding("warnings_of_first_range", static_cast<double>(edge_warnings(narrow).size()));
    finding("best_coarse_to_fine", fine.best()->score);
    finding("epochs_coarse_to_fine", epochs_of(fine));
    finding("best_rate", fine.best()->settings["rate"]);
    finding("best_regularization", fine.best()->settings["regularization"]);
    finding("best_of_hyperband", bands.best()->score);
    finding("epochs_of_hyperband", epochs_of(bands));
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"search", "Searches a learning rate and a regularization."};
    l.add_option("--images", s.images, "images that are trained on")->check(CLI::Range(500, 50'000));
    l.add_option("--trials", s.trials, "trials of a round")->check(CLI::Range(2, 1000));
    l.add_option("--epochs", s.epochs, "epochs of a trial")->check(CLI::Range(1, 1000));
    l.share(s, {.out = "folder for trials and pictures",
                .quick = "1 epoch of 500 images, 4 trials a round",
                .threads = "trials at a time"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.images = 500, s.epochs = 1, s.trials = 4;
        run(s);
    });
}
