// SPDX-License-Identifier: MIT
/// The passes of the usual layers, compiled once for all files of a program.
#include <strata/compile_here.hpp>
