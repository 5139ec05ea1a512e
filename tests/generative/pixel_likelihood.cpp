// SPDX-License-Identifier: MIT
#include <strata/generative/pixel_likelihood.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <strata/architectures/pixelcnn.hpp>
#include <strata/losses/level_softmax_loss.hpp>
#include <strata/optimizers/sgd.hpp>
#include <strata/training/trainer.hpp>

using namespace strata;

namespace pixel_likelihood_tests {

struct of_two_pixels : net<input<1, 1, 2>, masked_conv<mask_a<>, 2, window<1, 3>>> {};
struct in_colours : pixelcnn<3, 4, 3, 5, 6, 1> {};

/// Every image of `pixels` numbers of so many levels.
template <class Net>
xt::xtensor<int, 4> all_images(int levels, std::size_t pixels) {
    const auto count = static_cast<std::size_t>(std::lround(std::pow(levels, static_cast<double>(pixels))));
    xt::xtensor<int, 4> all = xt::zeros<int>({count, std::size_t{Net::input_shape::extents[0]},
                                              std::size_t{Net::input_shape::extents[1]},
                                              std::size_t{Net::input_shape::extents[2]}});
    for (std::size_t n = 0; n < count; ++n)
        for (std::size_t i = 0, rest = n; i < pixels; ++i, rest /= static_cast<std::size_t>(levels))
            all.data()[n * pixels + i] = static_cast<int>(rest % static_cast<std::size_t>(levels));
    return all;
}

/// What the probabilities of all images come to.
template <class Net>
double total(int levels, std::size_t pixels) {
    const model<Net, double> m{seed{5}};
    double sum = 0;
    for (const double nats : log_likelihood(m, all_images<Net>(levels, pixels)).nats) sum += std::exp(nats);
    return sum;
}

}  // namespace pixel_likelihood_tests

using namespace pixel_likelihood_tests;

TEST_CASE("the likelihood of two pixels is the product of what is worked out by hand") {
    model<of_two_pixels, double> m{seed{1}};
    xt::view(m.parameter<"0.weight">(), xt::all()) = 0;
    m.parameter<"0.weight">()(1, 0, 0, 0) = 2;  // the score of 1 is twice the pixel before, and a half
    m.parameter<"0.bias">()(0) = 0;
    m.parameter<"0.bias">()(1) = 0.5;
    const auto found = log_likelihood(m, xt::xtensor<int, 4>{{{{1, 0}}}, {{{0, 1}}}});
    const double first_is_1 = 1 / (1 + std::exp(-0.5)), second_is_1_behind_1 = 1 / (1 + std::exp(-2.5));
    CHECK(found.nats[0] == doctest::Approx(std::log(first_is_1) + std::log(1 - second_is_1_behind_1)));
    CHECK(found.nats[1] == doctest::Approx(std::log(1 - first_is_1) + std::log(first_is_1)));
    CHECK(found.dimensions == 2);
    CHECK(found.bits_per_dimension() ==
          doctest::Approx(-(found.nats[0] + found.nats[1]) / 2 / (2 * std::log(2.0))));
}

TEST_CASE("the probabilities of all images come to 1") {
    CHECK(total<pixelcnn<3, 3, 1, 2, 4, 1>>(2, 9) == doctest::Approx(1));
    CHECK(total<gated_pixelcnn<2, 3, 1, 2, 4, 1>>(2, 6) == doctest::Approx(1));
    CHECK(total<pixelcnn<1, 2, 3, 3, 6, 1>>(3, 6) == doctest::Approx(1));
}

TEST_CASE("bits per dimension are the loss that the model is trained with, by log 2") {
    xt::xtensor<int, 4> images = xt::zeros<int>({7, 3, 3, 4});
    for (std::size_t i = 0; i < images.size(); ++i) images.data()[i] = static_cast<int>(i * i % 5);
    model<in_colours> m{seed{2}};
    const double bits = log_likelihood(m, images).bits_per_dimension();
    trainer t{m, level_softmax_loss<5>{}, sgd{.rate = 0}};
    const double loss = t.step(numbers_of(images, 5), images);
    CHECK(loss / std::log(2.0) == doctest::Approx(bits).epsilon(1e-5));
}

TEST_CASE("pixels that are no levels, other extents and no images are errors") {
    const model<in_colours> m{seed{2}};
    xt::xtensor<int, 4> images = xt::zeros<int>({2, 3, 3, 4});
    images(1, 2, 0, 3) = 5;
    CHECK_THROWS_WITH_AS(static_cast<void>(log_likelihood(m, images)),
                         doctest::Contains("image 1, channel 2, row 0, column 3"), error);
    const xt::xtensor<int, 4> other = xt::zeros<int>({2, 3, 4, 3}), none = xt::zeros<int>({0, 3, 3, 4});
    CHECK_THROWS_WITH_AS(static_cast<void>(log_likelihood(m, other)), doctest::Contains("[N, 3, 3, 4]"),
                         error);
    CHECK_THROWS_WITH_AS(static_cast<void>(log_likelihood(m, none)), doctest::Contains("no images"), error);
}
