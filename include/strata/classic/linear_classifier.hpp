// SPDX-License-Identifier: MIT
#pragma once
/// Classifies by one score a class that is a weighted sum of the numbers of a sample.
///
///     s[n, c] = b[c] + sum_d w[c, d] x[n, d]        x: [N, D]   w: [C, D]   b: [C]   s: [N, C]
///     L = 1/N sum_n loss(s[n], t[n]) + lambda sum w[c, d]^2
///
/// `linear_svm` has the hinge loss (Weston and Watkins, 1999), `softmax_classifier` the cross-entropy of the
/// softmax. Both are found by gradient descent with momentum over minibatches, as any network is: a linear
/// classifier is one of a single layer. The row w[c] is what the class looks for, a template, and with the
/// extents of an image it is a picture.
#include <strata/classic/classifier.hpp>
#include <strata/classic/sample_rows.hpp>
#include <strata/graph/net.hpp>
#include <strata/layers/dense.hpp>
#include <strata/losses/hinge_loss.hpp>
#include <strata/losses/softmax_loss.hpp>
#include <strata/model/model.hpp>
#include <strata/optimizers/momentum.hpp>
#include <strata/optimizers/stages/weight_penalty.hpp>
#include <strata/target.hpp>
#include <strata/training/trainer.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace strata {

/// The network that a linear classifier is.
template <int Features, int Classes>
struct linear_scores : net<input<Features>, dense<Classes>> {};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// How a linear classifier is trained.
struct linear_options {
    double rate = 1e-2;            ///< what a step is multiplied by
    double regularization = 1e-4;  ///< lambda: what the squares of the weights cost, of biases nothing
    int epochs = 10, batch = 100;
    seed random = {};  ///< of the order of the samples; weights begin with 0
    int threads = default_threads();
};

/// A linear classifier of samples with `Features` numbers and any axes. `train` begins anew each time.
/// Errors: no training yet; samples of another size; what `trainer` refuses, a label out of range or a loss
/// that is no finite number among it. After an error it is what it was before.
template <int Features, int Classes, class Loss>
class linear_classifier {
public:
    using network = linear_scores<Features, Classes>;

    explicit linear_classifier(linear_options options = {}, Loss loss = {})
        : options_(options), loss_(loss) {}

    template <Array X, Array Labels>
    void train(const X& x, const Labels& labels) {
        const auto rows = sample_rows::of(x, "the samples");
        rows.check_width(Features, "the samples");
        const auto classes = labels_of_rank<1>(labels);
        auto fresh = std::make_shared<model<network>>(options_.random, init_all<zeros>{}, options_.threads);
        trainer t{*fresh, loss_, momentum{.rate = options_.rate},
                  weight_penalty{.l2 = options_.regularization}};
        t.select(parameter_kind::bias).decay(0);
        t.fit(matrix(rows), classes,
              {.epochs = options_.epochs, .batch = options_.batch, .progress = nullptr});
        model_ = std::move(fresh);
    }

    /// [N, Classes]
    template <Array X>
    [[nodiscard]] xt::xtensor<float, 2> scores(const X& x) const {
        const auto rows = sample_rows::of(x, "the samples");
        rows.check_width(Features, "the samples");
        return trained().predict(matrix(rows));
    }
    /// [N]: the class with the largest score, of equal ones the first.
    template <Array X>
    [[nodiscard]] xt::xtensor<int, 1> predict(const X& x) const {
        const auto s = scores(x);
        auto predicted = xt::xtensor<int, 1>::from_shape({s.shape()[0]});
        for (std::size_t n = 0; n < predicted.size(); ++n) {
            std::size_t best = 0;
            for (std::size_t c = 1; c < s.shape()[1]; ++c)
                if (s(n, c) > s(n, best)) best = c;
            predicted(n) = static_cast<int>(best);
        }
        return predicted;
    }

    /// [Classes, channels, height, width]: the weights of each class as an image. Throws where images of
    /// these extents have another number of values.
    [[nodiscard]] xt::xtensor<float, 4> templates(int channels, int height, int width) const {
        if (channels < 1 || height < 1 || width < 1 || int64{channels} * height * width != Features)
            throw_error({.problem = "the weights of a class are no image of these extents",
                         .expected = std::to_string(Features) + " values",
                         .found = shape_text(std::array{channels, height, width})});
        const auto extent = [](int n) { return static_cast<std::size_t>(n); };
        (void)trained();
        const xt::xtensor<float, 2> weights = model_->parameter("0.weight");
        auto images = xt::xtensor<float, 4>::from_shape(
            {extent(Classes), extent(channels), extent(height), extent(width)});
        std::copy(weights.begin(), weights.end(), images.begin());
        return images;
    }

    /// The network with its weights.
    [[nodiscard]] const model<network>& trained() const {
        if (!model_)
            throw_error(
                {.problem = "the classifier has not been trained", .advice = "Call train(x, labels) first"});
        return *model_;
    }

private:
    static auto matrix(const sample_rows& rows) {
        const auto n = static_cast<std::size_t>(rows.count());
        return xt::adapt(rows.row(0), n * std::size_t{Features}, xt::no_ownership(),
                         std::array<std::size_t, 2>{n, std::size_t{Features}});
    }

    linear_options options_;
    Loss loss_;
    std::shared_ptr<model<network>> model_;  ///< never changed once it is here
};

/// The multiclass support vector machine.
template <int Features, int Classes>
using linear_svm = linear_classifier<Features, Classes, hinge_loss>;
/// Multinomial logistic regression.
template <int Features, int Classes>
using softmax_classifier = linear_classifier<Features, Classes, softmax_loss>;

}  // namespace strata::inline STRATA_TARGET
