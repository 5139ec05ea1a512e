// SPDX-License-Identifier: MIT
#include <strata/losses/gaussian_loss.hpp>

#include <strata/training/check_loss.hpp>

#include "../literals/losses_of_parts.hpp"
#include "applied_numbers.hpp"

using namespace strata;
using namespace strata::test;

namespace gaussian_losses {

static_assert(LossOver<gaussian_loss, shape<14>> && LossOver<gaussian_loss, shape<6, 2, 3>, double>);
static_assert(!takes<gaussian_loss, shape<5>> && takes<gaussian_loss, shape<5, 2>> &&
              !takes<gaussian_loss, shape<3, 4, 5>>);

template <Shape Y>
void check_like(const std::vector<double>& scores, const std::vector<double>& targets, double loss,
                const std::vector<double>& gradient, const gaussian_loss& given) {
    const auto check_in = [&]<class T>(T) {
        const applied_to_numbers<gaussian_loss, T, Y> found(
            channels_last<T, Y>(scores), {channels_last<T, with_channels<Y, channels<Y> / 2>>(targets)},
            given);
        CHECK(std::abs(found.loss - loss) < 4 * rounding<T>);
        CHECK(difference(found.gradient, channels_last<double, Y>(gradient)) < 4 * rounding<T>);
    };
    check_in(double());
    check_in(float());
}

TEST_CASE("the Gaussian loss gives PyTorch's values and gradients") {
    check_like<shape<14>>(pytorch::gaussian_loss_scores, pytorch::gaussian_loss_targets,
                          pytorch::gaussian_loss, pytorch::gaussian_loss_gradient, {});
    check_like<shape<14>>(pytorch::gaussian_loss_of_variances_scores,
                          pytorch::gaussian_loss_of_variances_targets, pytorch::gaussian_loss_of_variances,
                          pytorch::gaussian_loss_of_variances_gradient,
                          {.log_variance = false, .full = true, .epsilon = 0.3});
    check_like<shape<6, 2, 3>>(pytorch::gaussian_loss_of_images_scores,
                               pytorch::gaussian_loss_of_images_targets, pytorch::gaussian_loss_of_images,
                               pytorch::gaussian_loss_of_images_gradient, {.full = true});
}

TEST_CASE("the gradients of means and variances are those of centred differences") {
    CHECK(check_loss<gaussian_loss, shape<34>, shape<2>, shape<3, 6>, shape<4, 3, 2>>().passed());
}

TEST_CASE("the Gaussian loss has the same bits for any number of threads, and answers of any size") {
    using Y = shape<6, 31, 37>;
    std::vector<float> y(7 * Y::size), t(y.size() / 2);
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = std::sin(1.7F * static_cast<float>(i));
    for (std::size_t i = 0; i < t.size(); ++i) t[i] = static_cast<float>(i % 5);
    const applied_to_numbers<gaussian_loss, float, Y> one(y, {t}), three(y, {t}, {}, 3);
    CHECK(one.loss == three.loss);
    CHECK(one.gradient == three.gradient);

    const auto of = [](float mean, float s, float truth) {
        return applied_to_numbers<gaussian_loss, float, shape<2>>({mean, s}, {{truth}});
    };
    CHECK(of(1, 1e4F, 0).loss == 5e3);
    CHECK(of(1, 1e4F, 0).gradient == std::vector<float>{0, 0.5F});
    CHECK(of(0, -1e4F, 0).loss == doctest::Approx(std::log(1e-6) / 2).epsilon(1e-6));
    CHECK(of(0, -1e4F, 0).gradient[1] == 0.5F);
    // too sure and wrong: the variance grows
    CHECK(of(1e4F, -1e4F, -1e4F).loss == doctest::Approx(2e14).epsilon(1e-5));
    CHECK(of(1e4F, -1e4F, -1e4F).gradient[0] == doctest::Approx(2e10).epsilon(1e-5));
    CHECK(of(1e4F, -1e4F, -1e4F).gradient[1] == doctest::Approx(-2e14).epsilon(1e-5));
    CHECK(std::isnan(of(std::nanf(""), 0, 0).loss));
    CHECK(std::isnan(of(0, std::nanf(""), 0).loss));
}

TEST_CASE("a variance below 0, an epsilon that is none and a target that is no number are errors") {
    using gaussian = applied_to_numbers<gaussian_loss, float, shape<2>>;
    CHECK_THROWS_WITH_AS(gaussian({0, -1}, {{1}}, {.log_variance = false}), doctest::Contains("negative"),
                         error);
    CHECK_THROWS_WITH_AS(gaussian({0, 1}, {{1}}, {.epsilon = 0}), doctest::Contains("epsilon"), error);
    const std::vector<float> t{0, 1, HUGE_VALF, 0};
    const target_view<float> target{.numbers = t.data()};
    CHECK_THROWS_WITH_AS((check_targets_of<shape<4>>(gaussian_loss{}, 2, &target, "sample", 7)),
                         doctest::Contains("sample 8, output 0"), error);
}

}  // namespace gaussian_losses
