// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>

#include <strata/data/augmentation.hpp>
#include <strata/data/flip_and_shift.hpp>

using namespace strata;

static_assert(Augments<random_flip_and_shift, float> && Augments<random_flip_and_shift, double> &&
              !Augments<int, float>);
static_assert(image_extents{3, 4, 5}.size() == 60);

TEST_CASE("an augmentation is any callable over float and double, or none") {
    CHECK(!augmentation{});
    const augmentation twice = [](image_extents e, const random_stream&, const auto* x, auto* y) {
        for (long i = 0; i < e.size(); ++i) y[i] = 2 * x[i];
    };
    CHECK(bool{twice});
    const std::array<double, 2> x{1, 3};
    std::array<double, 2> y{};
    twice({1, 1, 2}, random_stream{}, x.data(), y.data());
    CHECK(y == std::array<double, 2>{2, 6});
    const augmentation either = random_flip_and_shift{.shift = 0};
    CHECK(bool{either});
}
