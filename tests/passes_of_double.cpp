// SPDX-License-Identifier: MIT
#include "passes_of_double.hpp"

namespace strata {

STRATA_COMPILED_PASSES(, double)

}  // namespace strata
