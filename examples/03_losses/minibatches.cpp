// SPDX-License-Identifier: MIT
/// Gradient descent over the full batch beside minibatches: one linear classifier of Fashion-MNIST, trained
/// with batches of several sizes. A pass over the images costs all of them the same; who takes small steps
/// takes many.
///
///     minibatches            the curves go to --out
///
/// (Robbins and Monro, 1951; Bottou and Bousquet, "The tradeoffs of large scale learning", 2008: the gradient
/// of a minibatch is that of the full batch plus noise, and costs a fraction of it.)
#include <cmath>
#include <filesystem>
#include <iostream>
#include <strata/data/fashion_mnist.hpp>
#include <strata/pictures/plot.hpp>
#include <strata/strata.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct linear_classifier : net<input<1, 28, 28>, flatten, dense<10>> {};

struct settings : lessons::with_clothes {
    int epochs = 20, images = 20'000;
    double rate = 0.05;
};

/// The training loss and the test's accuracy behind each epoch, for batches of one size.
struct descent {
    int batch;
    curve loss, accuracy;
};

descent descend(const train_and_test& data, int batch, const settings& s) {
    const std::string name = batch == s.images ? "full batch" : std::to_string(batch) + " a step";
    descent d{batch, {name, {}, {}}, {name, {}, {}}};
    model<linear_classifier> m{seed{s.seed}, s.threads};
    trainer t{m, softmax_loss{}, sgd{.rate = s.rate}};
    t.fit(data.train, {.epochs = s.epochs, .batch = batch, .validation = data.test});
    for (const epoch_record& e : t.history()) {
        d.loss.x.push_back(static_cast<double>(d.loss.x.size() + 1));
        d.loss.y.push_back(e.loss);
        d.accuracy.x.push_back(d.loss.x.back());
        d.accuracy.y.push_back(100 * figure_called("accuracy", e.validation_metrics));
    }
    return d;
}

/// How far the gradient of a minibatch is from that of the full batch, relative to its length: the mean over
/// the minibatches of one size, at most 50 of them.
double noise(const labelled_images& train, int batch, const settings& s) {
    model<linear_classifier> m{seed{s.seed}, s.threads};
    trainer t{m, softmax_loss{}, sgd{.rate = 0}};
    const auto gradient = [&](int begin, int end) {
        t.step(xt::view(train.images, xt::range(begin, end)), xt::view(train.labels, xt::range(begin, end)));
        std::vector<double> numbers;
        t.gradients()[0].for_each([&](float g) { numbers.push_back(static_cast<double>(g)); });
        return numbers;
    };
    const std::vector<double> full = gradient(0, s.images);
    double sum = 0;
    int batches = 0;
    for (int begin = 0; begin + batch <= s.images && batches < 50; begin += batch, ++batches) {
        const std::vector<double> some = gradient(begin, begin + batch);
        double apart = 0, length = 0;
        for (std::size_t i = 0; i < full.size(); ++i) {
            apart += (some[i] - full[i]) * (some[i] - full[i]);
            length += full[i] * full[i];
        }
        sum += std::sqrt(apart / length);
    }
    return sum / batches;
}

constexpr lessons::finding_printer finding{};

void run(const settings& s) {
    train_and_test data = fashion_mnist(s.data);
    data.train = first(data.train, s.images);
    std::vector<descent> all;
    std::vector<curve> losses, accuracies;
    for (const int batch : {s.images, 1000, 100, 10}) {
        std::cout << (batch == s.images ? "the full batch" : std::to_string(batch) + " images a step")
                  << '\n';
        all.push_back(descend(data, batch, s));
        losses.push_back(all.back().loss);
        accuracies.push_back(all.back().accuracy);
    }
    const picture left = plot("Loss over the training images", "epoch", "loss", losses),
                  right = plot("Right answers on the test images", "epoch", "%", accuracies);
    picture both(left.width() + right.width(), left.height());
    both.paste(left, 0, 0);
    both.paste(right, left.width(), 0);
    write_png(both, fs::path(s.out) / "minibatches.png");
    std::cout << "\nwritten to " << s.out << ": minibatches.png\n\n";

    for (const descent& d : all) {
        const std::string name = d.batch == s.images ? "full_batch" : "batch_" + std::to_string(d.batch);
        finding("loss_of_" + name, d.loss.y.back());
        finding("accuracy_of_" + name, d.accuracy.y.back());
    }
    for (const int batch : {1000, 100, 10})
        finding("noise_of_batch_" + std::to_string(batch), noise(data.train, batch, s));
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{"minibatches", "Trains a linear classifier over the full batch and over minibatches."};
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(1, 10'000));
    l.add_option("--images", s.images, lessons::images_trained)->check(CLI::Range(1000, 60'000));
    l.add_option("--rate", s.rate, "learning rate of all of them")->check(CLI::PositiveNumber);
    l.share(s, {.out = "folder for the picture", .quick = "3 epochs of 2000 images"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.epochs = 3, s.images = 2000;
        run(s);
    });
}
