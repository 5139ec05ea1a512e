// SPDX-License-Identifier: MIT
#include <strata/understanding/adversarial.hpp>
#include <strata/understanding/channel_sheets.hpp>

#include "looked_into.hpp"

using namespace strata;
using namespace strata::test;

namespace attack_test {

double loss(model<looked_into_net, double>& m, const xt::xtensor<double, 4>& x,
            const xt::xtensor<int, 1>& t) {
    const auto s = m.predict(x);
    double sum = 0;
    for (std::size_t i = 0; i < x.shape()[0]; ++i) {
        double all = 0;
        for (std::size_t k = 0; k < 3; ++k) all += std::exp(s(i, k) - s(i, std::size_t(t(i))));
        sum += std::log(all);
    }
    return sum;
}

}  // namespace attack_test

TEST_CASE("the gradient of the loss that an attack climbs is autograd's") {
    auto m = looked_into_model();
    network_run run{m, answering{}, of_inputs{}};
    xt::xtensor<double, 4> dx;
    detail::loss_gradient(run, looked_into_images(), looked_into_classes.data(), 3, dx);
    check_all_close(dx, looked_into::loss_gradient);
}

TEST_CASE("a fast gradient step is epsilon by sign, in the range, and the model stays") {
    auto m = looked_into_model();
    const auto before = all_numbers_of(m);
    const auto x = looked_into_images();
    const auto attacked =
        fast_gradient_sign{.epsilon = 0.125, .low = -1, .high = 1}(m, x, looked_into_classes);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double g = looked_into::loss_gradient[i], v = x.data()[i];
        const double to = std::abs(g) < 1e-14 ? v : g > 0 ? v + 0.125 : v - 0.125;
        CHECK(attacked.data()[i] == std::clamp(to, -1.0, 1.0));
    }
    CHECK(all_numbers_of(m) == before);
}

TEST_CASE("iterated attacks stay within epsilon, make the loss larger, and reach what they aim at") {
    using attack_test::loss;
    auto m = looked_into_model();
    const auto x = looked_into_images();
    const iterated_gradient_sign how{.epsilon = 0.25, .steps = 12, .low = -9, .high = 9};
    const auto worse = how(m, x, looked_into_classes);
    CHECK(xt::amax(xt::abs(worse - x))() <= 0.25 + 1e-12);
    CHECK(loss(m, worse, looked_into_classes) > loss(m, x, looked_into_classes));
    auto aimed = how;
    aimed.targeted = true;
    const xt::xtensor<int, 1> wanted{0, 0};
    CHECK(loss(m, aimed(m, x, wanted), wanted) < loss(m, x, wanted));
    auto random = how;
    random.random_start = true, random.steps = 1;
    CHECK(random(m, x, looked_into_classes) == random(m, x, looked_into_classes));
    CHECK(xt::amax(xt::abs(random(m, x, looked_into_classes) - x))() <= 0.25 + 1e-12);
    // one step of epsilon is the fast one
    const iterated_gradient_sign one{.epsilon = 0.25, .steps = 1, .step = 0.25, .low = -9, .high = 9};
    CHECK(one(m, x, looked_into_classes) ==
          fast_gradient_sign{.epsilon = 0.25, .low = -9, .high = 9}(m, x, looked_into_classes));
}

TEST_CASE("accuracy against epsilon begins with that of the images as they are") {
    auto m = looked_into_model();
    const auto x = looked_into_images();
    const auto s = m.predict(x);
    xt::xtensor<int, 1> best{0, 0};
    for (std::size_t i = 0; i < 2; ++i)
        for (int k = 1; k < 3; ++k)
            if (s(i, std::size_t(k)) > s(i, std::size_t(best(i)))) best(i) = k;
    CHECK(share_answered(m, x, best) == 1);
    const auto curve = accuracy_under_attack(m, x, best, fast_gradient_sign{.low = -9, .high = 9}, {0, 4});
    CHECK(curve[0] == 1);
    CHECK(curve[1] < 1);
}

TEST_CASE("an attack of no steps is refused, a negative epsilon, and a class that there is not") {
    auto m = looked_into_model();
    const auto x = looked_into_images();
    CHECK_THROWS_WITH_AS((void)iterated_gradient_sign{.steps = 0}(m, x, looked_into_classes),
                         doctest::Contains("steps: it has to be 1 or more, found 0"), error);
    CHECK_THROWS_WITH_AS((void)fast_gradient_sign{.epsilon = -1}(m, x, looked_into_classes),
                         doctest::Contains("epsilon"), error);
    CHECK_THROWS_WITH_AS((void)fast_gradient_sign{}(m, x, xt::xtensor<int, 1>{0, 3}),
                         doctest::Contains("image 1: there is no class of this number"), error);
}

TEST_CASE("sheets have each filter's channels in a row, and what each channel of a tap says") {
    auto m = looked_into_model();
    const auto w = m.parameter("3.weight");
    const auto sheet = filters_by_channel(w);
    CHECK(sheet.shape() == xt::xtensor<double, 4>::shape_type{12, 1, 3, 3});
    CHECK(sheet(7, 0, 2, 1) == w(2, 1, 2, 1));
    const auto before = all_numbers_of(m);
    network_run run{m, answering{}, watch<"last">{}};
    run.forward(looked_into_images());
    for (const int portion : {1, 64}) {
        const auto said = activation_sheet<"last">(m, looked_into_images(), portion);
        CHECK(said.shape() == xt::xtensor<double, 4>::shape_type{8, 1, 3, 3});
        CHECK(said(6, 0, 1, 2) == doctest::Approx(run.value<"last">()(1, 2, 1, 2)));
    }
    CHECK(all_numbers_of(m) == before);
}
