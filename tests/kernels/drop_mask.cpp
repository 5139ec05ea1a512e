// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/drop_mask.hpp>

#include "random_values.hpp"

using namespace strata;

namespace drop_mask_tests {

template <class T>
void masks_agree(long n, bool add) {
    CAPTURE(n);
    const random_stream random(seed{5}, 6);
    const auto rule = drop_rule<T>::of(fraction(0.3));
    const auto x = random_values<T>(n, 1);
    auto y = random_values<T>(n + 9, 2), two = y, reference = y;
    for (long i = 0; i < n; ++i) {
        const auto k = static_cast<std::size_t>(i);
        reference[k] = x[k] * rule.one(random, i) + (add ? reference[k] : T(0));
    }
    drop_some(rule, random, x.data(), y.data(), add, n, 1);
    drop_some(rule, random, x.data(), two.data(), add, n, 2);
    CHECK(largest_difference(y, reference, n + 9) <= rounding<T>(1));
    CHECK(two == y);
}

}  // namespace drop_mask_tests

TEST_CASE("a mask over many numbers is that of each, overwritten and added to") {
    for (const long n : {1, 3, 63, 64, 65, 1000, 40000})
        for (const bool add : {false, true}) {
            drop_mask_tests::masks_agree<float>(n, add);
            drop_mask_tests::masks_agree<double>(n, add);
        }
}
