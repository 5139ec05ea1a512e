// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <limits>

#include <strata/graph/net.hpp>
#include <strata/graph/parameters.hpp>
#include <strata/layers/attention.hpp>
#include <strata/layers/batch_norm.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/embedding.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/learned_positions.hpp>
#include <strata/layers/prelu.hpp>
#include <strata/optimizers/segment_list.hpp>

using namespace strata;

namespace segments_of_networks {

using stem = chain<conv<3, 3>, batch_norm, prelu>;
struct images : net<input<2, 4, 4>, named<"stem", stem>, frozen<conv<2, 1>>, flatten, dense<2>> {};
struct words : net<input<5>, embedding<7, 4>, learned_positions, attention<2>, flatten, dense<2, no_bias>> {};
struct twice : net<input<4>, shared<"d", dense<4>>, shared<"d", dense<4>>> {};

template <class Net>
segment_list segments_of() {
    return segment_list(parameter_table<typename Net::graph>::list());
}
template <class Net>
std::string kinds_of() {
    std::string text;
    constexpr const char* words[]{"weight", "bias", "scale", "embedding"};
    const segment_list list = segments_of<Net>();
    for (const segment& s : list.all()) text += s.name + ": " + words[static_cast<int>(s.kind)] + "\n";
    return text;
}

static_assert(matches_pattern("*", "") && matches_pattern("*", "0.weight") &&
              matches_pattern("0.weight", "0.weight"));
static_assert(matches_pattern("*.bias", "a.b.bias") && !matches_pattern("*.bias", "a.bias_of"));
static_assert(matches_pattern("features.*.weight", "features.0.1.weight") &&
              !matches_pattern("features.*.weight", "features.weight"));
static_assert(matches_pattern("*a*b*", "xxaabab") && !matches_pattern("*a*b", "xxba") &&
              matches_pattern("**", ""));
static_assert(!matches_pattern("", "0") && !matches_pattern("0", "") &&
              !matches_pattern("0.weight", "0.weigh"));

TEST_CASE("segments are the learned parameters with their kinds, in the order of the flat buffer") {
    CHECK(kinds_of<images>() ==
          "stem.0.weight: weight\nstem.0.bias: bias\nstem.1.weight: scale\nstem.1.bias: bias\nstem.2.weight: "
          "scale\n"
          "3.weight: weight\n3.bias: bias\n");
    CHECK(kinds_of<words>() ==
          "0.weight: embedding\n1.weight: embedding\n2.in_proj_weight: weight\n2.in_proj_bias: bias\n"
          "2.out_proj.weight: weight\n2.out_proj.bias: bias\n4.weight: weight\n");
    const segment_list list = segments_of<images>();
    int64 next = 0;
    for (const segment& s : list.all()) {
        CHECK(s.offset == next);
        next += padded(s.size);
    }
    CHECK(list.all()[0].extents == std::vector<std::ptrdiff_t>{3, 2, 3, 3});
    CHECK(list.all()[0].size == 54);
    CHECK(list.all()[1].place == list.all()[0].place);
    CHECK(list.all()[2].place > list.all()[1].place);
    CHECK(list.all()[6].place > list.all()[4].place);
}

TEST_CASE("what places share is one segment") { CHECK(segments_of<twice>().all().size() == 2); }

TEST_CASE("segments are chosen by name, kind or what else is asked of them, and say what is set") {
    segment_list list = segments_of<images>();
    CHECK(list.settings_text().empty());
    CHECK(move_alike(list.all()));
    CHECK(list.select("*.bias").size() == 3);
    CHECK(list.select(parameter_kind::scale).size() == 2);
    CHECK(list.select(parameter_kind::embedding).size() == 0);
    CHECK(list.select_if([](const segment& s) { return s.extents.size() > 1; }).size() == 2);

    list.select("*.bias").decay(0);
    list.select("3.*").rate(0.1);
    list.select("stem.*.weight").freeze();
    CHECK(!move_alike(list.all()));
    const std::string text = list.settings_text();
    CHECK(text ==
          "stem.0.weight:frozen;stem.0.bias:decay=0;stem.1.weight:frozen;stem.1.bias:decay=0;stem.2.weight:"
          "frozen;"
          "3.weight:rate=0.1;3.bias:rate=0.1,decay=0");
    list.select("*").rate(1).decay(1).freeze(false);
    CHECK(list.settings_text().empty());
}

TEST_CASE("a pattern without a parameter and a factor that cannot be are refused") {
    segment_list list = segments_of<twice>();
    CHECK_THROWS_WITH_AS(static_cast<void>(list.select("*.scale")),
                         "*.scale: no learned parameter has such a name, expected one of d.weight, d.bias",
                         error);
    CHECK_THROWS_WITH_AS(list.select("*").decay(-1),
                         "this cannot be a factor of the weight decay, expected 0 or more, found -1.000000",
                         error);
    CHECK_THROWS_AS(list.select("*").rate(std::numeric_limits<double>::infinity()), error);
    CHECK_THROWS_AS(list.select("*").rate(std::numeric_limits<double>::quiet_NaN()), error);
    CHECK(list.settings_text().empty());
}

}  // namespace segments_of_networks
