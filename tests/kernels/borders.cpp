// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/images/borders.hpp>

#include "random_values.hpp"

using namespace strata;

namespace border_kernels {

/// Each element of the large image, and of the gradient of the small one, by itself.
template <class Border>
void check(const framing_extents& e) {
    const long outside = long(e.H) * e.W * e.C, inside = long(e.h) * e.w * e.C;
    const auto x = random_values<float>(inside, 1), dy = random_values<float>(outside, 2);
    auto y = random_values<float>(outside, 3), dx = random_values<float>(inside, 4), expected_dx = dx;
    put_border_around<Border>(e, x.data(), y.data());
    add_with_border<Border>(e, dy.data(), dx.data());
    bool same = true;
    for (int i = 0; i < e.H; ++i)
        for (int j = 0; j < e.W; ++j)
            for (int c = 0; c < e.C; ++c) {
                const int row = Border::source(i - e.top, e.h), column = Border::source(j - e.left, e.w);
                const auto from = std::size_t((long(row) * e.w + column) * e.C + c),
                           to = std::size_t((long(i) * e.W + j) * e.C + c);
                same = same && y[to] == x[from];
                expected_dx[from] += dy[to];
            }
    CHECK(same);
    CHECK(largest_difference(dx, expected_dx, inside) < 1e-5);
}

}  // namespace border_kernels

static_assert(reflected_border::source(-2, 4) == 2 && reflected_border::source(2, 4) == 2 &&
              reflected_border::source(5, 4) == 1);
static_assert(replicated_border::source(-2, 4) == 0 && replicated_border::source(2, 4) == 2 &&
              replicated_border::source(5, 4) == 3);

TEST_CASE("borders show the elements that they are said to show, and their gradients go back to them") {
    for (const int C : {1, 3, 17}) {
        CAPTURE(C);
        border_kernels::check<reflected_border>({C, 8, 6, 4, 3, 3, 1});
        border_kernels::check<replicated_border>({C, 9, 6, 2, 1, 5, 0});
        border_kernels::check<replicated_border>({C, 1, 1, 1, 1, 0, 0});
    }
}
