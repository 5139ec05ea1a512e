// SPDX-License-Identifier: MIT
#pragma once
/// The library, with the passes of the usual layers compiled elsewhere: examples/passes.cpp and
/// passes_of_double.cpp.
#include <strata/compiled.hpp>

namespace strata {

STRATA_COMPILED_PASSES(extern, double)

}  // namespace strata
