// SPDX-License-Identifier: MIT
#include <strata/error.hpp>
#if __has_include(<strata/shape/shape.hpp>)
#include <strata/shape/shape.hpp>
#endif
#include <boost/hana.hpp>
#include <iostream>
#include <strata/xtensor.hpp>
#include <xsimd/xsimd.hpp>

int main() {
    strata::error e{{.problem = "the shapes differ", .expected = "[1, 28, 28]", .found = "[3, 28, 28]"}};
    std::cout << e.what() << '\n';
}
