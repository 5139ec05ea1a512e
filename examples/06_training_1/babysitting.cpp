// SPDX-License-Identifier: MIT
/// How one tells early that a run will come to nothing: the first loss beside theory, a few samples learned
/// by heart, then the same network at a rate that is too low, at a right one and at one that is too high,
/// with what is said of each.
///
///     babysitting            a report of each run and their curves go to --out
///
/// (CS231n, "Learning and evaluation": sanity checks, babysitting the learning process, the ratio of updates
/// to weights.)
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <strata/data/fashion_mnist.hpp>
#include <strata/pictures/svg.hpp>
#include <strata/report/html_report.hpp>
#include <strata/strata.hpp>
#include <strata/training/sanity.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct small_net : net<input<1, 28, 28>, conv<8, 5, pad<2>>, relu, max_pool<2>, conv<16, 5>, relu,
                       max_pool<2>, flatten, dense<64>, relu, dense<10>> {};

struct settings : lessons::with_clothes {
    int epochs = 2, images = 6000;
};

struct attempt {
    std::string name;
    double rate;
    curve loss = {};
    double accuracy = 0, ratio = 0;
    std::size_t problems = 0;
};

/// "too low" as "too_low"
std::string file_of(std::string name) {
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
}

void train(attempt& a, const train_and_test& data, const settings& s) {
    model<small_net> m{seed{s.seed}, s.threads};
    trainer t{m, softmax_loss{}, momentum{.rate = a.rate}};
    html_report report{t,
                       fs::path(s.out) / (file_of(a.name) + ".html"),
                       data.test,
                       {.title = "Fashion-MNIST, " + a.name + " rate", .watch = {.every = 10}}};
    std::cout << "\nrate " << a.rate << ": " << a.name << '\n';
    a.loss.label = a.name;
    const callback losses = [&](training_moment& now) {
        if (now.event != training_event::after_step || now.position.step % 20 != 0) return;
        a.loss.x.push_back(static_cast<double>(now.position.step));
        a.loss.y.push_back(now.state.loss);
    };
    try {
        t.fit(data.train, {.epochs = s.epochs, .validation = data.test, .callbacks = {losses, report}});
        a.accuracy = t.history().back()["validation accuracy"];
    } catch (const error& e) {
        std::cout << "  " << e.what() << '\n';
        report.write();
    }
    for (const std::string& problem : report.problems()) std::cout << "  " << problem << '\n';
    a.problems = report.problems().size();
    const auto& seen = report.watch().snapshots();
    if (!seen.empty()) a.ratio = seen[seen.size() / 2].parameters[0].ratio();
}

constexpr lessons::finding_printer finding{};

void run(const settings& s) {
    train_and_test data = fashion_mnist(s.data);
    data.train = first(data.train, s.images), data.test = first(data.test, 2000);
    const model<small_net> fresh{seed{s.seed}, s.threads};
    const labelled_images few = first(data.train, 1000);
    const sanity_report checks =
        sanity(fresh, softmax_loss{}, few.images, few.labels, {.penalty = {.l2 = 1e-4}});
    std::cout << "before the run\n" << checks;
    const sanity_report by_mistake =
        sanity(fresh, softmax_loss{}, xt::xtensor<float, 4>(255 * few.images), few.labels, {.steps = 50});
    std::cout << "\nthe same with pixels up to 255 in place of 1\n" << by_mistake;

    std::vector<attempt> all{{"too low", 1e-6}, {"right", 5e-3}, {"too high", 0.6}};
    std::vector<curve> curves;
    for (attempt& a : all) {
        train(a, data, s);
        curves.push_back(a.loss);
    }
    write_svg(plot_drawing("Loss at three rates", "step", "loss of the epoch so far", curves),
              fs::path(s.out) / "rates.svg");
    std::cout << "\nwritten to " << s.out << ": rates.svg, and a report of each run as HTML\n\n";

    finding("first_loss", checks.first_loss);
    finding("penalty", checks.penalty);
    finding("steps_to_learn_by_heart", checks.steps);
    finding("first_loss_of_pixels_to_255", by_mistake.first_loss);
    for (const attempt& a : all) {
        const std::string name = file_of(a.name);
        finding("accuracy_at_" + name + "_rate", 100 * a.accuracy);
        finding("ratio_at_" + name + "_rate", a.ratio);
        finding("sentences_at_" + name + "_rate", static_cast<double>(a.problems));
    }
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"babysitting", "Checks a network before a run, and trains it at three rates."};
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(1, 1000));
    l.add_option("--images", s.images, lessons::images_trained)->check(CLI::Range(1000, 60'000));
    l.share(s, {.out = "folder for the reports", .quick = "1 epoch of 3000 images"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.epochs = 1, s.images = 3000;
        run(s);
    });
}
