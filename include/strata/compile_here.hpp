// SPDX-License-Identifier: MIT
#pragma once
/// Compiles what strata/compiled.hpp leaves to one file of a program.
#include <strata/compiled.hpp>

namespace strata {

template <>
const bool passes_compiled_for<build_target>::here = true;

STRATA_COMPILED_PASSES(, float)

}  // namespace strata
