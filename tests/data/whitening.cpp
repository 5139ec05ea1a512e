// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include <strata/data/array_set.hpp>
#include <strata/data/preprocessing/whitening.hpp>
#include <strata/data/transformed.hpp>
#include <strata/io/preprocessing_file.hpp>

#include "../io/temporary_folder.hpp"
#include "../literals/preprocessing.hpp"
#include "near_arrays.hpp"

namespace white_samples {

using namespace strata;
using strata::test::contains;
using strata::test::farthest;
using strata::test::temporary_folder;
using strata::test::text_of;
namespace sklearn = strata::test::sklearn;

TEST_CASE("whitening by NumPy's singular values has the same values, and is undone") {
    const whitening p(sklearn::samples, 0.01);
    static_assert(Preprocessing<whitening>);
    CHECK(farthest(p(sklearn::more_samples), sklearn::whitened) < 1e-6);
    CHECK(farthest(p.inverse(sklearn::whitened), sklearn::more_samples) < 1e-6);
    const temporary_folder folder;
    save(p, folder.path / "p");
    CHECK(load_preprocessing<whitening>(folder.path / "p")(sklearn::more_samples) ==
          p(sklearn::more_samples));
    const auto set = transformed(array_set(sklearn::more_samples), p);
    auto one = sample_batch<double>::of_any_layout();
    append_sample(one, 2, {}, [&](auto& to) { set.read(2, to); });
    for (std::size_t j = 0; j < 5; ++j)
        CHECK(one.input()[j] == doctest::Approx(sklearn::whitened(2, j)).epsilon(1e-6));
}

TEST_CASE("the covariance becomes the identity where samples vary in every direction") {
    xt::xtensor<double, 3> x({300, 1, 3});
    for (std::size_t i = 0; i < 300; ++i) {
        x(i, 0, 0) = static_cast<double>(i * i * 31 % 97);
        x(i, 0, 1) = x(i, 0, 0) + static_cast<double>(i * 7 % 13);
        x(i, 0, 2) = static_cast<double>(i % 5);
    }
    const xt::xtensor<double, 3> y = whitening(x, 0)(x);
    for (std::size_t a = 0; a < 3; ++a)
        for (std::size_t b = 0; b < 3; ++b) {
            double sum = 0;
            for (std::size_t i = 0; i < 300; ++i) sum += y(i, 0, a) * y(i, 0, b);
            CHECK(std::abs(sum / 299 - (a == b ? 1 : 0)) < 1e-9);
        }
}

TEST_CASE("an epsilon that is none, and directions without variance where it is 0, are refused") {
    const auto refusal = [](double epsilon) {
        return text_of<error>([&] { whitening(sklearn::samples, epsilon); });
    };
    CHECK(refusal(0) ==
          "the samples do not vary in every direction, expected an epsilon above 0, found 0.000000");
    CHECK(contains(refusal(-1), "epsilon is no finite number from 0 on"));
    CHECK(contains(refusal(std::numeric_limits<double>::quiet_NaN()), "epsilon is no finite number"));
    const whitening p(sklearn::samples);
    CHECK(contains(text_of<error>([&] {
                       static_cast<void>(p(xt::xtensor<double, 2>{{1, 2}}));
                   }),
                   "expected [5], found [2]"));
}

}  // namespace white_samples
