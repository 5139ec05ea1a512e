// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>

#include <strata/pictures/training_curves.hpp>

using namespace strata;

namespace {

bool has(const picture& p, colour c) {
    return std::find(p.pixels().begin(), p.pixels().end(), c) != p.pixels().end();
}

}  // namespace

TEST_CASE("loss and accuracy stand side by side, with a second curve where a set was validated") {
    const picture alone = training_curves({{2, 0, {{"accuracy", 0.3}}}, {1, 0, {{"accuracy", 0.6}}}});
    const picture both = training_curves({{2, 2.5, {{"accuracy", 0.3}}, {{"accuracy", 0.2}}},
                                          {1, 1.5, {{"accuracy", 0.6}}, {{"accuracy", 0.5}}}});
    CHECK(alone.width() == 2 * plot_options{}.width);
    CHECK(both.width() == alone.width());
    CHECK(has(alone, curve_colour(0)));
    CHECK(!has(alone, curve_colour(1)));
    CHECK(has(both, curve_colour(0)));
    CHECK(has(both, curve_colour(1)));
}

TEST_CASE("a run of no epochs is a picture of axes") {
    CHECK(training_curves({}).height() == plot_options{}.height);
}
