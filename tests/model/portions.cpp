// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/model/portions.hpp>

using namespace strata;

TEST_CASE("a portion is what fits into 256 MiB, from one sample to 256, or what the caller says") {
    const auto usual = [](int64 bytes_a_sample) {
        arena_extents arena{};
        arena.per_sample = bytes_a_sample;
        return portion_of({}, arena);
    };
    CHECK(usual(0) == 256);
    CHECK(usual(7872) == 256);
    CHECK(usual(1 << 20) == 256);
    CHECK(usual((1 << 20) + 64) == 255);
    CHECK(usual(100 << 20) == 2);
    CHECK(usual(int64{1} << 40) == 1);
    CHECK(portion_of({.portion = 1}, {}) == 1);
    CHECK(portion_of({.portion = 1000}, {}) == 1000);
    CHECK_THROWS_WITH_AS(
        static_cast<void>(portion_of({.portion = -1}, {})),
        "a portion has to have at least one sample, expected 1 or more, or 0 for what fits into "
        "256 MiB, found -1",
        error);
}
