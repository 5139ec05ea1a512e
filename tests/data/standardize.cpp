// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <limits>
#include <string>

#include <strata/data/array_set.hpp>
#include <strata/data/preprocessing/standardize.hpp>
#include <strata/data/transformed.hpp>

#include "../io/temporary_folder.hpp"
#include "../literals/preprocessing.hpp"
#include "near_arrays.hpp"

namespace standardized_samples {

using namespace strata;
using strata::test::contains;
using strata::test::farthest;
using strata::test::text_of;
namespace sklearn = strata::test::sklearn;

TEST_CASE(
    "scikit-learn's StandardScaler has the same mean, deviation and values, and a number that does not vary "
    "keeps deviation 1") {
    const standardize p(sklearn::samples);
    static_assert(Preprocessing<standardize>);
    CHECK(farthest(p.mean, sklearn::mean) < 1e-12);
    CHECK(farthest(p.deviation, sklearn::scale) < 1e-12);
    CHECK(farthest(p(sklearn::more_samples), sklearn::standardized) < 1e-12);
    CHECK(farthest(p.inverse(p(sklearn::more_samples)), sklearn::more_samples) < 1e-12);
    const xt::xtensor<float, 2> in_float = sklearn::samples;
    CHECK(farthest(standardize(in_float)(in_float), p(sklearn::samples)) < 1e-4);
}

TEST_CASE("samples of any extents, computed arrays and the samples of a set are taken") {
    const xt::xtensor<double, 3> images{{{1, 2}, {3, 4}}, {{3, 2}, {5, 0}}};
    const standardize p(images);
    CHECK(p.mean.values() == std::vector<double>{2, 2, 4, 2});
    CHECK(p.deviation.values() == std::vector<double>{1, 1, 1, 2});
    CHECK(p(images) == xt::xtensor<double, 3>{{{-1, 0}, {-1, 1}}, {{1, 0}, {1, -1}}});
    CHECK(p(images + 1.0) == xt::xtensor<double, 3>{{{0, 1}, {0, 1.5}}, {{2, 1}, {2, -0.5}}});
    const xt::xtensor<double, 3, xt::layout_type::column_major> columns = images;
    CHECK(standardize(columns).mean == p.mean);
    CHECK(p(columns) == p(images));

    const auto set = transformed(array_set(xt::xtensor<float, 3>(images)), p);
    auto one = sample_batch<float>::of_any_layout();
    append_sample(one, 1, {}, [&](auto& to) { set.read(1, to); });
    CHECK(one.input()[0] == 1);
    CHECK(one.input()[3] == -1);
}

TEST_CASE("no samples, numbers that are none and other extents are refused") {
    CHECK(contains(text_of<error>([] {
                       standardize(xt::xtensor<double, 2>::from_shape({0, 3}));
                   }),
                   "there are no samples to measure, expected 1 sample at least, found [0, 3]"));
    xt::xtensor<double, 2> x = sklearn::samples;
    x(2, 3) = std::numeric_limits<double>::quiet_NaN();
    CHECK(contains(text_of<error>([&] { const standardize refused(x); }),
                   "sample 2, feature 3: a value is not a finite number"));
    const standardize p(sklearn::samples);
    CHECK(text_of<error>([&] {
              static_cast<void>(p(xt::xtensor<double, 2>{{1, 2}}));
          }) == "the samples have other extents than those that were measured, expected [5], found [2]");
}

}  // namespace standardized_samples
