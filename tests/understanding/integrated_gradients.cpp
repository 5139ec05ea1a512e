// SPDX-License-Identifier: MIT
#include <strata/understanding/integrated_gradients.hpp>

#include "looked_into.hpp"

using namespace strata;
using namespace strata::test;

TEST_CASE("integrated gradients of seven steps are those that autograd adds up") {
    auto m = looked_into_model();
    const auto shares = integrated_gradients(m, looked_into_images(), looked_into_classes, {.steps = 7});
    check_all_close(shares.shares, looked_into::integrated_7);
    double sum = 0;
    for (std::size_t i = 72; i < 144; ++i) sum += looked_into::integrated_7[i];
    CHECK(shares.sum(1) == doctest::Approx(sum));
}

TEST_CASE("the shares of all pixels come to the difference of the scores, to one per cent") {
    auto m = looked_into_model();
    const auto x = looked_into_images();
    const auto before = all_numbers_of(m);
    CHECK(integrated_gradients(m, x, looked_into_classes, {.steps = 400}).gap() < 0.01);
    const xt::xtensor<double, 3> baseline = 0.25 * xt::ones<double>({2, 6, 6});
    const auto from_grey = integrated_gradients(m, x, looked_into_classes, baseline, {.steps = 400});
    CHECK(from_grey.gap() < 0.01);
    const xt::xtensor<double, 4> grey = 0.25 * xt::ones<double>({1, 2, 6, 6});
    const auto s = m.predict(x);
    const auto s0 = m.predict(grey);
    CHECK(from_grey.differences[0] == doctest::Approx(s(0, 1) - s0(0, 1)));
    CHECK(from_grey.differences[1] == doctest::Approx(s(1, 2) - s0(0, 2)));
    CHECK(all_numbers_of(m) == before);
}

TEST_CASE("integrated gradients of no steps are refused, and a baseline of other extents") {
    auto m = looked_into_model();
    const auto x = looked_into_images();
    CHECK_THROWS_WITH_AS((void)integrated_gradients(m, x, looked_into_classes, {.steps = 0}),
                         doctest::Contains("steps: it has to be 1 or more, found 0"), error);
    CHECK_THROWS_WITH_AS(
        (void)integrated_gradients(m, x, looked_into_classes,
                                   xt::xtensor<double, 3>(xt::zeros<double>({2, 6, 5}))),
        doctest::Contains("the baseline is no image like the others, expected [2, 6, 6], found [2, 6, 5]"),
        error);
}
