// SPDX-License-Identifier: MIT
#include <strata/understanding/smooth_gradient.hpp>

#include "looked_into.hpp"

using namespace strata;
using namespace strata::test;

TEST_CASE("without noise the smooth gradient is the gradient, and with it the mean over the noisy images") {
    auto m = looked_into_model();
    const auto x = looked_into_images();
    check_all_close(smooth_gradient(m, x, looked_into_classes, {.samples = 3, .noise = 0}).dx,
                    looked_into::gradient);
    const auto smooth =
        smooth_gradient(m, x, looked_into_classes, {.samples = 4, .noise = 0.2, .random = {9}});
    xt::xtensor<double, 4> mean = xt::zeros<double>(x.shape());
    for (std::uint64_t k = 0; k < 4; ++k) {
        const random_stream random = random_for(drawn_for::pictures, {9}, k);
        auto noisy = x;
        for (std::size_t i = 0; i < 2; ++i) {
            const auto first = x.data() + i * 72;
            const double range = *std::max_element(first, first + 72) - *std::min_element(first, first + 72);
            for (std::size_t p = i * 72; p < i * 72 + 72; ++p)
                noisy.data()[p] += 0.2 * range * random.normal(p);
        }
        mean += class_gradient(m, noisy, looked_into_classes).dx / 4;
    }
    CHECK(xt::amax(xt::abs(mean - smooth.dx))() < 1e-12);
    CHECK(smooth_gradient(m, x, looked_into_classes, {.samples = 4, .noise = 0.2, .random = {8}}).dx !=
          smooth.dx);
}

TEST_CASE("a smooth gradient of no samples is refused, and noise that is no number") {
    auto m = looked_into_model();
    const auto x = looked_into_images();
    CHECK_THROWS_WITH_AS((void)smooth_gradient(m, x, looked_into_classes, {.samples = 0}),
                         doctest::Contains("samples: it has to be 1 or more"), error);
    CHECK_THROWS_WITH_AS((void)smooth_gradient(m, x, looked_into_classes, {.noise = -1}),
                         doctest::Contains("noise: it has to be a finite number"), error);
}
