// SPDX-License-Identifier: MIT
/// Methods that look at the whole set: gradient descent, momentum, BFGS and L-BFGS on a linear classifier of
/// images of 14 x 14. One evaluation, of the loss and its gradient over all images, costs each of them the
/// same, so that they are compared by evaluations.
///
///     second_order            the curves go to --out
///
/// (Polyak, 1964; Broyden, Fletcher, Goldfarb and Shanno, 1970; Nocedal, 1980; CS231n, "Neural networks 3",
/// second order methods.)
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <span>
#include <strata/data/fashion_mnist.hpp>
#include <strata/optimizers/second_order/bfgs.hpp>
#include <strata/optimizers/second_order/lbfgs.hpp>
#include <strata/pictures/plot.hpp>
#include <strata/strata.hpp>
#include <strata/training/minimize.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct linear_classifier : net<input<1, 28, 28>, average_pool<2>, flatten, dense<10>> {};
using numbers = std::vector<float>;

struct settings : lessons::with_clothes {
    int images = 2000, evaluations = 200;
    double rate = 0.7, l2 = 1e-3;
};

/// The least value so far, after each evaluation, and where the way ends.
struct descended {
    std::string name;
    std::vector<double> values = {};
    numbers w = {};
};

/// Counts evaluations of a function, and notes the values.
template <class F>
auto noted(F& f, descended& d) {
    return [&](std::span<const float> w, std::span<float> g) {
        const double value = f(w, g);
        d.values.push_back(d.values.empty() ? value : std::min(value, d.values.back()));
        return value;
    };
}

/// v = mu v + g, w -= rate v
template <class F>
void go_by_rate(F&& f, numbers& w, double rate, double mu, int evaluations) {
    numbers v(w.size()), g(w.size());
    for (int k = 0; k < evaluations; ++k) {
        f(std::span<const float>(w), std::span<float>(g));
        for (std::size_t i = 0; i < w.size(); ++i) {
            v[i] = static_cast<float>(mu) * v[i] + g[i];
            w[i] -= static_cast<float>(rate) * v[i];
        }
    }
}

/// The first evaluation at most `gap` above the least; one more than there were where none is.
std::size_t evaluations_to(const descended& d, double least, double gap) {
    std::size_t k = 0;
    while (k < d.values.size() && d.values[k] > least + gap) ++k;
    return k + 1;
}

constexpr lessons::finding_printer finding{};

void run(const settings& s) {
    train_and_test data = fashion_mnist(s.data);
    data.train = first(data.train, s.images);
    model<linear_classifier> m{seed{s.seed}, s.threads};
    whole_loss f{m, softmax_loss{}, data.train, {.portion = 500, .l2 = s.l2}};
    const numbers start = f.parameters();
    const descent_limits until{
        .iterations = s.evaluations, .evaluations = s.evaluations, .slope = 0, .change = 0};

    std::vector<descended> all{{"gradient descent"}, {"momentum 0.9"}, {"BFGS"}, {"L-BFGS"}};
    for (descended& d : all) {
        d.w = start;
        auto g = noted(f, d);
        if (d.name == "gradient descent") go_by_rate(g, d.w, s.rate, 0, s.evaluations);
        if (d.name == "momentum 0.9") go_by_rate(g, d.w, 0.8 * s.rate, 0.9, s.evaluations);
        if (d.name == "BFGS") std::cout << "BFGS: " << bfgs{.until = until}.minimize(g, d.w) << '\n';
        if (d.name == "L-BFGS") std::cout << "L-BFGS: " << lbfgs{.until = until}.minimize(g, d.w) << '\n';
    }
    numbers best = all.back().w;
    const lbfgs longer{.memory = 30, .until = {.iterations = 2000, .slope = 0, .change = 0}};
    const double least = longer.minimize(f, best).value();

    std::vector<curve> curves;
    for (const descended& d : all) {
        curve c{d.name, {}, {}};
        for (std::size_t k = 0; k < d.values.size() && k < static_cast<std::size_t>(s.evaluations); ++k) {
            c.x.push_back(static_cast<double>(k + 1));
            c.y.push_back(std::log10(std::max(d.values[k] - least, 1e-7)));
        }
        curves.push_back(std::move(c));
    }
    write_png(plot("How far the loss is from its minimum", "evaluations of the full batch", "log10", curves),
              fs::path(s.out) / "second-order.png");
    std::cout << "\nwritten to " << s.out << ": second-order.png\n\n";

    finding("least", least);
    for (const descended& d : all) {
        std::string name = d.name.substr(0, d.name.find(" 0"));
        std::replace_if(
            name.begin(), name.end(), [](char c) { return c == ' ' || c == '-'; }, '_');
        f.put(d.w);
        finding("loss_of_" + name, d.values.back());
        finding("evaluations_of_" + name, static_cast<double>(evaluations_to(d, least, 0.01)));
        finding("accuracy_of_" + name, 100 * evaluate(m, data.test).accuracy);
    }
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"second_order",
                      "Goes down the loss over a whole set by gradient descent, momentum, BFGS and L-BFGS."};
    l.add_option("--images", s.images, lessons::images_trained)->check(CLI::Range(100, 60'000));
    l.add_option("--evaluations", s.evaluations, "of each method")->check(CLI::Range(2, 100'000));
    l.add_option("--rate", s.rate, "of gradient descent; of momentum 0.8 times it")
        ->check(CLI::PositiveNumber);
    l.share(s, {.out = "folder for the picture", .quick = "20 evaluations over 200 images"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.images = 200, s.evaluations = 20;
        run(s);
    });
}
