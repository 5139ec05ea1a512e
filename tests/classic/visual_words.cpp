// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstddef>

#include <strata/classic/visual_words.hpp>
#include <strata/kernels/random.hpp>

#include "../io/temporary_folder.hpp"

using namespace strata;
using strata::test::text_of;

namespace of_visual_words {

/// Stripes down (even images) or across, from a place that is drawn.
xt::xtensor<float, 4> stripes(std::size_t n) {
    const random_stream random(seed{6}, 1);
    auto x = xt::xtensor<float, 4>::from_shape({n, 1, 12, 12});
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t r = 0; r < 12; ++r)
            for (std::size_t c = 0; c < 12; ++c)
                x(i, 0, r, c) = ((i % 2 == 0 ? c : r) + random.below(i, 4)) / 2 % 2 == 0 ? 1.0f : 0.0f;
    return x;
}
const visual_words_options few{.words = 4, .patch = 8, .stride = 2, .patches = 200, .random = {3}};

}  // namespace of_visual_words
using namespace of_visual_words;

TEST_CASE("images of two kinds show different words, and the shares of an image add up to 1") {
    const auto x = stripes(20);
    visual_words words(few);
    words.find_words(x);
    const auto h = words.features(x);
    CHECK(words.words().shape()[0] == 4);
    for (std::size_t i = 0; i < 20; ++i) {
        float sum = 0, common = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            sum += h(i, k);
            common += h(i, k) * h((i + 1) % 20, k);
        }
        CHECK(sum == doctest::Approx(1));
        CHECK(common == 0);
    }
}

TEST_CASE("words are the same bits with any number of threads, and features of one image those of many") {
    const auto x = stripes(30);
    visual_words_options o = few;
    o.threads = 1;
    visual_words one(o);
    o.threads = 3;
    visual_words three(o);
    one.find_words(x);
    three.find_words(x);
    CHECK(one.words() == three.words());
    const xt::xtensor<float, 4> last = xt::view(x, xt::range(29, 30));
    const auto alone = one.features(last), all = three.features(x);
    for (std::size_t k = 0; k < 4; ++k) CHECK(alone(0, k) == all(29, k));
}

TEST_CASE("images smaller than a patch, and features before words, are refused") {
    visual_words words(few);
    CHECK(text_of<error>([&] { (void)words.features(stripes(2)); }) ==
          "no words have been found. Call find_words(images) first");
    CHECK(text_of<error>([&] {
              words.find_words(xt::xtensor<float, 4>(xt::zeros<float>({1, 1, 6, 9})));
          }) ==
          "the images are smaller than a patch, expected 8 pixels down and across, or more, found 6 x 9");
    CHECK_FALSE(text_of<error>([] { visual_words({.words = 10, .patches = 5}); }).empty());
    CHECK(text_of<error>([&] {
              words.find_words(xt::xtensor<float, 4>(xt::ones<float>({1, 1, 8, 11})));
          }) ==
          "the images have fewer patches than words are to be found in them, expected 4 patches or more, "
          "found 2");
}
