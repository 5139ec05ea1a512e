// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>

#include <strata/classic/cross_validation.hpp>
#include <strata/classic/nearest_neighbours.hpp>

#include "../io/temporary_folder.hpp"

using namespace strata;
using strata::test::text_of;

TEST_CASE("each fold is answered by what was trained on the others") {
    const xt::xtensor<float, 2> x{{0.f}, {0.1f}, {5.f}, {5.1f}, {12.f}, {0.2f}};
    const xt::xtensor<int, 1> labels{0, 0, 1, 1, 1, 0};
    // where 5 and 5.1 are held out, 0.2 is nearer to them than 12 is
    const auto found =
        cross_validate([] { return nearest_neighbours(); }, x, labels,
                       {{{1, 2, 3, 4, 5}, {0}}, {{0, 1, 4, 5}, {2, 3}}, {{0, 1, 2, 3}, {4, 5}}});
    CHECK(found.accuracies == std::vector<double>{1, 0, 1});
    CHECK(found.mean() == doctest::Approx(2.0 / 3));
    CHECK(found.deviation() == doctest::Approx(std::sqrt(2.0) / 3));
}

TEST_CASE("a fold with a sample that is not there is refused") {
    const xt::xtensor<float, 2> x{{0.f}, {1.f}};
    CHECK(text_of<error>([&] {
              (void)cross_validate([] { return nearest_neighbours(); }, x, xt::xtensor<int, 1>{0, 1},
                                   {{{0}, {2}}});
          }) == "there is no row of this number, expected a number below 2, found 2");
}

TEST_CASE("a fold that holds out all there is of a class is refused before any training") {
    const xt::xtensor<float, 2> x{{0.f}, {1.f}, {2.f}};
    int made = 0;
    CHECK(text_of<error>([&] {
              (void)cross_validate([&] { return ++made, nearest_neighbours(); }, x,
                                   xt::xtensor<int, 1>{0, 0, 7}, {{{1, 2}, {0}}, {{0, 1}, {2}}});
          }).starts_with("fold 1, class 7: a class is held out whole"));
    CHECK(made == 0);
}

TEST_CASE("the share of right ones needs as many labels as predictions") {
    CHECK(share_right(xt::xtensor<int, 1>{1, 2, 3, 3}, xt::xtensor<int, 1>{1, 2, 0, 3}) == 0.75);
    CHECK_FALSE(text_of<error>([] {
                    (void)share_right(xt::xtensor<int, 1>{1}, xt::xtensor<int, 1>{1, 2});
                }).empty());
}
