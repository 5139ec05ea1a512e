// SPDX-License-Identifier: MIT
#include <strata/layers/gaussian_sample.hpp>

#include <strata/kernels/random_streams.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>

#include "answers_with_gradient.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<gaussian_sample, shape<7>, shape<14>>);
static_assert(makes<gaussian_sample, shape<5, 1>, shape<5, 2>>);
static_assert(makes<gaussian_sample, shape<3, 5, 7>, shape<6, 5, 7>>);
static_assert(refuses<gaussian_sample, no_means_and_variances, shape<7>>);
static_assert(refuses<dense<0>, E09_size_not_positive, shape<7>>);  // a latent space of no numbers

namespace gaussian_samples {

using of_images = net<input<6, 3, 5>, gaussian_sample>;

TEST_CASE("a drawn number is the mean and the deviation times a normal number of the step's stream") {
    auto run = pass<double>::of<of_images>(3);
    const auto x = normal_numbers(2 * 90, 7);
    for (const std::uint64_t step : {0U, 5U}) {
        const auto z = run.forward(2, x, step);
        const random_stream noise = random_for_pass(seed{1}, step, 1);
        for (std::size_t n = 0; n < 2; ++n)
            for (std::size_t c = 0; c < 3; ++c)
                for (std::size_t place = 0; place < 15; ++place) {
                    const double m = x[n * 90 + c * 15 + place], s = x[n * 90 + (c + 3) * 15 + place],
                                 e = noise.normal((n * 15 + place) * 3 + c);
                    CHECK(z[n * 45 + c * 15 + place] ==
                          doctest::Approx(m + std::exp(s / 2) * e).epsilon(1e-12));
                }
    }
}

TEST_CASE("drawn numbers have the mean and the deviation that they were told") {
    constexpr int D = 4001;
    auto run = pass<double>::of<net<input<2 * D>, gaussian_sample>>(2);
    std::vector<double> x(2 * D, 3.0);
    std::fill(x.begin() + D, x.end(), std::log(0.25));
    const auto z = run.forward(1, x);
    double mean = 0, variance = 0;
    for (const double v : z) mean += v / D;
    for (const double v : z) variance += (v - mean) * (v - mean) / D;
    CHECK(std::abs(mean - 3) < 0.032);
    CHECK(std::abs(variance - 0.25) < 0.023);
    CHECK(run.forward(1, x, 1) != z);
}

TEST_CASE("gradients of means and variances go through the drawn numbers") {
    check_gradients_right<net<input<14>, gaussian_sample>>();
    check_gradients_right<net<input<5>, dense<34>, gaussian_sample, dense<3>>>();
    check_gradients_right<net<input<2, 4, 3>, conv<6, 3>, gaussian_sample>>();
}

TEST_CASE("what is drawn is the same for any number of threads, and for a part of the batch") {
    using large = net<input<600, 9, 7>, gaussian_sample>;
    auto one = pass<double>::of<large>(3), two = pass<double>::of<large>(3, 2);
    const auto x = normal_numbers(3 * 600 * 63, 2);
    const auto z = one.forward(3, x);
    CHECK(two.forward(3, x) == z);
    const auto dz = normal_numbers(3 * 300 * 63, 4);
    CHECK(two.backward(dz) == one.backward(dz));
    const auto part = one.forward(2, {x.begin(), x.begin() + 2 * 600 * 63});
    CHECK(std::equal(part.begin(), part.end(), z.begin()));
}

TEST_CASE("an answer is the mean, and has a gradient of its own") {
    auto run = pass<double>::of<net<input<10>, gaussian_sample>>(2);
    const auto x = normal_numbers(20, 3);
    const auto z = run.predict(2, x);
    for (std::size_t n = 0; n < 2; ++n)
        for (std::size_t c = 0; c < 5; ++c) CHECK(z[n * 5 + c] == x[n * 10 + c]);
    check_answers_with_gradient<net<input<5>, dense<6>, gaussian_sample, dense<3>>>();
}

}  // namespace gaussian_samples
