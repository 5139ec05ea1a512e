// SPDX-License-Identifier: MIT
// What is too large is refused wherever layers multiply or add extents, and nothing overflows on the way.
#include <doctest/doctest.h>
#include <strata/strata.hpp>

namespace strata::test {
namespace {

template <class... Parts>
constexpr bool too_large = is_error_of<resolve<Parts...>, E45_too_large>;

static_assert(too_large<input<1, 40000, 40000>, flatten, dense<2>>);
static_assert(too_large<input<2000000000, 2000000000, 2000000000>, flatten, dense<2>>);
static_assert(too_large<input<3, 20000>, dense<2000000000>>);
static_assert(too_large<input<40000>, dense<40000>>);
static_assert(too_large<input<3, 8, 8>, upsample<2000000000>>);
static_assert(too_large<input<3, 8, 8>, bilinear_upsample<20000>>);
static_assert(too_large<input<3, 8, 8>, bed_of_nails<2000000000>>);
static_assert(too_large<input<3, 8, 8>, zero_pad<2000000000>>);
static_assert(too_large<input<3, 8, 8>, conv<2000000000, 3>>);
static_assert(too_large<input<3, 8, 8>, conv<8, 2000000000>>);
static_assert(too_large<input<3, 8, 8>, conv<8, 3, pad<2000000000>>>);
static_assert(too_large<input<3, 8, 8>, conv<8, 3, dilation<2000000000>>>);
static_assert(too_large<input<3, 8, 8>, conv<8, 3, stride<2000000000>>>);
static_assert(too_large<input<3, 8, 8>, max_pool<2000000000>>);
static_assert(too_large<input<3, 8, 8>, conv_transpose<8, 3, stride<2000000000>>>);
static_assert(too_large<input<3, 30000, 8>, conv_transpose<8, 3, stride<16000>>>);
static_assert(too_large<input<3, 8, 8>, conv_transpose<2000000000, 3>>);
static_assert(too_large<input<3, 8, 8>, zero_channels<2147483647>>);
static_assert(too_large<input<1000000000, 1, 1>, concat<chain<>, chain<>, chain<>>>);
static_assert(too_large<input<5, 4>, lstm<2147483647>>);
static_assert(too_large<input<5, 4>, lstm<500000000>>);
static_assert(too_large<input<2, 100000>, attention<2>>);
static_assert(too_large<input<5>, embedding<2147483647, 4>>);
static_assert(too_large<input<5>, embedding<2000000000, 2147483647>>);
static_assert(is_error_of<resolve<input<5>, reshape<2147483647, 2147483647>>, E35_another_number_of_elements>);
static_assert(is_error_of<resolve<input<2, 4, 4>, fractional_max_pool<2147483647, 2, 2>>, E02_window_larger_than_input>);
static_assert(is_error_of<resolve<input<2, 4, 4>, crop<2147483647, 3>>, E02_window_larger_than_input>);
static_assert(!too_large<input<1, 32768, 32768>, flatten, dense<1>>);

// the most that there may be, and one more
static_assert(!too_large<input<1, 32768, 32768>, flatten, dense<1>>);
static_assert(too_large<input<1, 32768, 32769>, flatten, dense<1>>);
static_assert(count_elements({1 << 15, 1 << 15}) == most_elements && count_elements({1 << 15, 1 << 15, 2}) == most_elements + 1);
static_assert(count_elements({}) == 1 && count_elements({3, 0, 5}) == 0);

// sizes beyond what an int counts are counted
struct wide : net<input<3, 3000, 3000>, flatten, dense<2>> {};
static_assert(wide::parameters == 2 * 3 * int64{3000} * 3000 + 2);

TEST_CASE("the bytes of a run are counted beyond 32 bits, and are the most that can be said where they are more") {
    CHECK(wide::workspace_bytes<training>(1000) > int64{1} << 36);
    struct most : net<input<1, 32768, 32768>, max_pool<2>, flatten, dense<2>> {};
    CHECK(most::workspace_bytes<training>(std::numeric_limits<int>::max()) == std::numeric_limits<int64>::max());
}

}  // namespace
}  // namespace strata::test
