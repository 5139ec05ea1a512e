// SPDX-License-Identifier: MIT
#include <strata/strata.hpp>

const char* problem_of(const strata::error& e);

int main() {
    strata::error_parts parts;
    parts.problem = "none";
    return problem_of(strata::error(parts))[0] == 'n' ? 0 : 1;
}
