// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <strata/data/order.hpp>

#include "../io/temporary_folder.hpp"

using strata::test::text_of;

namespace of_orders {

using numbers = std::vector<std::uint32_t>;

template <class Order>
numbers order_of(const Order& rule, strata::int64 n, std::uint64_t seed = 1, int epoch = 0) {
    numbers order;
    rule(order, n, strata::seed{seed}, epoch);
    return order;
}
static_assert(strata::SampleOrder<strata::in_order> && strata::SampleOrder<strata::shuffled> &&
              strata::SampleOrder<strata::weighted_order> && !strata::SampleOrder<int>);

}  // namespace of_orders
using namespace of_orders;

TEST_CASE("samples in order are all of them as they lie") {
    CHECK(order_of(strata::in_order{}, 4) == numbers{0, 1, 2, 3});
    CHECK(order_of(strata::in_order{}, 0).empty());
}

TEST_CASE("a shuffled order has each sample once and follows from the seed and the epoch") {
    const auto order = order_of(strata::shuffled{}, 100);
    auto sorted = order;
    std::ranges::sort(sorted);
    CHECK(sorted == order_of(strata::in_order{}, 100));
    CHECK(order == order_of(strata::shuffled{}, 100));
    CHECK(order != order_of(strata::shuffled{}, 100, 2));
    CHECK(order != order_of(strata::shuffled{}, 100, 1, 1));
    // runs that were begun long ago go on in the order that they had
    CHECK(order_of(strata::shuffled{}, 8, 7, 3) == numbers{2, 7, 6, 4, 3, 5, 1, 0});
}

TEST_CASE("samples are drawn as often as their weights say") {
    const strata::weighted_order rule({0, 3, 1, 0, 4, 0}, 80'000);
    std::vector<int> drawn(6);
    const auto order = order_of(rule, 6);
    for (const auto number : order) ++drawn[number];
    CHECK(order.size() == 80'000);
    CHECK(drawn[0] + drawn[3] + drawn[5] == 0);
    // five deviations of a binomial distribution
    CHECK(std::abs(drawn[1] - 30'000) < 700);
    CHECK(std::abs(drawn[2] - 10'000) < 500);
    CHECK(std::abs(drawn[4] - 40'000) < 710);
    CHECK(order != order_of(rule, 6, 1, 1));
    CHECK(order == order_of(rule, 6));
    CHECK(order_of(strata::weighted_order({1, 1, 1}), 3).size() == 3);
}

TEST_CASE("orders that cannot be are refused") {
    const auto refusal = [](const std::vector<double>& weights, strata::int64 n) {
        return text_of<strata::error>([&] { (void)order_of(strata::weighted_order(weights), n); });
    };
    CHECK(refusal({1, -1}, 2) ==
          "sample 1: a sample cannot be drawn with this weight, expected a finite number, 0 or more, found "
          "-1.000000");
    CHECK(
        refusal({0, 0}, 2) ==
        "the weights of the samples cannot have this sum, expected a finite number above 0, found 0.000000");
    CHECK(refusal({1, 1}, 3) == "there are not as many weights as samples, expected 3, found 2");
    CHECK_FALSE(refusal({std::numeric_limits<double>::infinity()}, 1).empty());
    CHECK(text_of<strata::error>([] { (void)order_of(strata::in_order{}, strata::int64{1} << 32); }) ==
          "a set cannot have this number of samples, expected 0 to 4294967295, found 4294967296");
}
