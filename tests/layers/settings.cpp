// SPDX-License-Identifier: MIT
#include <strata/graph/layer_settings.hpp>

#include <doctest/doctest.h>

#include <strata/strata.hpp>

using namespace strata;

namespace {

namespace settings_of {

/// "window 3, stride 2".
template <class L>
std::string text() {
    std::string all;
    for (const layer_setting& s : layer_settings<L>())
        all += (all.empty() ? "" : ", ") + s.name + " " + s.value;
    return all;
}

/// A visitor that works while the program is compiled.
template <class L>
constexpr int sum() {
    int all = 0;
    L::settings([&all](std::string_view, auto value) { all += static_cast<int>(value); });
    return all;
}

/// A layer of the user's own.
template <int N>
struct repeated : layer {
    template <Shape X>
    using output = X;
    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("copies", N);
        visit("scaled", N > 1);
        visit("share", 1.0 / N);
    }
};

}  // namespace settings_of

}  // namespace

static_assert(settings_of::sum<average_pool<3, stride<2>>>() == 3 + 2 + 1);

TEST_CASE("linear layers say their sizes and options, also those that were not stated") {
    CHECK(settings_of::text<conv<8, 3>>() ==
          "filters 8, window 3, stride 1, padding 0, dilation 1, groups 1, bias true, round_down false");
    CHECK(settings_of::text<conv<8, 5, stride<2>, same, groups<4>, dilation<3>, no_bias, round_down>>() ==
          "filters 8, window 5, stride 2, padding 6, dilation 3, groups 4, bias false, round_down true");
    CHECK(settings_of::text<masked_conv<mask_a<3>, 6, 7, no_bias>>() ==
          "filters 6, window 7, stride 1, padding 3, dilation 1, colours 3, bias false");
    CHECK(settings_of::text<conv_transpose<4, 3, stride<2>, pad<1>, output_pad<1>>>() ==
          "filters 4, window 3, stride 2, padding 1, output_padding 1, dilation 1, groups 1, bias true");
    CHECK(settings_of::text<dense<10, no_bias, init<xavier>>>() == "outputs 10, bias false");
    CHECK(settings_of::text<spectral_norm<dense<10>>>() == "outputs 10, bias true");
    CHECK(settings_of::text<drop_connect<0.5, dense<10>>>() == "rate 0.5, outputs 10, bias true");
}

TEST_CASE("windows say their sizes, a pooling the stride that follows from its window") {
    CHECK(settings_of::text<max_pool<3>>() ==
          "window 3, stride 3, padding 0, round_down false, round_up false, dilation 1");
    CHECK(settings_of::text<average_pool<3, stride<2>, pad<1>, round_up>>() ==
          "window 3, stride 2, padding 1, round_down false, round_up true, padding_counted true");
    CHECK(settings_of::text<max_unpool<2>>() ==
          "window 2, stride 2, padding 0, round_down false, round_up false, dilation 1");
    CHECK(
        settings_of::text<max_pool<window<3, 2>, pad<1, 0>, dilation<1, 2>>>() ==
        "window_rows 3, window_columns 2, stride_rows 3, stride_columns 2, padding_top 1, padding_bottom 1, "
        "padding_left 0, padding_right 0, round_down false, round_up false, dilation_rows 1, "
        "dilation_columns 2");
    CHECK(
        settings_of::text<conv<4, 2, same_upper>>() ==
        "filters 4, window 2, stride 1, same_upper true, dilation 1, groups 1, bias true, round_down false");
    CHECK(settings_of::text<conv<4, 3, small_batch>>() ==
          "filters 4, window 3, stride 1, padding 0, dilation 1, groups 1, bias true, round_down false, "
          "small_batch true");
    CHECK(settings_of::text<adaptive_max_pool<2>>() == "height 2, width 2");
    CHECK(settings_of::text<fractional_max_pool<2, 4, 5>>() == "window 2, height 4, width 5");
    CHECK(settings_of::text<crop<3, 4>>() == "height 3, width 4");
    CHECK(settings_of::text<zero_pad<2>>() == "padding 2");
    CHECK(settings_of::text<replicate_pad<2, 1>>() == "padding_first 2, padding_second 1");
    CHECK(settings_of::text<reflect_pad<1, 2, 3, 4>>() ==
          "padding_top 1, padding_bottom 2, padding_left 3, padding_right 4");
    CHECK(settings_of::text<zero_channels<6>>() == "channels 6");
    CHECK(settings_of::text<upsample<2>>() == "times 2");
    CHECK(settings_of::text<bilinear_upsample<3>>() == "times 3");
    CHECK(settings_of::text<bed_of_nails<2>>() == "times 2");
    CHECK(settings_of::text<reshape<2, 3, 4>>() == "channels 2, height 3, width 4");
    CHECK(settings_of::text<reshape<6, 4>>() == "places 6, features 4");
    CHECK(settings_of::text<reshape<24>>() == "numbers 24");
    CHECK(settings_of::text<layer_scale<>>() == "start 1e-06");
    CHECK(settings_of::text<places_to_pixels<5, 7>>() == "height 5, width 7");
}

