// SPDX-License-Identifier: MIT
#include <strata/training/differences.hpp>
#include <strata/understanding/picture_by_features.hpp>

#include "looked_into.hpp"

using namespace strata;
using namespace strata::test;

namespace picture_test {

using both = taps<"features", "last">;
static_assert(SharesParameters<with_taps<looked_into_net, both>, looked_into_net>);

/// A net that ends in heads already, and learns in them.
struct headed : net<input<1, 4, 4>, conv<2, 3, same>, silu, tap<"a">, flatten, heads<dense<2>, dense<3>>> {};
static_assert(SharesParameters<with_taps<headed, taps<"a">>, headed>);
static_assert(output_values<with_taps<headed, taps<"a">>>::size == 3);

xt::xtensor<double, 3> picture(std::size_t i) { return xt::view(looked_into_images(), i); }

}  // namespace picture_test
using namespace picture_test;

TEST_CASE("Gram matrices are PyTorch's") {
    auto m = looked_into_model();
    network_run run{m, answering{}, watch<"last">{}};
    run.forward(looked_into_images());
    const xt::xtensor<double, 4> F = run.value<"last">();
    check_all_close(gram_matrices(F), looked_into::gram_of_last);
    CHECK_THROWS_WITH_AS((void)gram_matrices(xt::xtensor<double, 4>(xt::zeros<double>({0, 1, 2, 2}))),
                         doctest::Contains("there are no features"), error);
}

TEST_CASE("the loss of content, style and priors, and its slope at each pixel, are autograd's") {
    auto m = looked_into_model();
    const auto before = all_numbers_of(m);
    picture_loss loss{
        m, looked_into_net{}, both{}, {.variation = 0.125, .beta = 1.5, .norm = 0.0625, .alpha = 6}};
    loss.content(picture(1), {0, 0.25});
    loss.style(picture(1), {0.5, 2});
    const auto x = picture(0);
    std::vector<double> g(x.size());
    const double value = loss(std::span<const double>(x.data(), x.size()), std::span<double>(g));
    CHECK(value == doctest::Approx(looked_into::picture_loss[0]).epsilon(1e-12));
    check_all_close(g, looked_into::picture_gradient, 1e-9);
    CHECK(all_numbers_of(m) == before);
    // a loss of another size hands its style on
    picture_loss other{m, looked_into_net{}, both{}};
    CHECK_THROWS_WITH_AS(loss.style_of(other, {1, 1}), doctest::Contains("no style yet"), error);
    other.style(picture(1), {1, 1});
    picture_loss third{m, looked_into_net{}, both{}};
    third.style_of(other, {1, 1});
    std::vector<double> g2(g);
    CHECK(third(std::span<const double>(x.data(), x.size()), std::span<double>(g)) ==
          other(std::span<const double>(x.data(), x.size()), std::span<double>(g2)));
    CHECK(g == g2);
}

TEST_CASE("the gradient of a loss through heads that were there before is that of differences") {
    model<headed, double> m{seed{4}, 1};
    picture_loss loss{m, headed{}, taps<"a">{}, {.variation = 0.3, .norm = 0.2, .alpha = 2}};
    auto x = noise_picture<double>({1, 4, 4}, 1), y = noise_picture<double>({1, 4, 4}, 1, {2});
    loss.content(y, {0.7});
    loss.style(y, {1.3});
    std::vector<double> g(16), none(16);
    loss(std::span<const double>(x.data(), 16), std::span<double>(g));
    gradient_report report;
    compare_with_differences(report, "pixels", x.data(), g.data(), 16, 16, 1e-5, [&] {
        return loss(std::span<const double>(x.data(), 16), std::span<double>(none));
    });
    CAPTURE(report);
    CHECK(report.passed(1e-6));
}

TEST_CASE(
    "inversion, transfer and synthesis make their losses small, by either method, and the model stays") {
    auto m = looked_into_model();
    const auto before = all_numbers_of(m);
    const auto inverse = feature_inversion<"features", looked_into_net>(
        m, picture(0), {.variation = 1e-6}, lbfgs{.until = {.iterations = 150, .slope = 0, .change = 0}});
    CHECK(inverse.report.value() < 0.5 * inverse.report.trace[0].value);
    const style_weights<both> w{.content = {0, 1}, .style = {1, 1}};
    const auto by_lbfgs = style_transfer<looked_into_net>(m, both{}, picture(0), picture(1), w, {},
                                                          lbfgs{.until = {.iterations = 20}});
    const auto by_adam = style_transfer<looked_into_net>(m, both{}, picture(0), picture(1), w, {},
                                                         pixel_adam{.steps = 60, .rule = {.rate = 0.03}});
    CHECK(by_lbfgs.report.value() < 0.95 * by_lbfgs.report.trace[0].value);
    CHECK(by_adam.report.value() < 0.95 * by_adam.report.trace[0].value);
    CHECK(by_adam.report.evaluations == 61);
    const auto texture = texture_synthesis<looked_into_net>(m, both{}, picture(1), {1, 1}, {},
                                                            lbfgs{.until = {.iterations = 60}});
    CHECK(texture.report.value() < 0.05 * texture.report.trace[0].value);
    CHECK(all_numbers_of(m) == before);
}

TEST_CASE("pictures of other extents are refused, weights below 0, and no steps") {
    auto m = looked_into_model();
    picture_loss loss{m, looked_into_net{}, both{}};
    CHECK_THROWS_WITH_AS(
        loss.content(xt::xtensor<double, 3>(xt::zeros<double>({2, 6, 7})), {1, 1}),
        doctest::Contains("the picture is no input of the network, expected [2, 6, 6], found [2, 6, 7]"),
        error);
    CHECK_THROWS_WITH_AS(loss.style(picture(0), {1, -1}), doctest::Contains("a weight of a tap"), error);
    CHECK_THROWS_WITH_AS((picture_loss{m, looked_into_net{}, both{}, {.variation = -1}}),
                         doctest::Contains("variation"), error);
    CHECK_THROWS_WITH_AS((void)style_transfer<looked_into_net>(m, both{}, picture(0), picture(1), {}, {},
                                                               pixel_adam{.steps = 0}),
                         doctest::Contains("there is one step at least"), error);
}
