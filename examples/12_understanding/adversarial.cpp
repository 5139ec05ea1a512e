// SPDX-License-Identifier: MIT
/// Images that are changed by so little that one hardly sees it, and are taken for something else: accuracy
/// against epsilon for a network that learns as usual, and for one that learns from attacked images.
///
///     adversarial            the pictures go to --out
///
/// (Goodfellow, Shlens, Szegedy, 2014; Kurakin, Goodfellow, Bengio, 2016; Madry and others, 2017; CS231n,
/// "Visualizing and understanding".)
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <strata/data/fashion_mnist.hpp>
#include <strata/data/loader.hpp>
#include <strata/data/order.hpp>
#include <strata/pictures/image_grid.hpp>
#include <strata/pictures/plot.hpp>
#include <strata/strata.hpp>
#include <strata/understanding/adversarial.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"
#include "class_answered.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct small_net : net<input<1, 28, 28>, conv<16, 3, same>, relu, max_pool<2>, conv<32, 3, same>, relu,
                       max_pool<2>, flatten, dense<10>> {};

struct settings : lessons::with_clothes {
    int images = 10'000, epochs = 3, tests = 500;
    double epsilon = 0.1;
};

constexpr auto to_see =
    "A change that one hardly sees takes the usual network from right to wrong on many images, and to the "
    "class\n"
    "that is wanted on some. The curves show what learning from attacked images gains, and costs on clean "
    "ones.\n\n";

constexpr lessons::finding_printer finding{};

/// The network, trained on images as they are or, where an epsilon is given, on batches that are attacked on
/// the way.
model<small_net> trained(const labelled_images& train, const settings& s, double epsilon) {
    model<small_net> m{seed{s.seed}, s.threads};
    trainer t{m, softmax_loss{}, adam{}};
    const iterated_gradient_sign attack{.epsilon = epsilon, .steps = 3, .random_start = true};
    constexpr int batch = 32;
    loader<float> batches(train, {.inputs = {{1, 28, 28}}, .targets = {{}}}, batch, {.random = seed{s.seed}});
    for (int epoch = 0; epoch < s.epochs; ++epoch) {
        batches.begin_epoch(shuffled{}, epoch);
        double loss = 0;
        int steps = 0;
        for (; batches.left() >= batch; ++steps) {
            const auto& b = batches.next(batch);
            xt::xtensor<float, 4> x({std::size_t{batch}, std::size_t{1}, std::size_t{28}, std::size_t{28}});
            std::copy_n(b.input(), x.size(), x.data());
            auto labels = xt::xtensor<int, 1>::from_shape({std::size_t{batch}});
            std::copy_n(b.classes(), batch, labels.data());
            loss += t.step(epsilon > 0 ? attack(m, x, labels) : x, labels);
        }
        std::cout << (epsilon > 0 ? "attacked" : "plain") << ", epoch " << epoch + 1 << " of " << s.epochs
                  << ": loss " << loss / steps << std::endl;
    }
    return m;
}

/// Rows of images: as they are, changed, and the change.
void draw_examples(model<small_net>& m, const labelled_images& test, const settings& s,
                   const fs::path& file) {
    const labelled_images few = first(test, 6);
    const auto changed = iterated_gradient_sign{.epsilon = s.epsilon}(m, few.images, few.labels);
    const xt::xtensor<int, 1> sandals = 5 * xt::ones<int>({6});
    const auto aimed = iterated_gradient_sign{.epsilon = s.epsilon, .targeted = true}(m, few.images, sandals);
    xt::xtensor<float, 4> tiles({24, 1, 28, 28});
    image_grid_options how{.columns = 6, .scale = 4};
    const auto row = [&](std::size_t k, const xt::xtensor<float, 4>& images, bool is_image) {
        std::copy(images.begin(), images.end(), tiles.data() + k * images.size());
        const auto scores = m.predict(images);
        for (std::size_t i = 0; i < 6; ++i) {
            const auto c = static_cast<std::size_t>(class_answered(scores, i));
            how.captions.push_back(is_image ? few.class_names[c] : "the change");
        }
    };
    row(0, few.images, true);
    row(1, changed, true);
    row(2, xt::xtensor<float, 4>(0.5f + (changed - few.images) / static_cast<float>(2 * s.epsilon)), false);
    row(3, aimed, true);
    write_png(image_grid(tiles, how), file);
}

void run(const settings& s) {
    train_and_test data = fashion_mnist(s.data);
    data = {first(data.train, s.images), first(data.test, s.tests)};
    const fs::path out = s.out;
    const std::vector<double> epsilons{0, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15};
    std::vector<curve> curves;
    std::vector<std::pair<std::string, double>> found;
    for (const double epsilon : {0.0, s.epsilon}) {
        model<small_net> m = trained(data.train, s, epsilon);
        const std::string name = epsilon > 0 ? "attacked" : "usual";
        const auto shares = [&](const auto& attack, const std::string& called) {
            curve c{name + ", " + called, epsilons, {}};
            for (const double share :
                 accuracy_under_attack(m, data.test.images, data.test.labels, attack, epsilons))
                c.y.push_back(100 * share);
            curves.push_back(c);
            found.emplace_back("accuracy_at_0.1_after_" + called.substr(0, 3) + "_of_" + name, c.y[6]);
            return c.y[0];
        };
        shares(fast_gradient_sign{}, "one step");
        found.emplace_back("accuracy_of_" + name, shares(iterated_gradient_sign{}, "ten steps"));
        if (epsilon > 0) continue;
        draw_examples(m, data.test, s, out / "examples.png");
        const xt::xtensor<int, 1> sandals = 5 * xt::ones<int>({data.test.size()});
        const auto aimed =
            iterated_gradient_sign{.epsilon = s.epsilon, .targeted = true}(m, data.test.images, sandals);
        found.emplace_back("taken_for_sandals_on_demand", 100 * share_answered(m, aimed, sandals));
    }
    write_png(plot("Right answers to attacked images", "epsilon", "%", curves), out / "accuracy.png");
    for (const auto& [name, value] : found) finding(name, value);
    std::cout << "\nwritten to " << s.out << ": accuracy.png and examples.png.\n" << to_see;
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"adversarial", "Attacks a network's images, and trains one that stands it."};
    l.add_option("--images", s.images, lessons::images_trained)->check(CLI::Range(1000, 60'000));
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(1, 1000));
    l.add_option("--epsilon", s.epsilon, "of examples and of training")->check(CLI::Range(0.001, 1.0));
    l.share(s, {.out = "folder for the pictures", .quick = "1 epoch of 2000 images"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.images = 2000, s.epochs = 1, s.tests = 200;
        run(s);
    });
}
