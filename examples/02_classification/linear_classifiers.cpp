// SPDX-License-Identifier: MIT
/// Two linear classifiers, the support vector machine and the softmax, with the same scores and other losses:
/// what they reach, the templates that they look for as pictures, and what each loss makes of the scores of
/// one image where a score becomes 1,000.
///
///     linear_classifiers            pictures go to --out
///
/// (Weston and Watkins, 1999; CS231n, "Linear classification".)
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <strata/classic/linear_classifier.hpp>
#include <strata/compiled.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <strata/pictures/image_grid.hpp>
#include <string>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

struct settings : lessons::with_clothes {
    int images = 20'000, epochs = 10;
    double rate = 1e-2, regularization = 1e-4;
};

constexpr lessons::finding_printer finding{};

/// What a loss says of the scores of one image, and its gradient with respect to them.
struct judgement {
    double loss;
    float gradient[3 + slack_elements];
};
template <class Loss>
judgement judge(const Loss& loss, float cat, float car, float frog, int right) {
    const float scores[3 + slack_elements] = {cat, car, frog};
    const target_view<float> target{.classes = &right};
    judgement j{};
    j.loss = loss.template apply<shape<3>>(
        loss_args<float>{.n = 1, .y = scores, .dy = j.gradient, .targets = &target});
    return j;
}

/// The scores of the lecture's example, and the same with a score of the car's of 1,000.
void scores_of_1000() {
    std::cout
        << "image    scores: cat    car   frog   hinge   its gradient              softmax  its gradient\n";
    const auto row = [](const char* image, float cat, float car, float frog, int right) {
        const judgement hinge = judge(hinge_loss{}, cat, car, frog, right),
                        softmax = judge(softmax_loss{}, cat, car, frog, right);
        std::cout << std::fixed << std::left << std::setw(14) << image << std::right << std::setprecision(1)
                  << std::setw(6) << cat << std::setw(7) << car << std::setw(7) << frog
                  << std::setprecision(4);
        const auto print = [](const judgement& j) {
            std::cout << std::setw(10) << j.loss << "  ";
            for (int c = 0; c < 3; ++c) std::cout << std::setw(8) << j.gradient[c];
        };
        print(hinge), print(softmax);
        std::cout << std::defaultfloat << '\n';
        return softmax.loss - hinge.loss;
    };
    row("cat", 3.2f, 5.1f, -1.7f, 0);
    row("car", 1.3f, 4.9f, 2.0f, 1);
    row("car", 1.3f, 1000.f, 2.0f, 1);
    row("cat", 3.2f, 1000.f, -1.7f, 0);
    std::cout
        << "A car whose score is 1,000 costs nothing with either. Of 4.9 the hinge loss is content too: the\n"
           "margin is kept, and its gradient is 0; the softmax still pulls. Where the image is a cat, the "
           "hinge\n"
           "pushes the car down with a force of 1 and pulls the cat up as it would for a score of 5.1; the\n"
           "softmax does the same, since all of the probability is the car's: neither grows without "
           "bound.\n\n";
}

/// Trains, evaluates, and draws the templates.
template <class C>
double result(C classifier, const train_and_test& data, const std::string& name, const settings& s) {
    classifier.train(data.train.images, data.train.labels);
    image_grid_options o{.columns = 5, .scale = 4, .range = tile_range::own};
    o.captions = data.train.class_names;
    write_png(image_grid(classifier.templates(1, 28, 28), o),
              fs::path(s.out) / ("templates-" + name + ".png"));
    const double accuracy = 100 * accuracy_of(classifier, data.test.images, data.test.labels);
    finding("accuracy_of_" + name, accuracy);
    const auto scores = classifier.scores(data.test.images);
    int kept = 0;
    for (std::size_t n = 0; n < scores.shape()[0]; ++n) {
        const auto right = static_cast<std::size_t>(data.test.labels(n));
        bool all = true;
        for (std::size_t c = 0; c < 10; ++c)
            all = all && (c == right || scores(n, right) >= scores(n, c) + 1);
        kept += all;
    }
    finding("margins_kept_by_" + name, 100.0 * kept / data.test.size());
    return accuracy;
}

void run(const settings& s) {
    scores_of_1000();
    train_and_test data = fashion_mnist(s.data);
    data.train = first(data.train, s.images);
    const linear_options o{.rate = s.rate,
                           .regularization = s.regularization,
                           .epochs = s.epochs,
                           .random = seed{s.seed},
                           .threads = s.threads};
    result(linear_svm<784, 10>(o), data, "svm", s);
    result(softmax_classifier<784, 10>(o), data, "softmax", s);
    finding("hinge_of_a_car_of_4.9", judge(hinge_loss{}, 1.3f, 4.9f, 2.0f, 1).loss);
    finding("softmax_of_a_car_of_4.9", judge(softmax_loss{}, 1.3f, 4.9f, 2.0f, 1).loss);
    finding("hinge_of_a_cat_with_a_car_of_1000", judge(hinge_loss{}, 3.2f, 1000.f, -1.7f, 0).loss);
    finding("softmax_of_a_cat_with_a_car_of_1000", judge(softmax_loss{}, 3.2f, 1000.f, -1.7f, 0).loss);
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{
        "linear_classifiers",
        "Trains a linear support vector machine and a softmax classifier, and draws their templates."};
    l.add_option("--images", s.images, lessons::images_trained)->check(CLI::Range(1000, 60'000));
    l.add_option("--epochs", s.epochs, lessons::times_trained)->check(CLI::Range(1, 10'000));
    l.add_option("--rate", s.rate, "learning rate")->check(CLI::PositiveNumber);
    l.add_option("--regularization", s.regularization, "what squares of weights cost");
    l.share(s, {.out = "folder for the pictures", .quick = "3 epochs of 2000 images"});
    return l.run(argc, argv, [&] {
        if (s.quick) s.epochs = 3, s.images = 2000;
        run(s);
    });
}
