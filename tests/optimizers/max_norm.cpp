// SPDX-License-Identifier: MIT
#include <strata/optimizers/max_norm.hpp>

#include <cmath>
#include <limits>
#include <strata/optimizers/momentum.hpp>
#include <strata/optimizers/sgd.hpp>

#include "steps.hpp"

using namespace strata;
using namespace strata::test;

static_assert(UpdateRule<max_norm<sgd>> && max_norm<momentum>::slot_names.size() == 1);

namespace max_norms {

/// Three weights: [67, 5] with units side by side, [5, 3] with each unit in one piece, a bias, and again [67,
/// 5], frozen.
std::vector<segment> parts() {
    std::vector<segment> all(4);
    all[0].extents = {67, 5}, all[0].strides = {1, 67}, all[0].size = 335;
    all[1].extents = {5, 3}, all[1].offset = 336, all[1].size = 15;
    all[2].extents = {7}, all[2].offset = 352, all[2].size = 7, all[2].kind = parameter_kind::bias;
    all[3].extents = {67, 5}, all[3].strides = {1, 67}, all[3].offset = 368, all[3].size = 335,
    all[3].frozen = true;
    return all;
}
constexpr int numbers = 704;

template <class T>
std::vector<T> numbers_at(int step) {
    std::vector<T> v;
    for (int i = 0; i < numbers; ++i) v.push_back(static_cast<T>((i * 29 + step * 11) % 101) / 50 - 1);
    return v;
}

/// The same, unit by unit.
template <class T>
void shorten_plainly(std::vector<T>& w, double most) {
    const auto limit = [&](std::size_t first, std::size_t stride, std::size_t count) {
        double square = 0;
        for (std::size_t i = 0; i < count; ++i) square += std::pow(double(w[first + i * stride]), 2);
        if (square <= most * most) return;
        for (std::size_t i = 0; i < count; ++i)
            w[first + i * stride] *= static_cast<T>(most / std::sqrt(square));
    };
    for (std::size_t k = 0; k < 67; ++k) limit(k, 67, 5);
    for (std::size_t k = 0; k < 5; ++k) limit(336 + 3 * k, 1, 3);
}

template <class T>
void check_twin() {
    const std::vector<segment> segments = parts();
    const auto start = numbers_at<T>(0);
    const max_norm around{momentum{.rate = 0.1}, {.most = 1.1}};
    steps<T, max_norm<momentum>> run(around, start), three(around, start);
    steps<T, momentum> alone(momentum{.rate = 0.1}, start);
    run.segments = three.segments = alone.segments = segments;
    alone.step(numbers_at<T>(1));
    auto once = alone.parameters();
    shorten_plainly(once, 1.1);
    run.step(numbers_at<T>(1)), three.step(numbers_at<T>(1), 0.1, 3);
    CHECK(difference(run.parameters(), std::vector<double>(once.begin(), once.end())) < rounding<T>);
    CHECK(run.parameters() == three.parameters());
    CHECK(run.slot(0) == alone.slot(0));
    // biases, and what is frozen, move as the rule says
    const auto now = run.parameters(), by_rule = alone.parameters();
    CHECK(std::equal(now.begin() + 351, now.end(), by_rule.begin() + 351));
    CHECK(std::equal(now.begin() + 368, now.end(), start.begin() + 368));
    for (int step = 2; step < 30; ++step) run.step(numbers_at<T>(step));
    const auto later = run.parameters();
    int at_the_limit = 0;
    for (std::size_t k = 0; k < 67; ++k) {
        double square = 0;
        for (std::size_t i = 0; i < 5; ++i) square += std::pow(double(later[k + 67 * i]), 2);
        CHECK(square < 1.21 * (1 + 4 * rounding<T>));
        at_the_limit += square > 1.2;
    }
    CHECK(at_the_limit > 10);
}

TEST_CASE("behind each step no unit's weights are longer than the limit, as unit by unit") {
    check_twin<double>();
    check_twin<float>();
}

TEST_CASE("a limit that nothing reaches changes no bit, and a NaN stays one") {
    const std::vector<segment> segments = parts();
    steps<float, max_norm<sgd>> run(max_norm{sgd{.rate = 0.1}, {.most = 100}}, numbers_at<float>(0));
    steps<float, sgd> alone(sgd{.rate = 0.1}, numbers_at<float>(0));
    run.segments = alone.segments = segments;
    auto g = numbers_at<float>(1);
    run.step(g), alone.step(g);
    CHECK(run.parameters() == alone.parameters());
    g[336] = std::nanf("");
    run.step(g);
    CHECK(std::isnan(run.parameters()[336]));
    CHECK(!std::isnan(run.parameters()[337]));
}

TEST_CASE("a limit has its numbers, and one that cannot be is refused") {
    check_rule_says_its_numbers(max_norm{sgd{}, {.most = 4}});
    CHECK_THROWS_WITH_AS(
        (max_norm{sgd{}, {.most = 0}}.check_settings()),
        "max_norm, most: an update rule cannot have this number, expected more than 0, found "
        "0",
        error);
    CHECK_THROWS_AS((max_norm{sgd{}, {.most = std::numeric_limits<double>::quiet_NaN()}}.check_settings()),
                    error);
}

}  // namespace max_norms
