// SPDX-License-Identifier: MIT
// A network that is looked at, or that has another output, still reads the files of the one without.
#include <doctest/doctest.h>
#include <strata/strata.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

using namespace strata;

namespace {

namespace staying {

struct plain : net<input<1, 6, 6>, conv<3, 3>, relu, residual<chain<conv<3, 3, same>, relu>>, flatten,
                   dense<6>, relu, dense<2>> {};
/// The same with taps everywhere, also inside a form.
struct tapped : net<input<1, 6, 6>, tap<"image">, conv<3, 3>, tap<"scores">, relu, tap<"edges">,
                    residual<chain<tap<"inside">, conv<3, 3, same>, relu>>, flatten, tap<"flat">, dense<6>,
                    relu, tap<"features">, dense<2>> {};
/// The same with the last layer as the first of several heads.
struct with_heads : net<input<1, 6, 6>, conv<3, 3>, relu, tap<"edges">,
                        residual<chain<conv<3, 3, same>, relu>>, flatten, dense<6>, relu, tap<"features">,
                        heads<dense<2>, from<"features">, from<"edges", flatten, dense<4>>, dense<3>>> {};
/// The same with an output that is looked at alone.
struct with_features : net<input<1, 6, 6>, conv<3, 3>, relu, residual<chain<conv<3, 3, same>, relu>>, flatten,
                           dense<6>, relu, tap<"features">, heads<dense<2>, from<"features">>> {};
struct named_heads
    : net<input<5>, dense<4>, relu,
          heads<named<"class", dense<3>>, chain<dense<4>, relu, dense<1>>, named<"box", dense<2>>>> {};
struct dotted : net<input<9>, named<"layer1", chain<named<"0", dense<8>>, relu, named<"2", dense<7>>>>,
                    named<"3", chain<dense<6>, named<"07", dense<5>>>>, named<"fc", dense<2>>> {};
struct two_inputs : net<input<5>, named<"label", input<3>>, concat<chain<>, from<"label">>, dense<4>> {};

using first_values = std::map<std::string, std::vector<float>>;

template <class Net>
first_values drawn() {
    first_values all;
    const model<Net> m(seed{3});
    for (const auto& t : m.tensors()) t.for_each([&](float w) { all[t.name].push_back(w); });
    return all;
}
template <class Net>
std::vector<std::string> names() {
    std::vector<std::string> all;
    const model<Net> m(seed{3});
    for (const auto& t : m.tensors()) all.push_back(t.name);
    return all;
}
/// Whether all of the one is in the other, with its values.
bool contains(const first_values& more, const first_values& all) {
    return std::includes(more.begin(), more.end(), all.begin(), all.end());
}

}  // namespace staying

}  // namespace

TEST_CASE("taps number nothing: a network with them has the names and the first values of the one without") {
    CHECK(staying::names<staying::plain>() ==
          std::vector<std::string>{"0.weight", "0.bias", "2.body.0.weight", "2.body.0.bias", "4.weight",
                                   "4.bias", "6.weight", "6.bias"});
    CHECK(staying::drawn<staying::tapped>() == staying::drawn<staying::plain>());
}

TEST_CASE("a part inside of a part has the dot between their names, which may be numbers") {
    CHECK(staying::names<staying::dotted>() ==
          std::vector<std::string>{"layer1.0.weight", "layer1.0.bias", "layer1.2.weight", "layer1.2.bias",
                                   "3.0.weight", "3.0.bias", "3.07.weight", "3.07.bias", "fc.weight",
                                   "fc.bias"});
}

TEST_CASE("another output renames nothing: the first branch of heads is the layer that stood there") {
    CHECK(staying::drawn<staying::with_features>() == staying::drawn<staying::plain>());
    const staying::first_values more = staying::drawn<staying::with_heads>();
    CHECK(staying::contains(more, staying::drawn<staying::plain>()));
    // branch 2 of the heads at 6, whose layer 1 it is, and branch 3
    CHECK(more.size() == 12);
    CHECK(more.at("8.1.weight").size() == 4 * 48);
    CHECK(more.at("9.weight").size() == 3 * 6);
}

TEST_CASE("a branch of heads that has a name is called by it alone, and the others keep their numbers") {
    CHECK(staying::names<staying::named_heads>() ==
          std::vector<std::string>{"0.weight", "0.bias", "class.weight", "class.bias", "3.0.weight",
                                   "3.0.bias", "3.2.weight", "3.2.bias", "box.weight", "box.bias"});
}

TEST_CASE("inputs are no parts of the list: the layers behind several are counted from 0") {
    CHECK(staying::names<staying::two_inputs>() == std::vector<std::string>{"1.weight", "1.bias"});
    CHECK(explain<staying::two_inputs>::layers == 2);
    CHECK(explain<staying::two_inputs>::layer<1>::parameters == 36);
    const network_summary s = summary<staying::two_inputs>();
    CHECK(s.rows[1].path == "1");
    CHECK(s.more_inputs == std::vector<std::pair<std::string, std::string>>{{"label", "shape<3>"}});
}
