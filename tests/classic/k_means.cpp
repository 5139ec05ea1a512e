// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <utility>

#include <strata/classic/k_means.hpp>
#include <strata/classic/nearest_neighbours.hpp>

#include "../io/temporary_folder.hpp"
#include "../literals/scikit.hpp"

using namespace strata;
using strata::test::text_of;
namespace scikit = strata::test::scikit;

namespace of_k_means {

template <class T = float>
xt::xtensor<T, 2> table(const std::vector<double>& numbers, std::size_t columns) {
    auto x = xt::xtensor<T, 2>::from_shape({numbers.size() / columns, columns});
    std::transform(numbers.begin(), numbers.end(), x.begin(), [](double v) { return static_cast<T>(v); });
    return x;
}

}  // namespace of_k_means
using namespace of_k_means;

TEST_CASE("clusters are those of scikit-learn, whatever the seed draws first") {
    const auto x = table(scikit::cluster_samples, 2);
    for (const std::uint64_t s : {1ULL, 2ULL, 3ULL}) {
        const auto found = k_means(x, {.clusters = 4, .starts = 10, .random = seed{s}});
        CHECK(found.settled);
        CHECK(found.cost() == doctest::Approx(scikit::cluster_cost[0]).epsilon(1e-5));
        for (std::size_t k = 0; k < 4; ++k) {
            double nearest = 1e9;
            for (std::size_t c = 0; c < 4; ++c)
                nearest = std::min(
                    nearest, std::hypot(double(found.centres(c, 0)) - scikit::cluster_centres[2 * k],
                                        double(found.centres(c, 1)) - scikit::cluster_centres[2 * k + 1]));
            CHECK(nearest < 1e-5);
        }
    }
}

TEST_CASE("no step makes the cost larger, and a settled one has each sample at its nearest centre") {
    const auto x = table(scikit::neighbour_samples, 3);
    const auto found = k_means(x, {.clusters = 7, .random = seed{9}});
    CHECK(found.costs.size() > 2);
    for (std::size_t i = 1; i < found.costs.size(); ++i)
        CHECK(found.costs[i] <= found.costs[i - 1] * (1 + 1e-6));
    for (std::size_t n = 0; n < 40; ++n) {
        const auto to = [&](std::size_t k) {
            return distance_order(distance::l2, x.data() + 3 * n, found.centres.data() + 3 * k, 3);
        };
        for (std::size_t k = 0; k < 7; ++k) CHECK(to(static_cast<std::size_t>(found.assigned(n))) <= to(k));
    }
}

TEST_CASE("no cluster is left empty: as many centres as samples have one each") {
    const auto x = table(scikit::cluster_samples, 2);
    const auto found = k_means(x, {.clusters = 60});
    CHECK(std::set<int>(found.assigned.begin(), found.assigned.end()).size() == 60);
    CHECK(found.cost() == doctest::Approx(0));
}

TEST_CASE("fewer samples that differ than centres leave some without any, and that is no error") {
    xt::xtensor<float, 2> x = xt::ones<float>({9, 2});
    x(4, 0) = 3;
    const auto found = k_means(x, {.clusters = 5});
    CHECK(found.settled);
    CHECK(found.cost() == 0);
    CHECK(found.assigned(4) != found.assigned(0));
}

TEST_CASE("the seed and not the threads decide on the bits") {
    const auto x = table(scikit::neighbour_samples, 3);
    const auto one = k_means(x, {.clusters = 5, .random = seed{1}, .threads = 1}),
               three = k_means(x, {.clusters = 5, .random = seed{1}, .threads = 3});
    CHECK(one.centres == three.centres);
    CHECK(one.assigned == three.assigned);
}

TEST_CASE("more clusters than samples are refused") {
    CHECK(text_of<error>([] {
              (void)k_means(xt::xtensor<float, 2>{{1, 2}}, {.clusters = 2});
          }) == "samples cannot have so many clusters, expected 1 to 1, found 2");
}

TEST_CASE("neighbours, their distances and votes by distance are scikit-learn's") {
    const auto x = table(scikit::neighbour_samples, 3), queries = table(scikit::neighbour_queries, 3);
    auto labels = xt::xtensor<int, 1>::from_shape({40});
    for (std::size_t i = 0; i < 40; ++i) labels(i) = static_cast<int>(scikit::neighbour_labels[i]);
    const auto check = [&](distance measure, const auto& distances, const auto& numbers,
                           const auto& predicted) {
        nearest_neighbours knn({.neighbours = 7, .measure = measure, .weighting = votes::by_distance});
        knn.train(x, labels);
        const auto found = knn.neighbours(queries);
        const auto classes = knn.predict(queries);
        for (std::size_t q = 0; q < 12; ++q) {
            CHECK(classes(q) == static_cast<int>(predicted[q]));
            for (std::size_t i = 0; i < 7; ++i) {
                CHECK(found.distances(q, i) == doctest::Approx(distances[7 * q + i]).epsilon(1e-5));
                const bool apart = (i == 0 || distances[7 * q + i] - distances[7 * q + i - 1] > 1e-6) &&
                                   (i == 6 || distances[7 * q + i + 1] - distances[7 * q + i] > 1e-6);
                if (apart) CHECK(found.numbers(q, i) == static_cast<int>(numbers[7 * q + i]));
            }
        }
    };
    check(distance::l1, scikit::manhattan_distances, scikit::manhattan_numbers, scikit::manhattan_predicted);
    check(distance::l2, scikit::euclidean_distances, scikit::euclidean_numbers, scikit::euclidean_predicted);
    check(distance::cosine, scikit::cosine_distances, scikit::cosine_numbers, scikit::cosine_predicted);
}
