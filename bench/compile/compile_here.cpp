// SPDX-License-Identifier: MIT
/// The passes of such programs.
#include <strata/compile_here.hpp>
