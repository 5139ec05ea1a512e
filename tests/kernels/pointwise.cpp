// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/pointwise.hpp>

#include "random_values.hpp"

using namespace strata;

namespace pointwise_tests {

/// f(x) = x / 3, whose gradient is a product that a compiler may join with a sum.
struct third {
    template <class B>
    static B slope(const B& y) {
        return y * B(typename B::value_type(1) / 3);
    }
};

template <class T>
void samples_alone_have_the_same_bits(long size, long samples) {
    CAPTURE(size);
    const auto dy = random_values<T>(size * samples, 1), y = random_values<T>(size * samples, 2),
               before = random_values<T>(size * samples, 3);
    const auto slope = [](const auto& v) { return third::slope(v); };
    for (const bool add : {false, true}) {
        auto together = before, alone = before;
        map_gradient(dy.data(), y.data(), together.data(), add, size * samples, 1, slope);
        for (long i = 0; i < samples; ++i)
            map_gradient(dy.data() + i * size, y.data() + i * size, alone.data() + i * size, add, size, 1,
                         slope);
        CHECK(together == alone);
    }
}

}  // namespace pointwise_tests

TEST_CASE("a sample's gradient has the same bits alone as among others, overwritten and added to") {
    for (const long size : {1, 3, 5, 13, 31}) {
        pointwise_tests::samples_alone_have_the_same_bits<float>(size, 7);
        pointwise_tests::samples_alone_have_the_same_bits<double>(size, 7);
    }
}
