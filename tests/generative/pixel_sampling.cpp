// SPDX-License-Identifier: MIT
#include <strata/generative/pixel_sampling.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <strata/architectures/pixelrnn.hpp>
#include <strata/layers/batch_norm.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/dropout.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/reshape.hpp>

using namespace strata;

namespace pixel_sampling_tests {

struct grey : pixelcnn<7, 6, 1, 4, 8, 2> {};
struct in_colours : pixelcnn<4, 5, 3, 3, 12, 1> {};
struct gated : gated_pixelcnn<7, 6, 1, 2, 6, 2> {};
struct gated_in_colours : gated_pixelcnn<4, 5, 3, 3, 6, 1> {};
/// Other layers that stay in the pixel, and windows that are spread.
struct of_many_kinds : net<input<1, 6, 7>, masked_conv<mask_a<>, 5, window<3, 5>>, batch_norm, relu, tap<"x">,
                           dropout<0.5>, conv<6, window<2, 3>, dilation<2, 1>, pad<2, 0, 2, 0>, no_bias>,
                           sigmoid, concat<chain<>, from<"x", slice_channels<1, 3>>>,
                           masked_conv<mask_b<>, 3, 3, dilation<2>, no_bias>> {};

/// What reads the image first sees the pixel itself.
struct sees_itself : net<input<1, 6, 7>, conv<4, 1>, relu, masked_conv<mask_a<>, 2, 3>> {};

struct by_rows : pixelrnn<4, 3, 1, 2, 2, 1> {};
struct sees_below : net<input<1, 6, 7>, conv<2, 3, same>> {};
static_assert(goes_pixel_by_pixel<gated_in_colours> && goes_pixel_by_pixel<of_many_kinds>);
static_assert(goes_pixel_by_pixel<sees_itself>);
static_assert(!goes_pixel_by_pixel<by_rows> && !goes_pixel_by_pixel<sees_below>);
static_assert(!goes_pixel_by_pixel<net<input<1, 2, 2>, flatten, dense<8>, reshape<2, 2, 2>>>);

template <class Net>
void check_same_pictures() {
    const model<Net> m{seed{11}, 2};
    for (const std::uint64_t s : {1, 2}) {
        const auto quick = sample_images(m, 3, seed{s});
        CHECK(quick == sample_images(m, 3, seed{s}, {.whole_passes = true}));
        CHECK(quick != sample_images(m, 3, seed{s + 10}));
    }
    const auto images = sample_images(m, 5, seed{3});
    const auto completed = complete_images(m, images, 2, seed{4}, {.temperature = 1.5});
    CHECK(completed == complete_images(m, images, 2, seed{4}, {.temperature = 1.5, .whole_passes = true}));
    CHECK(xt::view(completed, xt::all(), xt::all(), xt::range(0, 2)) ==
          xt::view(images, xt::all(), xt::all(), xt::range(0, 2)));
    CHECK(completed != images);
}

}  // namespace pixel_sampling_tests

using namespace pixel_sampling_tests;

TEST_CASE("pixel by pixel the same images are drawn as by passes over the whole image") {
    check_same_pictures<grey>();
    check_same_pictures<in_colours>();
    check_same_pictures<gated>();
    check_same_pictures<gated_in_colours>();
    check_same_pictures<of_many_kinds>();
    check_same_pictures<sees_itself>();
}

TEST_CASE("what cannot be computed pixel by pixel is drawn by whole passes") {
    check_same_pictures<by_rows>();
}

TEST_CASE(
    "an image follows from the seed and its number, whatever is drawn with it and by how many threads") {
    const model<gated> one{seed{11}, 1}, three{seed{11}, 3};
    const auto five = sample_images(one, 5, seed{1});
    CHECK(sample_images(three, 5, seed{1}) == five);
    CHECK(sample_images(one, 2, seed{1}) == xt::view(five, xt::range(0, 2)));
}

