// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>

#include <strata/kernels/random.hpp>
#include <strata/understanding/tsne.hpp>

#include "../io/temporary_folder.hpp"

namespace maps_in_the_plane {

using namespace strata;
using strata::test::contains;
using strata::test::text_of;

/// Three balls of samples far from one another, one after the other in turn.
xt::xtensor<float, 2> balls(std::size_t n) {
    const random_stream random(seed{9}, 0);
    xt::xtensor<float, 2> x({n, 8});
    std::uint64_t at = 0;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < 8; ++j)
            x(i, j) = static_cast<float>(random.normal(at++) + (j == i % 3 ? 30 : 0));
    return x;
}

TEST_CASE("samples of one ball lie nearest to each other in the map, exactly and by squares") {
    const auto x = balls(150);
    double divergence[2];
    for (const double theta : {0.0, 0.5}) {
        const tsne_map map = tsne(x, {.perplexity = 10, .theta = theta, .steps = 400, .threads = 2});
        CHECK(map.steps == 400);
        CHECK(map.points.shape() == std::array<std::size_t, 2>{150, 2});
        int right = 0;
        for (std::size_t i = 0; i < 150; ++i) {
            double least = 1e30;
            std::size_t nearest = i;
            for (std::size_t j = 0; j < 150; ++j) {
                const double a = double(map.points(i, 0)) - double(map.points(j, 0)),
                             b = double(map.points(i, 1)) - double(map.points(j, 1));
                if (j != i && a * a + b * b < least) least = a * a + b * b, nearest = j;
            }
            right += nearest % 3 == i % 3;
        }
        CHECK(right == 150);
        divergence[theta > 0] = map.divergence;
        CHECK(map.divergence > 0);
        CHECK(map.divergence < 0.7);
    }
    CHECK(std::abs(divergence[0] - divergence[1]) < 0.05);
}

TEST_CASE("a map has the bits of any number of threads, and begins where it is told") {
    const auto x = balls(60);
    int told = 0;
    tsne_options o{
        .perplexity = 5, .early_steps = 50, .steps = 120, .threads = 1, .report = [&](int, double) {
            ++told;
        }};
    const tsne_map one = tsne(x, o);
    o.threads = 3;
    const tsne_map three = tsne(x, o);
    CHECK(one.points == three.points);
    CHECK(one.divergence == three.divergence);
    CHECK(told == 6);
    o.early_steps = o.steps = 0;
    const xt::xtensor<float, 2> start = xt::view(x, xt::all(), xt::range(0, 2));
    CHECK(tsne_from(start, x, o).points == start);
    const xt::xtensor<double, 2> line = xt::reshape_view(xt::arange<double>(30.0), {30, 1});
    CHECK(is_finite(tsne(line, {.perplexity = 5, .steps = 300}).divergence));
    CHECK(is_finite(
        tsne(xt::xtensor<float, 2>(xt::ones<float>({30, 3})), {.perplexity = 5, .steps = 260}).divergence));
}

TEST_CASE("perplexities that do not fit, numbers that are none and options out of range are refused") {
    auto x = balls(30);
    CHECK(contains(
        text_of<error>([&] { static_cast<void>(tsne(x)); }),
        "perplexity: the perplexity does not fit the samples: it is about how many neighbours of each count, "
        "expected 1 to 10, a third of the samples, found 30"));
    CHECK(contains(text_of<error>([&] { static_cast<void>(tsne(x, {.perplexity = 5, .theta = 2})); }),
                   "theta: a map cannot be made so, expected 0 to 1, found 2"));
    CHECK(contains(text_of<error>([&] { static_cast<void>(tsne(x, {.perplexity = 5, .rate = -1})); }),
                   "rate: "));
    CHECK(contains(text_of<error>([&] {
                       static_cast<void>(tsne_from(xt::xtensor<float, 2>({30, 3}), x, {.perplexity = 5}));
                   }),
                   "there is not one point for each sample, expected [30, 2], found [30, 3]"));
    x(7, 3) = std::numeric_limits<float>::quiet_NaN();
    CHECK(contains(text_of<error>([&] { static_cast<void>(tsne(x, {.perplexity = 5})); }),
                   "sample 7, feature 3: a value is not a finite number"));
    CHECK(contains(text_of<error>([&] {
                       static_cast<void>(
                           tsne_from(xt::xtensor<float, 2>(xt::zeros<float>({30, 2})), x, {.perplexity = 5}));
                   }),
                   "sample 7"));
}

}  // namespace maps_in_the_plane
