// SPDX-License-Identifier: MIT
#include <strata/compiled.hpp>
//
#include "steps.hpp"
