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

struct plain : net<input<1, 6, 6>, conv<3, 3>, relu, residual<conv<3, 3, same>>, flatten, dense<6>, relu, dense<2>> {};
/// The same with taps everywhere, also inside a form.
struct tapped : net<input<1, 6, 6>, tap<"image">, conv<3, 3>, tap<"scores">, relu, tap<"edges">,
                    residual<chain<tap<"inside">, conv<3, 3, same>>>, flatten, tap<"flat">, dense<6>, relu, tap<"features">, dense<2>> {};
/// The same with the last layer as the first of several heads.
struct with_heads : net<input<1, 6, 6>, conv<3, 3>, relu, tap<"edges">, residual<conv<3, 3, same>>, flatten, dense<6>, relu,
                        tap<"features">, heads<dense<2>, from<"features">, from<"edges", flatten, dense<4>>, dense<3>>> {};
/// The same with an output that is looked at alone.
struct with_features : net<input<1, 6, 6>, conv<3, 3>, relu, residual<conv<3, 3, same>>, flatten, dense<6>, relu, tap<"features">,
                           heads<dense<2>, from<"features">>> {};
struct named_heads : net<input<5>, dense<4>, relu, heads<named<"class", dense<3>>, chain<dense<4>, relu, dense<1>>, named<"box", dense<2>>>> {};
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
          std::vector<std::string>{"0.weight", "0.bias", "2.body.weight", "2.body.bias", "4.weight", "4.bias", "6.weight", "6.bias"});
    CHECK(staying::drawn<staying::tapped>().at("2.body.0.weight") == staying::drawn<staying::plain>().at("2.body.weight"));
