// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <limits>

#include "../graph/networks.hpp"

using namespace strata;

namespace {
template <class T>
xt::xtensor<T, 4> random_images(std::size_t n, std::size_t C, std::size_t H, std::size_t W) {
    xt::xtensor<T, 4> x = xt::zeros<T>({n, C, H, W});
    const random_stream random(seed{2}, 0);
    std::uint64_t k = 0;
    for (T& v : x) v = static_cast<T>(random.normal(k++));
    return x;
}
}  // namespace

TEST_CASE("any number of samples is answered, one at a time or together, with the same bits") {
    model<every_form> m(seed{3});
    const auto x = random_images<float>(300, 3, 8, 8);
    const auto all = m.predict(x);
    CHECK(all.shape(0) == 300);
    CHECK(all.shape(1) == 10);
    for (const std::size_t i : {0U, 1U, 255U, 256U, 299U}) {
        const auto one = m.predict(xt::view(x, xt::range(i, i + 1)));
        for (std::size_t c = 0; c < 10; ++c) CHECK(one(0, c) == all(i, c));
    }
}

TEST_CASE("views that are not contiguous, other element types and arrays of run-time rank are taken") {
    model<every_form> m(seed{3});
    const auto big = random_images<float>(6, 3, 16, 8);
    const auto view = xt::view(big, xt::range(0, 6, 2), xt::all(), xt::range(0, 16, 2), xt::all());
    const xt::xtensor<float, 4> copy = view;
    CHECK(m.predict(view) == m.predict(copy));
    const xt::xtensor<double, 4> wide = copy;
    CHECK(m.predict(wide) == m.predict(copy));
    const xt::xarray<float> dynamic = copy;
    CHECK(m.predict(dynamic) == m.predict(copy));
    const xt::xtensor<float, 4, xt::layout_type::column_major> turned = copy;
    CHECK(m.predict(turned) == m.predict(copy));
}

TEST_CASE("wrong extents and values that are no numbers are refused, with both shapes") {
    model<every_form> m;
    CHECK_THROWS_WITH_AS(m.predict(random_images<float>(2, 3, 8, 9)),
                         doctest::Contains("expected [N, 3, 8, 8], found [2, 3, 8, 9]"), error);
    CHECK_THROWS_WITH_AS(m.predict(xt::xarray<float>(xt::zeros<float>({2, 192}))),
                         doctest::Contains("expected [N, 3, 8, 8], found [2, 192]"), error);
    auto x = random_images<float>(2, 3, 8, 8);
    x(1, 2, 3, 4) = std::numeric_limits<float>::infinity();
    CHECK_THROWS_WITH_AS(m.predict(x), doctest::Contains("sample 1: a value is not a finite number"), error);
}

TEST_CASE("a network with heads answers with a tuple") {
    model<two_heads> m(seed{3});
    const xt::xtensor<float, 2> x{{1, 2, 3, 4, 5}, {5, 4, 3, 2, 1}};
    const auto [first, second] = m.predict(x);
    CHECK(first.shape(1) == 3);
    CHECK(second.shape(1) == 2);
}

TEST_CASE("an image comes out as channels, height, width") {
    model<net<input<2, 3, 4>, relu>> m;
    const auto x = random_images<float>(2, 2, 3, 4);
    const auto y = m.predict(x);
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(y.data()[i] == std::max(0.0F, x.data()[i]));
}

TEST_CASE("parameters are views in their published shape") {
    model<lenet> m(seed{7});
    auto w = m.parameter("3.weight");
    CHECK(w.dimension() == 4);
    CHECK(w.shape(0) == 16);
    CHECK(w.shape(1) == 6);
    w(15, 5, 4, 3) = 2.5F;
    CHECK(m.parameter<"3.weight">()(15, 5, 4, 3) == 2.5F);
    bool found = false;
    for (const auto& t : m.tensors())
        if (t.name == "3.weight")
            found =
                t.data[15 * t.strides[0] + 5 * t.strides[1] + 4 * t.strides[2] + 3 * t.strides[3]] == 2.5F;
    CHECK(found);
    CHECK_THROWS_WITH_AS(m.parameter("nine"), doctest::Contains("one of 0.weight, 0.bias, 3.weight"), error);
}

TEST_CASE("an array that is assigned to a parameter goes where its axes say") {
    model<net<input<2>, dense<3>>> m;
    const xt::xtensor<float, 2> w{{1, 2}, {3, 4}, {5, 6}};
    m.parameter("0.weight") = w;
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 2; ++j) CHECK(m.parameter("0.weight")(i, j) == w(i, j));
    m.parameter<"0.weight">() = 2 * w;
    m.parameter("0.weight") += w;
    CHECK(m.parameter<"0.weight">()(2, 0) == 15);
    CHECK(m.parameter<"0.weight">()(0, 1) == 6);
}

TEST_CASE("weights start with the deviations of their initializers") {
    model<net<input<100>, dense<400>, dense<400, init<xavier>>>, double> m(seed{7});
    auto deviation = [&](const char* name) {
        double sum = 0, n = 0;
        for (const auto& t : m.tensors())
            if (t.name == name) t.for_each([&](double v) { sum += v * v, ++n; });
        return std::sqrt(sum / n);
    };
    CHECK(deviation("0.weight") == doctest::Approx(std::sqrt(2.0 / 100)).epsilon(0.02));
    CHECK(deviation("1.weight") == doctest::Approx(std::sqrt(2.0 / 800)).epsilon(0.02));
    CHECK(deviation("0.bias") == 0);
}

TEST_CASE("a copied model is a model of its own") {
    model<two_heads> a(seed{3});
    model<two_heads> b = a;
    const xt::xtensor<float, 2> x{{1, 2, 3, 4, 5}};
    CHECK(std::get<0>(a.predict(x)) == std::get<0>(b.predict(x)));
    b.parameter("0.weight")(0, 0) += 1;
    b.parameter("0.bias")(0) += 5;
    CHECK(std::get<0>(a.predict(x)) != std::get<0>(b.predict(x)));
    a = b;
    CHECK(std::get<0>(a.predict(x)) == std::get<0>(b.predict(x)));
}
