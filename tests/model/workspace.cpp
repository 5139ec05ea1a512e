// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/strata.hpp>
#include <strata/training/gradient_check.hpp>

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

TEST_CASE("a workspace for no sample or no thread is refused before it takes memory") {
    const auto refused = [](int capacity, int threads, const std::string& sentence) {
        try {
            workspace<reads_letters, training>(capacity, threads);
            FAIL("nothing was thrown");
        } catch (const error& e) {
            CHECK(e.what() == sentence);
        }
    };
    refused(0, 1, "a workspace has to hold at least one sample, found 0");
    refused(-3, 1, "a workspace has to hold at least one sample, found -3");
    refused(4, -1, "a workspace has to have at least one thread, found -1");
}

TEST_CASE("outputs that are one value, or views of one, have a gradient each, and all of them are added") {
    using one_value = net<input<3>, dense<4>, heads<chain<>, chain<>, chain<>>>;
    using views = net<input<2, 4, 3>, conv<1, 3>, relu, tap<"before">, dropout<percent<0>>,
                      heads<flatten, from<"before">, chain<>, reshape<2, 1>>>;
    using the_input = net<input<3>, heads<chain<>, chain<>>>;
    CHECK(check_gradients<one_value>().passed());
    CHECK(check_gradients<views>().passed());
    CHECK(check_gradients<the_input>().passed());
}
