// SPDX-License-Identifier: MIT
#include <strata/losses/hinge_loss.hpp>

#include "../literals/losses_of_classes.hpp"
#include "applied.hpp"

using namespace strata;
using namespace strata::test;

namespace hinge_losses {

static_assert(LossOver<hinge_loss, shape<10>> && !takes<hinge_loss, shape<1>> &&
              !takes<hinge_loss, shape<3, 4, 5>>);

TEST_CASE("the hinge loss has the lecture's numbers") {
    // CS231n, "Linear classification": a cat, a car and a frog, of the scores of cat, car, frog
    const std::vector<double> scores{3.2, 5.1, -1.7, 1.3, 4.9, 2.0, 2.2, 2.5, -3.1};
    const auto of = [&](int k) {
        const auto first = scores.begin() + 3 * k;
        return applied<hinge_loss, double, shape<3>>({first, first + 3}, {k}).loss;
    };
    CHECK(of(0) == doctest::Approx(2.9).epsilon(1e-12));
    CHECK(of(1) == 0);
    CHECK(of(2) == doctest::Approx(12.9).epsilon(1e-12));
    CHECK(applied<hinge_loss, double, shape<3>>(scores, {0, 1, 2}).loss ==
          doctest::Approx((2.9 + 12.9) / 3).epsilon(1e-12));
    // at the start all scores are about 0: C - 1
    CHECK(applied<hinge_loss, double, shape<10>>(std::vector<double>(20), {3, 9}).loss == 9);
}

TEST_CASE("the hinge loss and its square give PyTorch's values and gradients") {
    check_like_pytorch<hinge_loss, shape<5>>(pytorch::hinge_loss_scores, pytorch::hinge_loss_labels,
                                             pytorch::hinge_loss, pytorch::hinge_loss_gradient,
                                             {.mean_over_classes = true});
    check_like_pytorch<hinge_loss, shape<5>>(
        pytorch::hinge_loss_squared_scores, pytorch::hinge_loss_squared_labels, pytorch::hinge_loss_squared,
        pytorch::hinge_loss_squared_gradient, {.margin = 0.5, .squared = true, .mean_over_classes = true});
}

TEST_CASE("the gradients of hinges are those of centred differences") {
    check_differences<hinge_loss, shape<17>>(3);
    check_differences<hinge_loss, shape<17>>(3, {.squared = true});
}

TEST_CASE("hinges have the same bits for any number of threads, and scores of any size") {
    std::vector<float> y(64 * 300);
    std::vector<int> t;
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = 10 * std::sin(1.7F * static_cast<float>(i));
    for (int i = 0; i < 64; ++i) t.push_back(i * 7 % 300);
    const applied<hinge_loss, float, shape<300>> one(y, t), three(y, t, 3);
    CHECK(one.loss == three.loss);
    CHECK(one.gradient == three.gradient);
    CHECK(applied<hinge_loss, float, shape<2>>({1e4F, -1e4F}, {0}).loss == 0);
    CHECK(applied<hinge_loss, float, shape<2>>({1e4F, -1e4F}, {1}).loss == 2e4 + 1);
}

template <int C>
void check_alone_and_together(const hinge_loss& loss) {
    constexpr std::size_t n = 21, c = C;
    std::vector<float> y(n * c), gradient;
    std::vector<int> t;
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = 3 * std::sin(1.7F * static_cast<float>(i));
    for (std::size_t i = 0; i < n; ++i) t.push_back(static_cast<int>(i * 7 % c));
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const std::vector<float> row(&y[i * c], &y[i * c] + c);
        const applied<hinge_loss, float, shape<C>> alone(row, {t[i]}, 1, loss);
        sum += alone.loss;
        gradient.insert(gradient.end(), alone.gradient.begin(), alone.gradient.end());
    }
    const applied<hinge_loss, float, shape<C>> all(y, t, 1, loss);
    CHECK(all.loss == doctest::Approx(sum / n).epsilon(1e-6));
    for (std::size_t i = 0; i < y.size(); ++i)
        CHECK(static_cast<double>(all.gradient[i]) ==
              doctest::Approx(static_cast<double>(gradient[i]) / n).epsilon(1e-5));
}

TEST_CASE("samples that share vectors have the hinges of each alone") {
    for (const bool squared : {false, true}) {
        check_alone_and_together<2>({.squared = squared});
        check_alone_and_together<3>({.squared = squared});
        check_alone_and_together<37>({.squared = squared});
    }
}

TEST_CASE("a label that is no class, and a margin that is none, are errors") {
    check_label_error<hinge_loss, shape<5>>({0, 5}, "sample 1 of the batch", "0 to 4", "5");
    using hinge = applied<hinge_loss, float, shape<2>>;
    CHECK_THROWS_WITH_AS(hinge({0, 0}, {0}, 1, {.margin = -1}), doctest::Contains("margin"), error);
}

}  // namespace hinge_losses
