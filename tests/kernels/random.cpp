// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/many_random.hpp>
#include <strata/kernels/random.hpp>

using namespace strata;

// the known answers published with the Random123 library
static_assert(philox({0, 0, 0, 0}, {0, 0}) ==
              std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
static_assert(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
              std::array<std::uint32_t, 4>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
static_assert(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
              std::array<std::uint32_t, 4>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});

TEST_CASE("uniform and normal numbers have the moments they should have") {
    const random_stream random(seed{3}, 4);
    double u = 0, uu = 0, g = 0, gg = 0;
    const int n = 100000;
    for (std::uint64_t i = 0; i < n; ++i) {
        const double a = random.uniform(i), b = random.normal(i);
        CHECK_FALSE((a < 0 || a >= 1));
        u += a, uu += a * a, g += b, gg += b * b;
    }
    CHECK(u / n == doctest::Approx(0.5).epsilon(0.01));
    CHECK(uu / n == doctest::Approx(1.0 / 3).epsilon(0.01));
    CHECK(g / n == doctest::Approx(0).scale(1).epsilon(0.02));
    CHECK(gg / n == doctest::Approx(1).epsilon(0.02));
}

TEST_CASE("streams and seeds draw different numbers, the same stream the same") {
    const random_stream a(seed{1}, 1), b(seed{1}, 2), c(seed{2}, 1), again(seed{1}, 1);
    CHECK(a.bits(5) != b.bits(5));
    CHECK(a.bits(5) != c.bits(5));
    CHECK(a.bits(5) == again.bits(5));
    CHECK(a.bits(5) == a.four(1)[1]);
}

TEST_CASE("numbers below n reach every value below n and none beyond") {
    const random_stream random(seed{1}, 1);
    std::array<int, 7> seen{};
    for (std::uint64_t i = 0; i < 7000; ++i) ++seen.at(random.below(i, 7));
    for (const int count : seen) CHECK(std::abs(count - 1000) < 150);
}

TEST_CASE("parts of a stream draw other numbers than it and one another, the same part the same") {
    const random_stream whole(seed{1}, 1), a = whole.part(0), b = whole.part(1), of_part = a.part(0);
    CHECK(a.bits(5) == whole.part(0).bits(5));
    CHECK(a.four(0) != whole.four(0));
    CHECK(a.four(0) != b.four(0));
    CHECK(a.four(0) != of_part.four(0));
    double together = 0, mean = 0;
    const int n = 20000;
    for (std::uint64_t i = 0; i < n; ++i) {
        together +=
            (a.uniform(i) - 0.5) * (b.uniform(i) - 0.5) + (a.uniform(i) - 0.5) * (whole.uniform(i) - 0.5);
        mean += whole.part(i).uniform(0);
    }
    CHECK(together / n == doctest::Approx(0).scale(1).epsilon(0.005));
    CHECK(mean / n == doctest::Approx(0.5).epsilon(0.02));
}

TEST_CASE("many numbers at once are those that are drawn one by one") {
    for (const random_stream& random :
         {random_stream(seed{1}, 2), random_stream(seed{0xFEDCBA9876543210}, 1ULL << 63 | 7)})
        for (const std::uint64_t first : {0ULL, 4ULL, 64ULL, (1ULL << 34) - 20, 0xFFFFFFFFFFFFFFC0ULL}) {
            std::uint32_t some[numbers_together];
            many_bits(random, first, some);
            for (std::uint64_t k = 0; k < numbers_together; ++k) CHECK(some[k] == random.bits(first + k));
        }
}
