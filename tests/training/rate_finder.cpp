// SPDX-License-Identifier: MIT
#include <strata/training/rate_finder.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <strata/strata.hpp>
#include <tuple>
#include <vector>

using namespace strata;

namespace rate_finder_tests {

struct small : net<input<2>, dense<3>, dense<2>> {};

const xt::xtensor<float, 2> x{{1, 0}, {0, 1}, {1, 1}, {-1, 0}, {0.5, 2}};
const xt::xtensor<int, 1> labels{0, 1, 1, 0, 1};

}  // namespace rate_finder_tests

TEST_CASE("a rate finder tries rates one after the other and leaves the model as it is") {
    using namespace rate_finder_tests;
    model<small> m{seed{7}, 1};
    const std::vector<float> before(m.learned().data(), m.learned().data() + m.learned().size());
    const rate_finder finder{.least = 1e-4, .most = 100, .steps = 60, .batch = 2};
    const rate_curve seen = finder(m, softmax_loss{}, momentum{}, x, labels);
    CHECK(std::vector<float>(m.learned().data(), m.learned().data() + m.learned().size()) == before);

    const std::size_t n = seen.rates.size();
    CHECK((n >= 10 && n <= 60 && seen.losses.size() == n && seen.smooth.size() == n));
    for (std::size_t k = 0; k < n; ++k)
        CHECK(seen.rates[k] == doctest::Approx(1e-4 * std::pow(1e6, static_cast<double>(k) / 59)));
    CHECK(seen.smooth[0] == seen.losses[0]);
    CHECK((seen.suggestion > 1e-4 && seen.suggestion < seen.rates.back()));

    // each loss is that of a batch, also of the last one of an epoch, which is smaller
    model<small> same{seed{7}, 1};
    trainer t{same, softmax_loss{}, momentum{.rate = 1}};
    std::vector<double> sums, losses;
    t.fit(x, labels,
          {.epochs = 2,
           .batch = 2,
           .progress = nullptr,
           .callbacks = {rate_schedule{[&](const training_position& at) { return finder.rate_of(at.step); }},
                         on(training_event::after_step, [&](training_moment& now) {
                             const auto& p = now.position;
                             const double sum = p.sample <= 2 ? 0 : sums.back();
                             losses.push_back((p.loss_sum - sum) / (p.sample == 5 ? 1 : 2));
                             sums.push_back(p.loss_sum);
                         })}});
    for (std::size_t k = 0; k < losses.size(); ++k) CHECK(seen.losses[k] == doctest::Approx(losses[k]));
}

TEST_CASE("a rate finder ends where the loss flies away, to no finite number too") {
    using namespace rate_finder_tests;
    const model<small> m{seed{7}, 1};
    const xt::xtensor<float, 2> y{{1, 0}, {0, 1}, {1, 1}, {-1, 0}, {0.5, 2}};
    rate_finder finder{.least = 1e-3, .most = 1e30, .steps = 40, .batch = 5};
    CHECK(finder(m, mean_squared_loss{}, sgd{}, x, y).rates.size() < 40);
    finder.flies_away = std::numeric_limits<double>::max();
    const rate_curve seen = finder(m, mean_squared_loss{}, sgd{}, x, y);
    CHECK(seen.rates.size() < 40);
    CHECK(seen.suggestion < 10);
}

TEST_CASE("a rate finder refuses rates that do not go up, and samples that fit refuses") {
    using namespace rate_finder_tests;
    const model<small> m{seed{7}, 1};
    const auto tried = [&](const rate_finder& finder) {
        std::ignore = finder(m, softmax_loss{}, sgd{}, x, labels);
    };
    CHECK_THROWS_WITH_AS(
        tried({.least = 1, .most = 0.5}),
        "rate_finder, most: a schedule cannot have this number, expected more than the least, found 0.5",
        error);
    CHECK_THROWS_WITH_AS(tried({.least = 0}), doctest::Contains("rate_finder, least"), error);
    CHECK_THROWS_WITH_AS(tried({.steps = 1}), doctest::Contains("expected 2 or more, found 1"), error);
    CHECK_THROWS_WITH_AS(tried({.flies_away = 1}), doctest::Contains("more than 1"), error);
    const xt::xtensor<int, 1> wrong{0, 1, 2, 0, 1};
    CHECK_THROWS_AS(std::ignore = rate_finder{}(m, softmax_loss{}, sgd{}, x, wrong), error);
}
