// SPDX-License-Identifier: MIT
#pragma once
/// A network's gradients are those of centred differences.
#include <doctest/doctest.h>

#include <strata/training/gradient_check.hpp>

namespace strata::test {

/// Checks Net over n samples, a few dozen derivatives of each parameter; at most a tenth of them may sit at
/// kinks.
template <Network Net>
void check_gradients_right(int n = 2) {
    const gradient_report r = gradient_check<Net>(n, seed{3}).run(40);
    CAPTURE(r);
    CHECK(r.passed(1e-6));
    CHECK(10 * r.kinks <= r.checked);
}

}  // namespace strata::test
