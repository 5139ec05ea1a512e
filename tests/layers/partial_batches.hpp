// SPDX-License-Identifier: MIT
#pragma once
/// A network does the same for a sample whatever the batch it is in.
#include <utility>

#include "pass.hpp"

namespace strata::test {

void check_pass_over_parts(pass<double> run, int capacity);

/// Checks Net, which must not mix samples as batch normalization does, over 1 to `capacity` samples.
template <Network Net>
void check_partial_batches(int capacity = 4) {
    check_pass_over_parts(pass<double>::of<Net>(capacity), capacity);
}

}  // namespace strata::test