TEST_CASE("levels are drawn as often as the model says") {
    struct lone : net<input<1, 1, 1>, masked_conv<mask_a<>, 3, 1>> {};
    model<lone> m{seed{1}};
    m.parameter<"0.bias">() = xt::xtensor<float, 1>{std::log(0.2F), std::log(0.5F), std::log(0.3F)};
    const auto images = sample_images(m, 4000, seed{9});
    std::array<double, 3> share{};
    for (const int level : images) share[static_cast<std::size_t>(level)] += 1.0 / 4000;
    // four deviations of a share of a half are 0.032
    CHECK(std::abs(share[0] - 0.2) < 0.026);
    CHECK(std::abs(share[1] - 0.5) < 0.032);
    const auto cold = sample_images(m, 100, seed{9}, {.temperature = 0.01});
    CHECK(xt::amin(cold)() == 1);
    CHECK(xt::amax(cold)() == 1);
}

TEST_CASE("bytes of three colours are drawn and told the likelihood of") {
    struct bytes : net<input<3, 2, 3>, masked_conv<mask_a<3>, 3 * 256, 1>> {};
    model<bytes> m{seed{1}};
    m.parameter<"0.weight">() = xt::zeros<float>({768, 3, 1, 1});
    m.parameter<"0.bias">() = xt::zeros<float>({768});
    const auto any = sample_images(m, 20, seed{2});
    CHECK(log_likelihood(m, any).bits_per_dimension() == doctest::Approx(8));
    CHECK(xt::amin(any)() < 10);
    CHECK(xt::amax(any)() > 245);
    auto bias = m.parameter<"0.bias">();
    bias(0) = bias(256 + 100) = bias(512 + 255) = 50;  // of red, green and blue
    const auto sure = sample_images(m, 1, seed{2});
    for (std::size_t i = 0; i < 6; ++i)
        CHECK((sure.data()[i] == 0 && sure.data()[6 + i] == 100 && sure.data()[12 + i] == 255));
    CHECK(sample_images(m, 1, seed{2}, {.whole_passes = true}) == sure);
}

TEST_CASE("a score that is no finite number draws nothing") {
    struct lone : net<input<1, 1, 1>, masked_conv<mask_a<>, 3, 1>> {};
    model<lone> m{seed{1}};
    for (const float odd : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()})
        for (std::size_t at = 0; at < 3; ++at) {
            xt::xtensor<float, 1> bias = xt::zeros<float>({3});
            bias(at) = odd;
            m.parameter<"0.bias">() = bias;
            for (const bool whole : {false, true})
                CHECK_THROWS_WITH_AS(static_cast<void>(sample_images(m, 1, seed{1}, {.whole_passes = whole})),
                                     doctest::Contains("no finite number"), error);
        }
}

TEST_CASE("what cannot be drawn is an error, and what is given stays as it is") {
    const model<gated> m{seed{11}};
    CHECK_THROWS_WITH_AS(static_cast<void>(sample_images(m, 0, seed{1})), doctest::Contains("no images"),
                         error);
    CHECK_THROWS_WITH_AS(static_cast<void>(sample_images(m, 1, seed{1}, {.temperature = 0})),
                         doctest::Contains("above 0"), error);
    xt::xtensor<int, 4> images = xt::zeros<int>({1, 1, 7, 6});
    CHECK_THROWS_WITH_AS(static_cast<void>(complete_images(m, images, 8, seed{1})),
                         doctest::Contains("0 to 7"), error);
    images(0, 0, 3, 2) = 2;
    CHECK_THROWS_WITH_AS(static_cast<void>(complete_images(m, images, 4, seed{1})),
                         doctest::Contains("row 3, column 2"), error);
    CHECK_NOTHROW(static_cast<void>(complete_images(m, images, 3, seed{1})));  // is drawn again
    CHECK(complete_images(m, images, 3, seed{1})(0, 0, 3, 2) < 2);
}
