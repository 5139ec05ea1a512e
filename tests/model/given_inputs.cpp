// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/strata.hpp>

#include <cstdint>
#include <limits>
#include <vector>

#include "allocations.hpp"
#include "random_array.hpp"

using namespace strata;
using strata::test::random_array;
using strata::test::random_numbers;

namespace given_inputs_test {

/// Answers with what it is handed, and with something that follows from all of it.
struct mirror
    : net<input<4>, named<"picture", input<2, 3, 3>>, named<"classes", whole_input<2, 2, 3>>,
          heads<chain<>, from<"picture">, from<"classes">,
                concat<dense<3>, from<"picture", flatten, dense<2>>, from<"classes", flatten, dense<2>>>>> {};

struct letters : net<whole_input<6>, named<"author", whole_input<1>>, embedding<9, 4>, flatten,
                     concat<chain<>, from<"author", embedding<5, 3>, flatten>>, dense<3>> {};

struct mirrored {
    xt::xtensor<float, 2> x = random_array<float>({7, 4});
    xt::xtensor<float, 4> picture = random_array<float>({7, 2, 3, 3}, 1);
    xt::xtensor<int, 4> classes = random_numbers({7, 2, 2, 3}, 90);
};

}  // namespace given_inputs_test
using namespace given_inputs_test;

TEST_CASE(
    "each input gets its array, images and whole numbers in the axes of papers, in portions of any size") {
    const mirrored h;
    for (const int threads : {1, 2}) {
        const model<mirror> m(seed{3}, threads);
        const auto [x, picture, classes, y] = m.predict(inputs(h.x, h.picture, h.classes));
        CHECK(x == h.x);
        CHECK(picture == h.picture);
        CHECK(classes == h.classes);
        for (const int portion : {1, 3, 7, 20}) {
            CAPTURE(portion);
            CHECK(std::get<3>(m.predict(inputs(h.x, h.picture, h.classes), {.portion = portion})) == y);
            const auto answer = predictor{m, {.portion = portion}}(inputs(h.x, h.picture, h.classes));
            CHECK(std::get<2>(answer) == h.classes);
            CHECK(std::get<3>(answer) == y);
        }
        CHECK(std::get<3>(
                  m.predict(inputs(xt::view(h.x, xt::range(2, 4)), xt::view(h.picture, xt::range(2, 4)),
                                   xt::view(h.classes, xt::range(2, 4))))) == xt::view(y, xt::range(2, 4)));
        const auto none = m.predict(inputs(random_array<float>({0, 4}), random_array<float>({0, 2, 3, 3}),
                                           random_numbers({0, 2, 2, 3}, 2)));
        CHECK(std::get<3>(none).shape(0) == 0);
    }
}

TEST_CASE(
    "arrays of other numbers, layouts and ranks of run time are taken, temporaries and expressions too") {
    const model<mirror> m(seed{3}, 1);
    const mirrored h;
    const auto expected = std::get<3>(m.predict(inputs(h.x, h.picture, h.classes)));
    const auto is_expected = [&](const auto& given) { return std::get<3>(m.predict(given)) == expected; };
    CHECK(is_expected(
        inputs(xt::xtensor<double, 2>(h.x), xt::xarray<float>(h.picture), xt::xarray<int>(h.classes))));
    CHECK(is_expected(inputs(h.x, h.picture, xt::cast<std::uint8_t>(h.classes))));
    CHECK(is_expected(inputs(h.x, h.picture, xt::xtensor<std::int64_t, 4>(h.classes))));
    CHECK(is_expected(inputs(h.x, h.picture, xt::xtensor<unsigned long, 4>(h.classes))));
    CHECK(is_expected(inputs(h.x * 1.0F, xt::xtensor<float, 4, xt::layout_type::column_major>(h.picture),
                             xt::xtensor<int, 4, xt::layout_type::column_major>(h.classes))));
    const xt::xtensor<bool, 4> bits = h.classes > 40;
    const xt::xtensor<int, 4> as_int = bits;
    CHECK(std::get<3>(m.predict(inputs(h.x, h.picture, bits))) ==
          std::get<3>(m.predict(inputs(h.x, h.picture, as_int))));
}

