// SPDX-License-Identifier: MIT
/// The passes of the usual layers, compiled once for all examples.
#include <strata/compile_here.hpp>