TEST_CASE("maps, normalizations and what drops say their numbers in as many digits as they have") {
    CHECK(settings_of::text<leaky_relu<>>() == "slope 0.01");
    CHECK(settings_of::text<elu<1.5>>() == "alpha 1.5");
    CHECK(settings_of::text<maxout<3>>() == "pieces 3");
    CHECK(settings_of::text<dropout<0.1>>() == "rate 0.1");
    CHECK(settings_of::text<channel_dropout<percent<25>>>() == "rate 0.25");
    CHECK(settings_of::text<stochastic_depth<1.0 / 3>>() == "rate 0.3333333333333333");
    CHECK(settings_of::text<batch_norm>() ==
          "epsilon 1e-05, momentum 0.1, cumulative false, scale true, bias true");
    CHECK(settings_of::text<batch_norm_with<cumulative, epsilon<1e-3>, no_scale>>() ==
          "epsilon 0.001, cumulative true, scale false, bias true");
    CHECK(settings_of::text<layer_norm>() == "epsilon 1e-05, scale true, bias true, each_place false");
    CHECK(settings_of::text<layer_norm_with<epsilon<1e-12>>>() ==
          "epsilon 1e-12, scale true, bias true, each_place false");
    CHECK(settings_of::text<instance_norm_with<no_bias>>() == "epsilon 1e-05, scale true, bias false");
    CHECK(settings_of::text<group_norm<4>>() == "groups 4, epsilon 1e-05, scale true, bias true");
}

TEST_CASE("layers over sequences say theirs") {
    CHECK(settings_of::text<embedding<65, 32>>() == "rows 65, features 32");
    CHECK(settings_of::text<lstm<64>>() == "cells 64, bias true, two_biases false, peepholes false");
    CHECK(settings_of::text<gru<64, no_bias>>() == "cells 64, bias false, two_biases false");
    CHECK(settings_of::text<rnn<64, relu>>() == "cells 64, bias true, two_biases false, relu true");
    CHECK(settings_of::text<attention<4, causal>>() == "heads 4, bias true, causal true");
    CHECK(settings_of::text<cross_attention<2, no_bias>>() == "heads 2, bias false");
}

TEST_CASE("a layer without numbers has no settings") {
    CHECK(settings_of::text<relu>().empty());
    CHECK(settings_of::text<relu6>().empty());
    CHECK(settings_of::text<selu>().empty());
    CHECK(settings_of::text<gelu>().empty());
    CHECK(settings_of::text<prelu>().empty());
    CHECK(settings_of::text<softmax>().empty());
    CHECK(settings_of::text<flatten>().empty());
    CHECK(settings_of::text<global_average_pool>().empty());
    CHECK(settings_of::text<positional_encoding>().empty());
    CHECK(settings_of::text<learned_positions>().empty());
    CHECK(settings_of::text<add>().empty());
    CHECK(settings_of::text<concatenation>().empty());
}

TEST_CASE("a layer of the user's own says its settings, and a summary has them in its rows") {
    CHECK(settings_of::text<settings_of::repeated<4>>() == "copies 4, scaled true, share 0.25");
    const network_summary s = summary<net<input<1, 6, 6>, max_pool<2>, relu>>();
    CHECK(s.rows[0].settings == layer_settings<max_pool<2>>());
    CHECK(s.rows[1].settings.empty());
}