TEST_CASE(
    "answers to several inputs are written into arrays of the caller's, and allocate nothing from then on") {
    const model<mirror> m(seed{3}, 2);
    const predictor answer{m, {.portion = 3}};
    const mirrored h;
    const auto [x, picture, classes, y] = m.predict(inputs(h.x, h.picture, h.classes));
    auto a = xt::xtensor<float, 2>(xt::zeros<float>({7, 4}));
    auto b = xt::xtensor<float, 4>(xt::zeros<float>({7, 2, 3, 3})),
         c = xt::xtensor<float, 4>(xt::zeros<float>({7, 2, 2, 3}));
    auto d = xt::xtensor<float, 2>(xt::zeros<float>({7, 7}));
    answer.into(inputs(h.x, h.picture, h.classes), a, b, c, d);
    CHECK(a == x);
    CHECK(b == picture);
    CHECK(c == classes);
    CHECK(d == y);
    d.fill(0);
    m.predict_into(inputs(h.x, h.picture, h.classes), a, b, c, d);
    CHECK(d == y);
    const long before = allocations_so_far();
    answer.into(inputs(h.x, h.picture, h.classes), a, b, c, d);
    m.predict_into(inputs(h.x, h.picture, h.classes), a, b, c, d);
    CHECK(allocations_so_far() == before);
}

TEST_CASE("a network of whole numbers takes integers, several arrays of them and one alone") {
    const model<letters> m(seed{3}, 1);
    const auto text = random_numbers({5, 6}, 9), author = random_numbers({5, 1}, 5, 1);
    const auto y = m.predict(inputs(text, author));
    for (std::size_t i = 0; i < 5; ++i) {
        const auto one =
            m.predict(inputs(xt::view(text, xt::range(i, i + 1)), xt::view(author, xt::range(i, i + 1))));
        CHECK(xt::view(one, 0) == xt::view(y, i));
    }
    const model<net<whole_input<6>, embedding<9, 4>>> table(seed{3}, 1);
    const auto rows = table.predict(text);
    const model<net<input<6>, embedding<9, 4>>> of_numbers(seed{3}, 1);
    CHECK(rows == of_numbers.predict(xt::xtensor<float, 2>(text)));
    CHECK(predictor{table}(text) == rows);
}

TEST_CASE("what is wrong with one of several inputs is said under its name") {
    const model<mirror> m(seed{3}, 1);
    mirrored h;
    const auto says = [&](const char* sentence) {
        CHECK_THROWS_WITH_AS(m.predict(inputs(h.x, h.picture, h.classes), {.portion = 2}), sentence, error);
    };
    const mirrored right;
    h.picture(5, 1, 0, 2) = std::numeric_limits<float>::infinity();
    says("picture, sample 5: a value is not a finite number");
    h.x(3, 1) = std::numeric_limits<float>::quiet_NaN();
    says("sample 3: a value is not a finite number");
    h = right;
    h.classes(4, 1, 1, 2) = -(1 << 24) - 1;
    says("classes, sample 4: the whole number is too large, expected -16777216 to 16777216, found -16777217");
    h.classes(4, 1, 1, 2) = 1 << 24;
    CHECK_NOTHROW(m.predict(inputs(h.x, h.picture, h.classes)));
    h.x = random_array<float>({6, 4});
    says("picture: the inputs are not of equally many samples, expected 6, found 7");
    CHECK_THROWS_WITH_AS(
        m.predict(inputs(right.x, xt::xarray<float>(xt::zeros<float>({7, 2, 3})), right.classes)),
        "picture: the shape does not fit the network, expected [N, 2, 3, 3], found [7, 2, 3]", error);
    CHECK_THROWS_WITH_AS(m.predict(inputs(random_array<float>({7, 5}), right.picture, right.classes)),
                         "the input: the shape does not fit the network, expected [N, 4], found [7, 5]",
                         error);
}
