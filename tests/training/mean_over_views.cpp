// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <strata/strata.hpp>
#include <strata/training/mean_over_views.hpp>
#include <vector>

using namespace strata;

namespace of_mean_over_views {

struct of_parts : net<input<2, 3, 3>, conv<4, 3, pad<1>>, relu, global_average_pool, flatten, dense<3>> {};

xt::xtensor<float, 4> some_images(std::size_t n) {
    xt::xtensor<float, 4> x({n, 2, 4, 5});
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = std::sin(1.7F * static_cast<float>(i));
    return x;
}
xt::xtensor<float, 4> mirrored(const xt::xtensor<float, 4>& x) {
    return xt::view(x, xt::all(), xt::all(), xt::all(),
                    xt::range(xt::placeholders::_, xt::placeholders::_, -1));
}

}  // namespace of_mean_over_views
namespace of_view_means = of_mean_over_views;

TEST_CASE("probabilities are averaged over ten crops, by a model and a predictor") {
    const model<of_view_means::of_parts> m{seed{3}};
    const auto x = of_view_means::some_images(4);
    const auto p = mean_over_views(m, x, ten_crop{.height = 3, .width = 3});
    std::vector<xt::xtensor<float, 2>> scores;
    for (const auto& image : {x, of_view_means::mirrored(x)})
        for (const auto& [top, left] : {std::pair{0, 0}, {0, 2}, {1, 0}, {1, 2}, {0, 1}}) {
            const xt::xtensor<float, 4> part =
                xt::view(image, xt::all(), xt::all(), xt::range(top, top + 3), xt::range(left, left + 3));
            scores.push_back(m.predict(part));
        }
    CHECK(p == mean_probabilities(scores));
    CHECK(xt::sum(p)() == doctest::Approx(4));
    CHECK(mean_over_views(predictor<of_view_means::of_parts>(m), x, ten_crop{3, 3}) == p);
}

TEST_CASE("answers to an image and its mirror image are averaged, of doubles too, the same for both") {
    const model<at<of_view_means::of_parts, input<2, 4, 5>>, double> m{seed{3}};
    const auto x = of_view_means::some_images(3);
    const auto p = mean_over_views<double>(m, x, flipped_twins{}),
               q = mean_over_views<double>(m, of_view_means::mirrored(x), flipped_twins{});
    CHECK(p(1, 2) == doctest::Approx(q(1, 2)).epsilon(1e-12));
    CHECK(p(1, 2) != doctest::Approx(mean_probabilities<double>({m.predict(x)})(1, 2)).epsilon(1e-6));
}

TEST_CASE("crops that the images are too small for, or the network does not take, are refused") {
    const model<of_view_means::of_parts> m{seed{3}};
    const auto x = of_view_means::some_images(1);
    CHECK_THROWS_AS(static_cast<void>(mean_over_views(m, x, ten_crop{5, 3})), error);
    CHECK_THROWS_AS(static_cast<void>(mean_over_views(m, x, flipped_twins{})), error);
}
