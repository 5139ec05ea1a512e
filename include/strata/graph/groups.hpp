// SPDX-License-Identifier: MIT
#pragma once
/// The layers that groups of layers turn into. Each is a layer like any other: nothing after `fuse` knows the
/// difference.
#include <strata/graph/groups/activation_group.hpp>
#include <strata/graph/groups/folded_group.hpp>
#include <strata/graph/groups/linear_group.hpp>
#include <strata/graph/groups/lookup_group.hpp>
#include <strata/graph/groups/normalization_group.hpp>
#include <strata/graph/groups/sum_group.hpp>
