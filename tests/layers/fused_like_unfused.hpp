// SPDX-License-Identifier: MIT
#pragma once
/// A network gives the same values and gradients whether layers run in groups or on their own.
#include <utility>

#include "pass.hpp"

namespace strata::test {

void check_passes_alike(pass<double> fused, pass<double> plain, int n);

/// Checks Net over n random samples, and then over one less.
template <Network Net>
void check_fused_like_unfused(int n = 3) {
    check_passes_alike(pass<double>::of<Net>(n), pass<double>::of<unfused<Net>>(n), n);
}

}  // namespace strata::test
