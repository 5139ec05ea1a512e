// SPDX-License-Identifier: MIT
#include <strata/strata.hpp>
//
#include "steps.hpp"
