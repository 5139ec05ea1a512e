// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/model/buffer.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>

using namespace strata;

TEST_CASE("a buffer is aligned and zero, whatever its size, and from one large page on aligned to that") {
    const long page = static_cast<long>(large_page / sizeof(float)) - slack_elements;
    for (const long size : {0L, 1L, 1000L, page - 1, page, page + 1, 3 * page + 7}) {
        CAPTURE(size);
        buffer<float> b(size);
        CHECK(b.size() == size);
        CHECK(reinterpret_cast<std::uintptr_t>(b.data()) % (size < page ? 64 : large_page) == 0);
        CHECK(std::all_of(b.data(), b.data() + size + slack_elements, [](float v) { return v == 0; }));
    }
}

TEST_CASE("a buffer that is moved or copied keeps what it holds") {
    buffer<double> small(3), large(1L << 20);
    small.data()[2] = large.data()[1 << 19] = 1.5;
    const buffer<double> copied = large, moved = std::move(large);
    CHECK(large.size() == 0);
    CHECK(copied.data()[1 << 19] == 1.5);
    CHECK(moved.data()[1 << 19] == 1.5);
    small = moved;
    CHECK(small.size() == 1L << 20);
    CHECK(small.data()[1 << 19] == 1.5);
}

TEST_CASE("a buffer that no address reaches is refused in a sentence") {
    CHECK_THROWS_WITH_AS(
        buffer<float>(std::numeric_limits<int64>::max() / 2),
        doctest::Contains("a buffer is larger than this system's addresses, expected at most "), error);
}
