// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <array>
#include <limits>
#include <strata/kernels/random.hpp>
#include <strata/reinforcement/sum_tree.hpp>

using namespace strata;

TEST_CASE("shares of a sum fall to the numbers in proportion") {
    for (const std::size_t capacity : {1u, 2u, 5u, 7u, 8u}) {
        sum_tree t(capacity);
        double total = 0;
        for (std::size_t i = 0; i < capacity; ++i) {
            t.set(i, 9);
            t.set(i, double(i % 3));
            total += double(i % 3);
        }
        CHECK(t.total() == total);
        if (total == 0) continue;
        double below = 0;
        for (std::size_t i = 0; i < capacity; ++i) {
            if (i % 3 == 0) continue;
            CHECK(t.at_share((below + 1e-9) / total) == i);
            below += double(i % 3);
            CHECK(t.at_share((below - 1e-9) / total) == i);
        }
    }
    const random_stream random{seed{4}, 0};
    sum_tree t(3);
    t.set(0, 1), t.set(2, 3);
    std::array<int, 3> drawn{};
    for (std::uint64_t i = 0; i < 4000; ++i) ++drawn[t.at_share(random.uniform(i))];
    CHECK(drawn[1] == 0);
    CHECK(drawn[2] == doctest::Approx(3000).epsilon(0.04));
}
TEST_CASE("what is no priority is refused") {
    CHECK_THROWS_WITH_AS(sum_tree{0}, "a sum tree has room for one number or more", error);
    sum_tree t(2);
    CHECK_THROWS_WITH_AS(
        t.set(2, 1),
        "sum_tree: this cannot be a priority, expected 0 or more, at a place below 2, found 1.000000 at 2",
        error);
    CHECK_THROWS_AS(t.set(0, -1), error);
    CHECK_THROWS_AS(t.set(0, std::numeric_limits<double>::quiet_NaN()), error);
    CHECK(t.total() == 0);
}
