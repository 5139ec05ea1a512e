// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <limits>

#include <strata/data/preprocessing/min_max.hpp>

#include "../io/temporary_folder.hpp"
#include "../literals/preprocessing.hpp"
#include "near_arrays.hpp"

namespace samples_between_limits {

using namespace strata;
using strata::test::contains;
using strata::test::farthest;
using strata::test::text_of;
namespace sklearn = strata::test::sklearn;

TEST_CASE("scikit-learn's MinMaxScaler has the same values, with limits of 0 and 1 or others") {
    const min_max p(sklearn::samples);
    static_assert(Preprocessing<min_max>);
    CHECK(farthest(p(sklearn::more_samples), sklearn::between_0_and_1) < 1e-12);
    CHECK(farthest(p.inverse(p(sklearn::more_samples)), sklearn::more_samples) < 1e-12);
    const min_max wide(sklearn::samples, -1, 2);
    CHECK(farthest(wide(sklearn::samples), sklearn::between_minus_1_and_2) < 1e-12);
    CHECK(farthest(wide.inverse(wide(sklearn::samples)), sklearn::samples) < 1e-12);
}

TEST_CASE("limits that are not in order are refused") {
    const auto refusal = [](double low, double high) {
        return text_of<error>([&] { min_max(sklearn::samples, low, high); });
    };
    CHECK(contains(refusal(1, 1), "the limits are not in order, expected low below high"));
    CHECK(contains(refusal(0, std::numeric_limits<double>::infinity()), "found 0.000000 and inf"));
    CHECK(contains(text_of<error>([] { min_max(xt::xtensor<float, 1>::from_shape({0})); }),
                   "there are no samples to measure"));
}

}  // namespace samples_between_limits
