// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include <strata/search/search_report.hpp>

using namespace strata;

TEST_CASE("the best at an edge of its range is told of, and a table has the best first") {
    parameter_search s({{"rate", 1e-3, 1, range_scale::logarithmic}, {"width", 1, 4, range_scale::whole}},
                       [](const trial_settings& t, double, seed) { return t["rate"] - t["width"]; });
    s.grid(4, 2);
    CHECK(edge_warnings(s) ==
          std::vector<std::string>{
              "the best rate, 1, is at the upper edge of its range, 0.001 to 1: what is "
              "better may lie beyond; search there too",
              "the best width, 1, is at the lower edge of its range, 1 to 4: what is better "
              "may lie beyond; search there too"});
    CHECK(trial_table(s, 1) ==
          "          rate         width    budget       score\n"
          "             1             1         2           0\n");
}

TEST_CASE("nothing is said of the best in the middle, nor before any trial") {
    parameter_search s({{"rate", 0, 1}},
                       [](const trial_settings& t, double, seed) { return -std::abs(t["rate"] - 0.5); });
    CHECK(edge_warnings(s).empty());
    CHECK(trial_table(s) == "          rate    budget       score\n");
    s.grid(3, 1);
    CHECK(edge_warnings(s).empty());
}
