// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <variant>
#include <vector>

#include <strata/pictures/graph_drawing.hpp>
#include <strata/pictures/rendered.hpp>
#include <strata/pictures/svg.hpp>

#include "../io/temporary_folder.hpp"
#include "pixels.hpp"

namespace drawn_graphs {

using namespace strata;
using strata::test::contains;
using strata::test::text_of;

const std::vector<graph_node> nodes{
    {"x", 0, 0, false}, {"y", 0, 1, false}, {"+", 1, 0.5}, {"q", 2, 0.5, false}};
const std::vector<graph_edge> edges{
    {0, 2, "-2.00", "-4.00"}, {1, 2, "5.00", "-4.01"}, {2, 3, "3.00", "-4.02"}};

/// Where these words stand; outside of the drawing where they do not.
drawn_text found(const drawing& d, const std::string& words) {
    for (const drawing::part& p : d.parts())
        if (const auto* t = std::get_if<drawn_text>(&p); t && t->words == words) return *t;
    return {-1, -1, "", {}};
}

}  // namespace drawn_graphs

TEST_CASE("each edge of a drawn graph has its value above and its gradient below, in inks of their own") {
    using namespace drawn_graphs;
    const drawing d = graph_drawing("f", nodes, edges);
    for (const graph_edge& e : edges) {
        const drawn_text value = found(d, e.value), gradient = found(d, e.gradient);
        CHECK(value.x == gradient.x);
        CHECK(value.y + 10 < gradient.y);
        CHECK(value.style.ink == graph_options{}.value_ink);
        CHECK(gradient.style.ink == graph_options{}.gradient_ink);
    }
    // numbers stand between the nodes of their edge, and no two of them in one place
    CHECK(found(d, "x").x < found(d, "-2.00").x);
    CHECK(found(d, "-2.00").x < found(d, "+").x);
    CHECK(found(d, "-4.00").y + 15 < found(d, "5.00").y);
    CHECK(contains(svg_text(d), ">-4.02</text>"));
}

TEST_CASE("numbers of a value that two read stand at both of their edges") {
    using namespace drawn_graphs;
    const drawing d = graph_drawing("", {{"x", 0, 1, false}, {"+", 1, 0}, {"max", 1, 2}},
                                    {{0, 1, "3", "7"}, {0, 2, "3.0", "8"}});
    CHECK(found(d, "3").y + 40 < found(d, "3.0").y);
    CHECK(found(d, "7").y + 40 < found(d, "8").y);
    const picture p = rendered(d);
    CHECK(test::pixels_of(p, graph_options{}.value_ink) > 20);
    CHECK(test::pixels_of(p, graph_options{}.gradient_ink) > 20);
}

TEST_CASE("what is no graph is not drawn") {
    using namespace drawn_graphs;
    CHECK(contains(text_of<error>([] { (void)graph_drawing("f", {}, {}); }), "without nodes"));
    CHECK(contains(text_of<error>([] {
                       (void)graph_drawing("f", nodes, {{0, 4, "", ""}});
                   }),
                   "two different numbers from 0 to 3, found 0 to 4"));
    CHECK(contains(text_of<error>([] { (void)graph_drawing("f", nodes, {{1, 1, "", ""}}); }), "1 to 1"));
    CHECK(contains(text_of<error>([] {
                       (void)graph_drawing("f", {{"x", std::numeric_limits<double>::quiet_NaN(), 0}}, {});
                   }),
                   "has no place"));
}
