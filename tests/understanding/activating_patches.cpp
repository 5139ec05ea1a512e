// SPDX-License-Identifier: MIT
#include <strata/understanding/activating_patches.hpp>

#include "looked_into.hpp"

using namespace strata;
using namespace strata::test;

namespace patches_test {

/// Strides and pads that differ along the axes.
struct strided : net<input<1, 17, 14>, conv<2, 3, stride<2, 1>, pad<1, 2>>, relu,
                     max_pool<2, stride<2>, round_down>, conv<3, 3, pad<1>>, tap<"deep">, flatten, dense<2>> {
};
constexpr receptive_field of_deep = explain<strided>::field_of_value<id_of_tap<strided::graph::taps, "deep">>;
// rows: 3, then 3 + 2, then 5 + 2 * 4; they begin at -1, and -1 - 4
static_assert(of_deep.rows.span == 13 && of_deep.rows.step == 4 && of_deep.rows.start == -5);
static_assert(of_deep.columns.span == 8 && of_deep.columns.step == 2 && of_deep.columns.start == -4);

}  // namespace patches_test

TEST_CASE("a place answers to the pixels of its patch and to no others") {
    using namespace patches_test;
    model<strided, double> m{seed{3}, 1};
    xt::xtensor<double, 4> x(std::array<std::size_t, 4>{1, 1, 17, 14});
    const random_stream random(seed{4}, 0);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = random.normal(i);
    const auto found = activating_patches<"deep">(m, x);
    REQUIRE(found.size() == 3);
    network_run run{m, answering{}, watch<"deep">{}};
    for (std::size_t k = 0; k < 3; ++k) {
        REQUIRE(found[k].size() == 1);
        const activating_patch& p = found[k][0];
        CHECK(p.height == 13);
        CHECK(p.width == 8);
        const auto value = [&](const xt::xtensor<double, 4>& image) {
            run.forward(image);
            return run.value<"deep">()(0, k, static_cast<std::size_t>(p.row),
                                       static_cast<std::size_t>(p.column));
        };
        CHECK(value(x) == p.value);
        auto others_gone = x;
        for (int y = 0; y < 17; ++y)
            for (int q = 0; q < 14; ++q)
                if (y < p.top || y >= p.top + 13 || q < p.left || q >= p.left + 8)
                    others_gone(0, 0, static_cast<std::size_t>(y), static_cast<std::size_t>(q)) = 9;
        CHECK(value(others_gone) == p.value);
    }
}

TEST_CASE("the patches of a channel are its largest values, one an image, by order") {
    auto m = looked_into_model();
    const auto before = all_numbers_of(m);
    xt::xtensor<double, 4> x(std::array<std::size_t, 4>{7, 2, 6, 6});
    const random_stream random(seed{6}, 0);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = random.normal(i);
    const auto found = activating_patches<"features">(m, x, {.count = 4, .portion = 3});
    network_run run{m, answering{}, watch<"features">{}};
    run.forward(x);
    const xt::xtensor<double, 4> A = run.value<"features">();
    REQUIRE(found.size() == 3);
    for (std::size_t k = 0; k < 3; ++k) {
        std::vector<double> largest;
        for (std::size_t i = 0; i < 7; ++i) largest.push_back(xt::amax(xt::view(A, i, k))());
        std::sort(largest.rbegin(), largest.rend());
        REQUIRE(found[k].size() == 4);
        for (std::size_t j = 0; j < 4; ++j) CHECK(found[k][j].value == largest[j]);
    }
    CHECK(all_numbers_of(m) == before);
    // [3, 3] around the place, with what is outside filled
    const auto cut = cut_patches(x, found[1], 0.5);
    CHECK(cut.shape() == xt::xtensor<double, 4>::shape_type{4, 2, 3, 3});
    const activating_patch& p = found[1][0];
    CHECK(cut(0, 1, 1, 1) == x(static_cast<std::size_t>(p.image), 1, static_cast<std::size_t>(p.row),
                               static_cast<std::size_t>(p.column)));
    const std::vector<activating_patch> corner{{.image = 2, .top = -1, .left = -1, .height = 2, .width = 2}};
    const auto at_corner = cut_patches(x, corner, 0.5);
    CHECK(at_corner(0, 0, 0, 1) == 0.5);
    CHECK(at_corner(0, 0, 1, 1) == x(2, 0, 0, 0));
}

TEST_CASE("no patches can be asked for, cut or found nowhere") {
    auto m = looked_into_model();
    const auto x = looked_into_images();
    CHECK_THROWS_WITH_AS((void)activating_patches<"last">(m, x, {.count = 0}),
                         doctest::Contains("count: it has to be 1 or more"), error);
    CHECK_THROWS_WITH_AS((void)cut_patches(x, {}), doctest::Contains("there are no patches"), error);
    CHECK_THROWS_WITH_AS((void)cut_patches(x, {{.image = 2, .height = 1, .width = 1}}),
                         doctest::Contains("patch 0: the patch is of another size"), error);
}
