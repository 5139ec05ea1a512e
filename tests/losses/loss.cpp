// SPDX-License-Identifier: MIT
#include <strata/losses/loss.hpp>

#include <strata/losses/softmax_loss.hpp>

using namespace strata;

static_assert(Loss<softmax_loss>);
static_assert(!Loss<int>);
