// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>

#include <strata/classic/cross_validation.hpp>
#include <strata/classic/linear_classifier.hpp>
#include <strata/kernels/random.hpp>

#include "../io/temporary_folder.hpp"

using namespace strata;
using strata::test::text_of;

namespace of_linear_classifiers {

static_assert(Classifier<linear_svm<6, 3>> && Classifier<softmax_classifier<6, 3>>);

/// Three clouds around corners, as images of 1 x 2 x 3.
struct clouds {
    xt::xtensor<float, 4> x = xt::xtensor<float, 4>::from_shape({90, 1, 2, 3});
    xt::xtensor<int, 1> labels = xt::xtensor<int, 1>::from_shape({90});

    clouds() {
        const random_stream random(seed{2}, 1);
        for (std::size_t i = 0; i < 90; ++i) {
            labels(i) = static_cast<int>(i % 3);
            for (std::size_t d = 0; d < 6; ++d)
                x.data()[6 * i + d] =
                    static_cast<float>((d / 2 == i % 3 ? 2 : 0) + 0.3 * random.normal(6 * i + d));
        }
    }
};

}  // namespace of_linear_classifiers
using namespace of_linear_classifiers;

TEST_CASE("both linear classifiers separate clouds, and folds of them") {
    const clouds c;
    linear_svm<6, 3> svm({.batch = 10});
    svm.train(c.x, c.labels);
    CHECK(accuracy_of(svm, c.x, c.labels) == 1);
    const auto folds = numbers_of_stratified_folds(c.labels, 3);
    CHECK(cross_validate([] { return softmax_classifier<6, 3>({.epochs = 20, .batch = 10}); }, c.x, c.labels,
                         folds)
              .mean() == 1);
}

TEST_CASE("templates are the weights of a class: bright where its samples are") {
    const clouds c;
    softmax_classifier<6, 3> classifier({.batch = 10});
    classifier.train(c.x, c.labels);
    const auto templates = classifier.templates(1, 2, 3);
    const auto weights = classifier.templates(1, 1, 6);
    for (std::size_t k = 0; k < 3; ++k)
        for (std::size_t d = 0; d < 6; ++d) {
            CHECK(templates(k, 0, d / 3, d % 3) == weights(k, 0, 0, d));
            if (d / 2 == k) CHECK(weights(k, 0, 0, d) > weights((k + 1) % 3, 0, 0, d));
        }
    CHECK(text_of<error>([&] { (void)classifier.templates(2, 2, 3); }) ==
          "the weights of a class are no image of these extents, expected 6 values, found [2, 2, 3]");
}

TEST_CASE("where the loss is small, the weights of a dearer regularization are smaller") {
    const clouds c;
    const auto length = [&](double regularization) {
        softmax_classifier<6, 3> classifier({.regularization = regularization, .epochs = 30, .batch = 10});
        classifier.train(c.x, c.labels);
        double sum = 0;
        for (const float w : classifier.templates(1, 1, 6)) sum += double(w) * double(w);
        return sum;
    };
    CHECK(length(0.1) < length(1e-3) / 4);
}

TEST_CASE("training begins anew, and gives the same bits with any number of threads") {
    const clouds c;
    linear_svm<6, 3> one({.random = seed{4}, .threads = 1}), two({.random = seed{4}, .threads = 3});
    one.train(c.x, c.labels);
    two.train(c.x, c.labels);
    const auto scores = one.scores(c.x);
    CHECK(two.scores(c.x) == scores);
    one.train(c.x, c.labels);
    CHECK(one.scores(c.x) == scores);
}

TEST_CASE("what cannot be trained on is refused, and the training before it stays") {
    const clouds c;
    linear_svm<6, 3> svm;
    CHECK(text_of<error>([&] { (void)svm.predict(c.x); }) ==
          "the classifier has not been trained. Call train(x, labels) first");
    svm.train(c.x, c.labels);
    const auto scores = svm.scores(c.x);
    CHECK_FALSE(text_of<error>([&] { svm.train(c.x, xt::xtensor<int, 1>{0, 1, 2}); }).empty());
    CHECK_FALSE(text_of<error>([&] { svm.train(c.x, c.labels + 1); }).empty());
    CHECK(
        text_of<error>([&] {
            (void)svm.predict(xt::xtensor<float, 2>{{1, 2}});
        }) ==
        "the samples: the samples have another number of values than those trained on, expected 6, found 2, "
        "in the shape [2]");
    CHECK(svm.scores(c.x) == scores);
}
