// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/lookup.hpp>

#include "random_values.hpp"

using namespace strata;

namespace {

std::vector<float> numbers_below(int V, long R) {
    std::vector<float> x(static_cast<std::size_t>(R + slack_elements));
    const random_stream random(seed{1}, 9);
    for (long i = 0; i < R; ++i)
        x[static_cast<std::size_t>(i)] =
            static_cast<float>(random.below(static_cast<std::uint64_t>(i), static_cast<std::uint32_t>(V)));
    return x;
}

}  // namespace

TEST_CASE(
    "rows of a table and their gradient agree with their plain twins, bit by bit where a row is used seldom, "
    "for any number of threads") {
    for (const int V : {1, 2, 65, 700})
        for (const int D : {1, 7, 16, 33, 130})
            for (const long R : {1L, 5L, 600L})
                for (const int threads : {1, 2, 3}) {
                    CAPTURE(V);
                    CAPTURE(D);
                    CAPTURE(R);
                    CAPTURE(threads);
                    const auto x = numbers_below(V, R), w = random_values<float>(long(V) * D, 1),
                               dy = random_values<float>(R * D, 2);
                    auto y = random_values<float>(R * D, 3), expected_y = y,
                         dw = random_values<float>(long(V) * D, 4), expected_dw = dw;
                    std::vector<int64> chains(static_cast<std::size_t>(V + R));
                    lookup<float> p{V,        D,         R,         x.data(),      w.data(),
                                    y.data(), dy.data(), dw.data(), chains.data(), chains.data() + V};
                    CHECK(first_without_row(x.data(), R, V) == R);
                    lookup_forward(p, threads);
                    lookup_backward(p, threads);
                    p.y = expected_y.data();
                    p.dw = expected_dw.data();
                    reference_lookup_forward(p);
                    reference_lookup_backward(p);
                    CHECK(y == expected_y);
                    if (R <= terms_of_block)
                        CHECK(dw == expected_dw);
                    else
                        CHECK(largest_difference(dw, expected_dw, long(V) * D) <= rounding<float>(R));
                }
}

TEST_CASE("the first number without a row is found, whatever is wrong with it") {
    const float infinite = std::numeric_limits<float>::infinity(),
                none = std::numeric_limits<float>::quiet_NaN();
    for (const float wrong : {-1.0F, 7.0F, 2.5F, 1e20F, -1e20F, 1e-30F, infinite, -infinite, none}) {
        const std::vector<float> x{0, 6, -0.0F, wrong, 1, none};
        CHECK(first_without_row(x.data(), 6, 7) == 3);
    }
}
