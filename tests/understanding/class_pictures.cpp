// SPDX-License-Identifier: MIT
#include <strata/understanding/class_pictures.hpp>
#include <strata/understanding/deep_dream.hpp>

#include "looked_into.hpp"

using namespace strata;
using namespace strata::test;

namespace dream_test {

/// A net of any size.
struct any_size : net<input<2, 8, 8>, conv<3, 3, same>, relu, tap<"early">, conv<4, 3, same>, silu,
                      tap<"late">, global_average_pool, flatten, dense<3>> {};

}  // namespace dream_test

TEST_CASE("a step of a class picture is the one worked by hand") {
    auto m = looked_into_model();
    const auto before = all_numbers_of(m);
    const class_picture_options how{.steps = 1,
                                    .rate = 0.1,
                                    .decay = 0.25,
                                    .jitter = 0,
                                    .blur_every = 0,
                                    .middle = 0.5,
                                    .low = 0,
                                    .high = 1,
                                    .random = {7}};
    const auto found = class_pictures(m, xt::xtensor<int, 1>{2}, how);
    xt::xtensor<double, 4> x(std::array<std::size_t, 4>{1, 2, 6, 6});
    const random_stream noise = random_for(drawn_for::pictures, {7});
    for (std::size_t i = 0; i < 72; ++i) x.data()[i] = 0.5 + 0.01 * noise.normal(i);
    const auto g = class_gradient(m, x, xt::xtensor<int, 1>{2});
    CHECK(found.first_scores == g.scores);
    const double rms = std::sqrt(xt::sum(g.dx * g.dx)() / 72);
    const xt::xtensor<double, 4> expected =
        xt::clip(xt::xtensor<double, 4>(x + 0.1 * g.dx / rms - 0.25 * (x - 0.5)), 0.0, 1.0);
    CHECK(xt::amax(xt::abs(expected - found.pictures))() < 1e-12);
    CHECK(all_numbers_of(m) == before);
}

TEST_CASE("class pictures have larger scores than where they began, each of its class, by seed") {
    auto m = looked_into_model();
    const xt::xtensor<int, 1> classes{0, 1, 2};
    const class_picture_options how{.steps = 30, .jitter = 1, .contribution = 0.1, .low = -3, .high = 3};
    const auto found = class_pictures(m, classes, how);
    for (std::size_t c = 0; c < 3; ++c) CHECK(found.scores[c] > found.first_scores[c]);
    CHECK(class_pictures(m, classes, how).pictures == found.pictures);
    CHECK(xt::amax(xt::abs(found.pictures))() <= 3);
}

TEST_CASE("shifts are taken back, blur keeps the mean of what is flat, and small contributions go") {
    const auto x = looked_into_images();
    CHECK(rolled_planes(rolled_planes(x, 2, -3), -2, 3) == x);
    CHECK(rolled_planes(x, 1, 0)(1, 1, 0, 4) == x(1, 1, 5, 4));
    CHECK(rolled_planes(x, 0, -1)(0, 1, 3, 5) == x(0, 1, 3, 0));
    const xt::xtensor<double, 3> flat = 0.75 * xt::ones<double>({2, 4, 5});
    CHECK(xt::amax(xt::abs(blurred_planes(flat, 1.5) - flat))() < 1e-12);
    xt::xtensor<double, 2> dot = xt::zeros<double>({9, 9});
    dot(4, 4) = 1;
    const auto blurred = blurred_planes(dot, 1);
    CHECK(blurred(4, 5) / blurred(4, 4) == doctest::Approx(std::exp(-0.5)));
    CHECK(blurred(3, 5) / blurred(4, 4) == doctest::Approx(std::exp(-1)));
    CHECK(xt::sum(blurred)() == doctest::Approx(1));
    std::vector<double> pixels{1, 2, 3, 4, 0.5, -2, 1, 1}, slopes{1, 1, 0, 1, 0, 1, 5, 1};  // 2 channels of 4
    detail::reset_small_contributions(pixels.data(), slopes.data(), 2, 4, 0.5, 0);          // 1, 0, 5, 5
    CHECK(pixels == std::vector<double>{0, 0, 3, 4, 0, 0, 1, 1});
}

TEST_CASE("class pictures are refused for a class that there is not, for no steps and for no range") {
    auto m = looked_into_model();
    const auto refused = [&](const class_picture_options& how, const char* text) {
        CHECK_THROWS_WITH_AS((void)class_pictures(m, xt::xtensor<int, 1>{0}, how), doctest::Contains(text),
                             error);
    };
    refused({.steps = 0}, "steps: it has to be 1 or more, found 0");
    refused({.low = 1, .high = 0}, "middle");
    refused({.jitter = -1}, "high is above low");
    CHECK_THROWS_WITH_AS((void)class_pictures(m, xt::xtensor<int, 1>{3}),
                         doctest::Contains("no class of this number"), error);
}

TEST_CASE("a dream climbs at its last size, at any tap and for one channel, and leaves the model") {
    using namespace dream_test;
    model<any_size, double> m{seed{5}, 1};
    const auto before = all_numbers_of(m);
    xt::xtensor<double, 3> picture(std::array<std::size_t, 3>{2, 9, 13});
    for (std::size_t i = 0; i < picture.size(); ++i) picture.data()[i] = 0.5 + 0.3 * std::sin(double(i));
    const deep_dream_options how{.steps = 8, .rate = 0.02, .jitter = 2};
    const auto late = deep_dream<"late", input<2, 6, 9>, input<2, 9, 13>>(m, picture, how);
    CHECK(late.pixels.shape() == picture.shape());
    CHECK(late.last > late.first);
    CHECK(deep_dream<"late", input<2, 6, 9>, input<2, 9, 13>>(m, picture, how).pixels == late.pixels);
    const auto one = deep_dream<"late", input<2, 9, 13>>(
        m, picture, {.steps = 8, .rate = 0.02, .jitter = 2, .channel = 3});
    CHECK(one.last > one.first);
    CHECK(one.pixels != late.pixels);
    // no step: the picture itself
    CHECK(deep_dream<"late", input<2, 9, 13>>(m, picture, {.steps = 1, .rate = 0}).pixels == picture);
    CHECK(all_numbers_of(m) == before);
    CHECK_THROWS_WITH_AS((void)(deep_dream<"late", input<2, 9, 13>>(m, picture, {.steps = 0})),
                         doctest::Contains("steps: it has to be 1 or more"), error);
    CHECK_THROWS_WITH_AS((void)(deep_dream<"late", input<2, 9, 13>>(m, picture, {.channel = 4})),
                         doctest::Contains("the tap has no channel of this number, expected 0 to 3"), error);
}
