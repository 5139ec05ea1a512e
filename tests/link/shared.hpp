// SPDX-License-Identifier: MIT
#pragma once
/// What both translation units of the link test use.
#include <strata/strata.hpp>

struct shared_net : strata::net<strata::input<4>, strata::dense<5>, strata::relu, strata::dense<3>> {};

inline xt::xtensor<float, 2> shared_input() { return {{1, 0, 0, 1}, {0, 1, 1, 0}, {1, 1, 0, 0}}; }
inline xt::xtensor<int, 1> shared_labels() { return {0, 1, 2}; }
