// SPDX-License-Identifier: MIT
/// Schedules of the rate compared: what they multiply it by, and what one network reaches with each of them
/// in as many epochs, from the same seeds and with the same first rate.
///
///     schedules            medians over three seeds; pictures go to --out
///
/// (Robbins and Monro, 1951; Loshchilov and Hutter, 2017; Smith and Topin, 2019; Goyal and others, 2017.)
#include <algorithm>
#include <iomanip>
#include <iostream>
#include <strata/data/fashion_mnist.hpp>
#include <strata/pictures/plot_drawing.hpp>
#include <strata/strata.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;

struct small_network : net<input<1, 28, 28>, flatten, dense<100>, relu, dense<10>> {};

struct settings : lessons::with_clothes {
    int images = 4000, tests = 5000, epochs = 12, seeds = 3;
    double rate = 0.2;
};

constexpr lessons::finding_printer finding{.digits = 2, .fixed = true};
/// What comes of a schedule: its factors, the losses of the first seed's epochs, and medians at the end.
struct compared {
    curve factors, losses;
    double loss, accuracy;
};

template <class Schedule>
compared train(const std::string& name, const Schedule& schedule, const train_and_test& data,
               const settings& s) {
    compared c{{name, {}, {}}, {name, {}, {}}, 0, 0};
    for (double x = 0; x <= s.epochs; x += 0.05)
        c.factors.x.push_back(x), c.factors.y.push_back(schedule.factor(x));
    std::vector<double> losses, accuracies;
    for (int k = 0; k < s.seeds; ++k) {
        model<small_network> m{seed{s.seed + static_cast<std::uint64_t>(k)}, s.threads};
        trainer t{m, softmax_loss{}, momentum{.rate = s.rate, .mu = 0.9}};
        t.fit(
            data.train,
            {.epochs = s.epochs, .batch = 100, .progress = nullptr, .callbacks = {rate_schedule{schedule}}});
        losses.push_back(t.history().back().loss);
        accuracies.push_back(100 * evaluate(m, data.test).accuracy);
        if (k > 0) continue;
        for (const epoch_record& e : t.history()) {
            c.losses.x.push_back(static_cast<double>(c.losses.x.size() + 1));
            c.losses.y.push_back(e.loss);
        }
    }
    c.loss = lessons::median(losses), c.accuracy = lessons::median(accuracies);
    std::cout << std::left << std::setw(22) << name << std::fixed << std::setprecision(4) << std::setw(14)
              << c.loss << std::setprecision(2) << c.accuracy << std::endl;
    return c;
}

void run(const settings& s) {
    train_and_test data = fashion_mnist(s.data);
    data = {first(data.train, s.images), first(data.test, s.tests)};
    const double end = s.epochs, third = end / 3;
    std::cout << "schedule              training loss   right on test images, %\n";
    const std::vector<compared> all{
        train("constant", constant_rate{}, data, s),
        train("step", step_decay{.every = third, .by = 0.1}, data, s),
        train("exponential", exponential_decay{.by = 0.7}, data, s),
        train("1/t", inverse_time_decay{.k = 1}, data, s),
        train("line", polynomial_decay{.to = end}, data, s),
        train("cosine", cosine_decay{.to = end}, data, s),
        train("restarts", cosine_restarts{.first = third}, data, s),
        train("warm-up, cosine", warm_up{cosine_decay{.to = 0.9 * end}, {.over = 0.1 * end}}, data, s),
        train("one cycle", one_cycle{.over = end}, data, s)};
    std::vector<curve> factors, losses;
    for (const compared& c : all) factors.push_back(c.factors), losses.push_back(c.losses);
    lessons::write_drawing(plot_drawing("What the rate is multiplied by", "epoch", "factor", factors,
                                        {.width = 800, .height = 420}),
                           s.out, "factors");
    lessons::write_drawing(
        plot_drawing("Loss of the epochs", "epoch", "loss", losses, {.width = 800, .height = 420}), s.out,
        "losses");
    std::cout
        << "\nwritten to " << s.out
        << ": factors and losses, .svg and .png. What to see: at a constant high rate the loss stays high; "
           "where a rate\nfalls, the loss falls with it, and where it starts anew, the loss rises again "
           "for a while.\n\n";
    for (const compared& c : all) {
        std::string name = c.factors.label;
        std::replace_if(
            name.begin(), name.end(), [](char x) { return x == ' ' || x == ',' || x == '/'; }, '_');
        finding("accuracy_" + name, c.accuracy);
        finding("loss_" + name, c.loss);
    }
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"schedules", "Compares schedules of the rate."};
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(3, 10'000));
    l.add_option("--rate", s.rate, "the rate that schedules multiply")->check(CLI::PositiveNumber);
    l.add_option("--seeds", s.seeds, "runs of each")->check(CLI::Range(1, 100));
    l.share(s, {.out = "folder for the pictures",
                .quick = "3 epochs of 500 images, one seed",
                .seed = "the first of them; same seed, same bits, with any number of threads"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.epochs = 3, s.images = 500, s.tests = 500, s.seeds = 1;
        run(s);
    });
}
