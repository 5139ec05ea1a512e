// SPDX-License-Identifier: MIT
#include <strata/compile_here.hpp>
