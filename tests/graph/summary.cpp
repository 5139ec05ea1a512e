// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <sstream>

#include "networks.hpp"

using namespace strata;

TEST_CASE("a summary has a row for each layer with its numbers") {
    const network_summary s = summary<lenet>();
    REQUIRE(s.rows.size() == 12);
    CHECK(s.parameters == 61'706);
    CHECK(s.multiply_adds == 117'600 + 240'000 + 48'000 + 10'080 + 840);
    CHECK(s.rows[3].layer == "conv<16, 5>");
    CHECK(s.rows[3].output == "shape<16, 10, 10>");
    CHECK(s.rows[3].parameters == 2'416);
    CHECK(s.rows[3].multiply_adds == 240'000);
    CHECK(s.rows[3].pass == 2);
    CHECK(s.rows[5].bytes == 1'600);
}

TEST_CASE("receptive fields grow by the span of each window times the strides before it") {
    const network_summary s = summary<lenet>();
    const long expected[] = {5, 5, 6, 14, 14, 16, 0};
    for (std::size_t i = 0; i < std::size(expected); ++i) CHECK(s.rows[i].receptive_field == expected[i]);
    // the lecture: three 3 x 3 convolutions see 7 x 7
    CHECK(summary<net<input<1, 9, 9>, conv<1, 3>, conv<1, 3>, conv<1, 3>>>().rows[2].receptive_field == 7);
}

TEST_CASE(
    "receptive fields shrink their steps where an image grows, and are the whole sample where a layer sees "
    "it") {
    // to 8 x 8 and back: the second convolution sees 3 places of the small image, each of which sees 4, 2
    // apart
    using there_and_back =
        net<input<1, 16, 16>, conv<1, 3, same>, max_pool<2>, conv<1, 3, same>, upsample<2>, conv<1, 3, same>>;
    CHECK(explain<there_and_back>::layer<2>::receptive_field == 8);
    CHECK(explain<there_and_back>::layer<3>::receptive_field == 8);
    CHECK(explain<there_and_back>::layer<4>::receptive_field == 10);
    CHECK(explain<net<input<1, 4, 4>, conv_transpose<1, 4, stride<2>, pad<1>>>>::layer<0>::receptive_field ==
          2);
    CHECK(explain<net<input<2, 4, 4>, conv<2, 3, same>, layer_norm>>::layer<1>::receptive_field == 0);
    CHECK(explain<net<input<2, 4, 4>, conv<2, 3, same>, layer_norm_with<each_place>>>::layer<
              1>::receptive_field == 3);
    using sequence = net<input<7>, embedding<9, 4>, dense<4>, layer_norm, attention<2>>;
    CHECK(explain<sequence>::layer<2>::receptive_field == 1);
    CHECK(explain<sequence>::layer<3>::receptive_field == 0);
}

TEST_CASE("a summary prints as a table") {
    std::ostringstream out;
    out << summary<two_heads>();
    CHECK(out.str().find("dense<7>") != std::string::npos);
    CHECK(out.str().find("parameters") != std::string::npos);
}
