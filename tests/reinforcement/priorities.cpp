// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <array>
#include <cmath>
#include <strata/reinforcement/priorities.hpp>

using namespace strata;

TEST_CASE("what surprises is drawn more by its power, and weighs less for it") {
    priorities p(4, 0.5);
    for (std::size_t i = 0; i < 3; ++i) p.renew(i);
    p.put(0, -9), p.put(1, 1), p.put(2, 0);  // their powers: 3, 1 and 0.001
    std::array<int, 4> drawn{};
    for (std::uint64_t k = 0; k < 500; ++k)
        for (const std::size_t i : p.draw(8, random_stream{seed{3}, k})) ++drawn[i];
    CHECK(drawn[0] == doctest::Approx(3000).epsilon(0.03));
    CHECK(drawn[1] == doctest::Approx(1000).epsilon(0.06));
    CHECK(drawn[3] == 0);
    // a part of each eighth: the first five are always of the largest
    const auto eight = p.draw(8, random_stream{seed{3}, 0});
    for (std::size_t k = 0; k < 5; ++k) CHECK(eight[k] == 0);
    // (N P)^-beta over the largest of those drawn: N and the sum cancel
    const auto w = p.weights({0, 1, 1, 0}, 3, 0.4);
    CHECK(w[1] == doctest::Approx(1));
    CHECK(w[0] == doctest::Approx(std::pow(3, -0.4)).epsilon(1e-5));
    CHECK(p.weights({0, 1}, 3, 0)[0] == 1);
    p.renew(3);  // as much as the largest so far
    CHECK(p.weights({0, 3}, 4, 1)[1] == doctest::Approx(1));
    CHECK(p.weights({0, 3}, 4, 1)[0] == doctest::Approx(1));
}
