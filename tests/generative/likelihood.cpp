// SPDX-License-Identifier: MIT
#include <strata/generative/likelihood.hpp>

#include <doctest/doctest.h>

#include <strata/losses/binary_cross_entropy_loss.hpp>
#include <strata/losses/gaussian_loss.hpp>
#include <strata/strata.hpp>

#include "../literals/generative.hpp"

using namespace strata;

namespace likelihoods {

struct encoder : net<input<3>, dense<2>> {};
struct decoder : net<input<1>, dense<6>> {};

/// x = w z + b with normal noise of variance 0.25.
model<decoder, double> linear_decoder() {
    model<decoder, double> m;
    m.parameter("0.weight") = xt::xtensor<double, 2>{{0.8}, {-0.5}, {0.3}, {0}, {0}, {0}};
    const double v = std::log(0.25);
    m.parameter("0.bias") = xt::xtensor<double, 1>{0.1, 0.2, -0.4, v, v, v};
    return m;
}
xt::xtensor<double, 2> images() {
    const auto& x = test::generative_literals::linear_x;
    return {{x[0], x[1], x[2]}, {x[3], x[4], x[5]}};
}
const summed_loss<gaussian_loss> normal_pixels(gaussian_loss{.full = true});

TEST_CASE("with the true posterior as an encoder, the estimate is the likelihood for any number of samples") {
    const auto& p = test::generative_literals::linear_posterior;
    model<encoder, double> e;
    auto w = e.parameter("0.weight");
    for (std::size_t i = 0; i < 3; ++i) w(0, i) = p[i], w(1, i) = 0;
    e.parameter("0.bias") = xt::xtensor<double, 1>{p[3], p[4]};
    auto d = linear_decoder();
    const auto found = estimate_likelihood(e, d, normal_pixels, images(), {.samples = 7, .at_once = 3});
    REQUIRE(found.log_likelihoods.size() == 2);
    const auto& exact = test::generative_literals::linear_log_likelihood;
    for (std::size_t i = 0; i < 2; ++i)
        CHECK(found.log_likelihoods[i] == doctest::Approx(exact[i]).epsilon(1e-10));
    // the bound is tight, but for what chance does to the reconstruction
    const auto more = estimate_likelihood(e, d, normal_pixels, images(), {.samples = 20'000});
    CHECK(more.evidence_bound == doctest::Approx((exact[0] + exact[1]) / 2).epsilon(0.01));
    CHECK(more.evidence_bound == doctest::Approx(more.reconstruction - more.divergence));
}

TEST_CASE("with the prior as an encoder, the bound is looser and 5,000 samples come near the likelihood") {
    model<encoder, double> e;
    e.parameter("0.weight") = xt::zeros<double>({2, 3});
    e.parameter("0.bias") = xt::zeros<double>({2});
    auto d = linear_decoder();
    const auto& exact = test::generative_literals::linear_log_likelihood;
    const auto found = estimate_likelihood(e, d, normal_pixels, images());
    for (std::size_t i = 0; i < 2; ++i) CHECK(std::abs(found.log_likelihoods[i] - exact[i]) < 0.05);
    CHECK(found.divergence == 0);
    CHECK(found.evidence_bound < found.log_likelihood - 0.5);
    const auto again = estimate_likelihood(e, d, normal_pixels, images(), {.at_once = 5000});
    CHECK(again.log_likelihoods == found.log_likelihoods);
}

struct image_decoder : net<input<2>, dense<12>, reshape<3, 2, 2>> {};
struct image_encoder : net<input<3, 2, 2>, flatten, dense<4>> {};

TEST_CASE("images of several channels are compared in their own order, by any number of threads") {
    model<image_encoder> e{seed{2}};
    model<image_decoder> d{seed{3}}, of_two{seed{3}, 2};
    d.parameter("0.weight") = xt::zeros<float>({12, 2});
    of_two.parameter("0.weight") = xt::zeros<float>({12, 2});
    xt::xtensor<float, 4> x = xt::zeros<float>({1, 3, 2, 2});
    x(0, 1, 0, 1) = 1;  // element 5
    xt::xtensor<float, 1> bias = xt::zeros<float>({12});
    bias(5) = 30;  // sure of a 1 there, undecided elsewhere
    d.parameter("0.bias") = bias, of_two.parameter("0.bias") = bias;
    const summed_loss<binary_cross_entropy_loss> bernoulli;
    const auto found = estimate_likelihood(e, d, bernoulli, x, {.samples = 20});
    CHECK(found.reconstruction == doctest::Approx(-11 * std::log(2.0)).epsilon(1e-6));
    CHECK(estimate_likelihood(e, of_two, bernoulli, x, {.samples = 20}).log_likelihoods ==
          found.log_likelihoods);
}

TEST_CASE("no samples, and images that are no probabilities or of other extents, are errors") {
    model<image_encoder> e;
    model<image_decoder> d;
    const summed_loss<binary_cross_entropy_loss> bernoulli;
    xt::xtensor<float, 4> x = xt::zeros<float>({2, 3, 2, 2});
    CHECK_THROWS_WITH_AS(static_cast<void>(estimate_likelihood(e, d, bernoulli, x, {.samples = 0})),
                         doctest::Contains("samples"), error);
    const xt::xtensor<float, 4> none = xt::zeros<float>({0, 3, 2, 2});
    CHECK_THROWS_WITH_AS(static_cast<void>(estimate_likelihood(e, d, bernoulli, none, {.samples = 2})),
                         doctest::Contains("no images"), error);
    x(1, 0, 0, 0) = 1.5F;
    CHECK_THROWS_WITH_AS(static_cast<void>(estimate_likelihood(e, d, bernoulli, x, {.samples = 2})),
                         doctest::Contains("image 1"), error);
    const xt::xtensor<float, 4> wide = xt::zeros<float>({2, 3, 2, 3});
    CHECK_THROWS_AS(static_cast<void>(estimate_likelihood(e, d, bernoulli, wide, {.samples = 2})), error);
}

}  // namespace likelihoods
