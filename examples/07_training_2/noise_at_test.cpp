// SPDX-License-Identifier: MIT
/// Noise that was trained with is averaged out at test: dropout's answers by many masks beside the one pass
/// that stands for their mean, and a network of crops that is asked about ten of them.
///
///     noise_at_test            the picture goes to --out
///
/// (Srivastava and others, 2014; Krizhevsky, Sutskever, Hinton, 2012, section 4.1; CS231n, "Neural networks,
/// part 2".)
#include <algorithm>
#include <cmath>
#include <iostream>
#include <strata/data/augmentations/views.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <strata/pictures/plot_drawing.hpp>
#include <strata/strata.hpp>
#include <strata/training/mean_over_views.hpp>

#include "../lesson.hpp"
#include "random_crops.hpp"

using namespace strata;

struct with_dropout : net<input<1, 28, 28>, flatten, dense<100>, relu, dropout<0.5>, dense<10>> {};
struct of_crops : net<input<1, 24, 24>, conv<8, 3, same>, relu, max_pool<2>, conv<16, 3, same>, relu,
                      max_pool<2>, flatten, dense<10>> {};

struct settings : lessons::with_clothes {
    int images = 2000, tests = 2000, epochs = 10, masks = 100;
};

constexpr lessons::finding_printer finding{.digits = 2, .fixed = true};

xt::xtensor<double, 2> probabilities(const xt::xtensor<float, 2>& scores) {
    xt::xtensor<double, 2> p = scores;
    for (std::size_t n = 0; n < p.shape()[0]; ++n) {
        double most = p(n, 0), sum = 0;
        for (std::size_t c = 1; c < p.shape()[1]; ++c) most = std::max(most, p(n, c));
        for (std::size_t c = 0; c < p.shape()[1]; ++c) sum += p(n, c) = std::exp(p(n, c) - most);
        for (std::size_t c = 0; c < p.shape()[1]; ++c) p(n, c) /= sum;
    }
    return p;
}
double right(const xt::xtensor<double, 2>& p, const labelled_images& test) {
    return 100 * evaluate_scores(xt::xtensor<float, 2>(p), test.labels).accuracy;
}

/// How far the mean over masks is from the one pass, and what each of them gets right.
struct by_masks {
    curve apart{"", {}, {}};
    double first = 0, all = 0, one_pass = 0;
};
by_masks dropout_by_masks(const train_and_test& data, const settings& s) {
    model<with_dropout> m{seed{s.seed}, s.threads};
    trainer t{m, softmax_loss{}, adam{.rate = 1e-3}};
    t.fit(data.train, {.epochs = s.epochs, .batch = 50, .progress = nullptr});
    const xt::xtensor<double, 2> one_pass = probabilities(m.predict(data.test.images));
    by_masks found;
    found.one_pass = right(one_pass, data.test);
    network_run run{m, learning{}};
    xt::xtensor<double, 2> sum = xt::zeros<double>({data.test.labels.size(), std::size_t{10}});
    for (int k = 1; k <= s.masks; ++k) {
        sum += probabilities(run.forward(data.test.images));
        found.apart.x.push_back(k);
        found.apart.y.push_back(xt::mean(xt::abs(sum / k - one_pass))());
        if (k == 1) found.first = right(sum, data.test);
    }
    found.all = right(sum, data.test);
    return found;
}

void run(const settings& s) {
    train_and_test data = fashion_mnist(s.data);
    data = {first(data.train, s.images), first(data.test, s.tests)};
    const by_masks masks = dropout_by_masks(data, s);

    model<of_crops> m{seed{s.seed}, s.threads};
    trainer t{m, softmax_loss{}, adam{.rate = 1e-3}};
    t.fit(random_crops(data.train, 4, seed{s.seed}),
          {.epochs = (s.epochs + 1) / 2, .batch = 50, .progress = nullptr});
    const xt::xtensor<float, 4> middle =
        xt::view(data.test.images, xt::all(), xt::all(), xt::range(2, 26), xt::range(2, 26));
    const double one_crop = right(probabilities(m.predict(middle)), data.test);
    const double ten_crops =
        right(mean_over_views(m, data.test.images, ten_crop{.height = 24, .width = 24}), data.test);

    const drawing d =
        plot_drawing("Dropout: how far the mean over masks is from the one pass", "masks",
                     "mean difference of a probability", {masks.apart}, {.width = 800, .height = 400});
    lessons::write_drawing(d, s.out, "masks");
    std::cout << "written to " << s.out
              << ": masks.svg, masks.png. What to see: the mean over masks comes near the one pass without "
                 "any, and "
                 "stays a little\naway, since the softmax of a mean is not the mean of the softmaxes.\n\n";
    constexpr lessons::finding_printer difference{.digits = 4, .fixed = true};
    difference("difference_of_one_mask", masks.apart.y.front());
    difference("difference_of_all_masks", masks.apart.y.back());
    finding("right_by_one_mask", masks.first);
    finding("right_by_all_masks", masks.all);
    finding("right_by_the_one_pass", masks.one_pass);
    finding("right_by_one_crop", one_crop);
    finding("right_by_ten_crops", ten_crops);
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"noise_at_test", "Averages out at test the noise that a network was trained with."};
    l.add_option("--masks", s.masks, "masks of dropout that are averaged")->check(CLI::Range(1, 100'000));
    l.share(s, {.out = "folder for the picture", .quick = "2 epochs of 300 images, 10 masks"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.images = s.tests = 300, s.epochs = 2, s.masks = 10;
        run(s);
    });
}
