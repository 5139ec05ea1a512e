// SPDX-License-Identifier: MIT
#include <strata/strata.hpp>

const char* problem_of(const strata::error& e) { return e.parts().problem.c_str(); }
