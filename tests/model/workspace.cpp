// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/strata.hpp>

using namespace strata;

namespace {
struct reads_letters : net<input<3>, named<"letters", embedding<5, 4>>, flatten, dense<2>> {};
}  // namespace

TEST_CASE("a layer that cannot take a value is named by the error") {
    model<reads_letters> m(seed{1});
    try {
        m.predict(xt::xtensor<float, 2>{{0, 1, 2}, {3, 5, 4}});
        FAIL("nothing was thrown");
    } catch (const error& e) {
        CHECK(e.parts().name == "layer letters");
        CHECK(std::string(e.what()) ==
              "layer letters: place 1 of sample 1 has no row in the table, expected a whole number from 0 to 4, found 5");
    }
}
