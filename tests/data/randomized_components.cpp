// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>

#include <strata/data/array_set.hpp>
#include <strata/data/preprocessing/randomized_components.hpp>
#include <strata/kernels/random.hpp>

#include "../io/temporary_folder.hpp"
#include "../literals/preprocessing.hpp"
#include "near_arrays.hpp"

namespace components_at_random {

using namespace strata;
using strata::test::contains;
using strata::test::farthest;
using strata::test::text_of;
namespace sklearn = strata::test::sklearn;

/// Samples whose deviation falls by a fifth from one direction to the next, and noise.
xt::xtensor<double, 3> falling(std::size_t n) {
    const random_stream random(seed{8}, 0);
    std::uint64_t at = 0;
    xt::xtensor<double, 2> mix({20, 60}), x({n, 60});
    for (double& v : mix) v = random.normal(at++);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < 60; ++j) x(i, j) = 5 + 0.01 * random.normal(at++);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 0; k < 20; ++k) {
            const double factor = std::pow(0.8, static_cast<double>(k)) * random.normal(at++);
            for (std::size_t j = 0; j < 60; ++j) x(i, j) += factor * mix(k, j);
        }
    return xt::reshape_view(x, {n, std::size_t{6}, std::size_t{10}});
}

TEST_CASE("scikit-learn's PCA has the components and variances that are found at random") {
    const principal_components p = randomized_components(sklearn::samples, 3);
    CHECK(farthest(p.component, sklearn::components) < 1e-9);
    CHECK(farthest(p.variance, sklearn::explained_variance) < 1e-8);
    CHECK(farthest(p.explained(), sklearn::explained_variance_ratio) < 1e-12);
    CHECK(farthest(p(sklearn::more_samples), sklearn::projected) < 1e-6);
}

TEST_CASE("what is found at random is what the covariance has, of arrays and of sets") {
    const auto x = falling(300);
    const principal_components exact(x, 4), p = randomized_components(x, 4);
    CHECK(p.component.shape() == std::vector<std::size_t>{4, 6, 10});
    CHECK(farthest(p.component, exact.component) < 1e-7);
    CHECK(farthest(p.variance, exact.variance) < 1e-9);
    CHECK(p.total[0] == doctest::Approx(exact.total[0]));
    const auto set = array_set(x);
    const principal_components of_set = randomized_components(set, 4), streamed(set, 4);
    CHECK(farthest(of_set.component, exact.component) < 1e-7);
    CHECK(farthest(streamed.component, exact.component) < 1e-10);
    CHECK(farthest(streamed.variance, exact.variance) < 1e-10);
    CHECK(farthest(streamed.mean, exact.mean) < 1e-12);
}

TEST_CASE("components that are found have the bits of any number of threads") {
    const auto x = falling(300);
    const auto set = array_set(x);
    const auto a = randomized_components(x, 3, {.threads = 1}),
               b = randomized_components(x, 3, {.threads = 3});
    CHECK(a.component == b.component);
    CHECK(principal_components(set, 3, {.threads = 1}).component ==
          principal_components(set, 3, {.threads = 3}).component);
    CHECK(!(a.component == randomized_components(x, 3, {.iterations = 1, .random = seed{2}}).component));
}

TEST_CASE("searches that cannot be, and more components than there are, are refused") {
    CHECK(contains(text_of<error>([] { static_cast<void>(randomized_components(sklearn::samples, 0)); }),
                   "there are not that many components, expected 1 at least, found 0"));
    CHECK(contains(text_of<error>([] { static_cast<void>(randomized_components(sklearn::samples, 6)); }),
                   "expected 1 to 5"));
    CHECK(contains(text_of<error>([] {
                       static_cast<void>(randomized_components(sklearn::samples, 2, {.iterations = -1}));
                   }),
                   "random_search: components cannot be sought in this way"));
}

}  // namespace components_at_random
