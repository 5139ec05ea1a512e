// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include <strata/classic/nearest_neighbours.hpp>
#include <strata/kernels/random.hpp>

#include "../io/temporary_folder.hpp"

using namespace strata;

namespace of_neighbours {

static_assert(Classifier<nearest_neighbours>);

xt::xtensor<float, 2> drawn(std::size_t rows, std::size_t width, std::uint64_t stream, double mean = 0) {
    const random_stream random(seed{5}, stream);
    xt::xtensor<float, 2> x(std::array<std::size_t, 2>{rows, width});
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(mean + random.normal(i));
    return x;
}
xt::xtensor<int, 1> classes(std::size_t n, int count) {
    auto t = xt::xtensor<int, 1>::from_shape({n});
    for (std::size_t i = 0; i < n; ++i) t(i) = static_cast<int>(i) % count;
    return t;
}

/// Two loops in double, and the k least by distance and then by number.
std::vector<int> by_two_loops(const xt::xtensor<float, 2>& x, const float* query, distance measure, int k) {
    const std::size_t n = x.shape()[0], width = x.shape()[1];
    std::vector<std::pair<double, int>> all;
    for (std::size_t j = 0; j < n; ++j) {
        double l1 = 0, l2 = 0, product = 0, a = 0, b = 0;
        for (std::size_t d = 0; d < width; ++d) {
            const double p = double(query[d]), q = double(x(j, d));
            l1 += std::abs(p - q), l2 += (p - q) * (p - q), product += p * q, a += p * p, b += q * q;
        }
        all.emplace_back(measure == distance::l1   ? l1
                         : measure == distance::l2 ? l2
                                                   : 1 - product / std::sqrt(a * b),
                         static_cast<int>(j));
    }
    std::sort(all.begin(), all.end());
    std::vector<int> numbers;
    for (int i = 0; i < k; ++i) numbers.push_back(all[static_cast<std::size_t>(i)].second);
    return numbers;
}

}  // namespace of_neighbours
using namespace of_neighbours;
using strata::test::text_of;

TEST_CASE("neighbours are those of two loops in double, for odd sizes and all distances") {
    for (const distance measure : {distance::l1, distance::l2, distance::cosine})
        for (const auto& [rows, width, queries] :
             {std::array<std::size_t, 3>{1, 1, 1}, {7, 3, 5}, {300, 17, 13}, {150, 33, 300}}) {
            const auto x = drawn(rows, width, 1), q = drawn(queries, width, 2);
            const int k = static_cast<int>(std::min<std::size_t>(rows, 6));
            nearest_neighbours knn({.neighbours = k, .measure = measure, .threads = 2});
            knn.train(x, classes(rows, 3));
            const neighbour_table found = knn.neighbours(q);
            for (std::size_t i = 0; i < queries; ++i) {
                if (measure == distance::cosine && width == 1) continue;  // all are at 0 or 2
                const auto expected = by_two_loops(x, q.data() + i * width, measure, k);
                for (std::size_t j = 0; j < expected.size(); ++j) CHECK(found.numbers(i, j) == expected[j]);
            }
        }
}

TEST_CASE("distances are exact where float cancels: samples far from zero and close together") {
    const auto x = drawn(200, 5, 1, 1e6), q = drawn(20, 5, 2, 1e6);
    nearest_neighbours knn({.neighbours = 3});
    knn.train(x, classes(200, 2));
    const auto found = knn.neighbours(q);
    for (std::size_t i = 0; i < 20; ++i)
        CHECK(found.numbers(i, 0) == by_two_loops(x, q.data() + i * 5, distance::l2, 1)[0]);
}

TEST_CASE(
    "numbers that float cannot square, and those whose squares are nothing in it, are compared in double") {
    for (const float scale : {1e25f, 1e-25f}) {
        const xt::xtensor<float, 2> x = scale * drawn(60, 3, 1), q = scale * drawn(9, 3, 2);
        for (const distance measure : {distance::l1, distance::l2, distance::cosine}) {
            nearest_neighbours knn({.neighbours = 2, .measure = measure});
            knn.train(x, classes(60, 2));
            const auto found = knn.neighbours(q);
            for (std::size_t i = 0; i < 9; ++i)
                CHECK(found.numbers(i, 1) == by_two_loops(x, q.data() + i * 3, measure, 2)[1]);
        }
    }
}

TEST_CASE("equally far samples come in the order of the training set, more of them than are kept as well") {
    const xt::xtensor<float, 2> x = xt::ones<float>({500, 4});
    const xt::xtensor<float, 2> q = xt::zeros<float>({3, 4});
    for (const distance measure : {distance::l1, distance::l2, distance::cosine}) {
        nearest_neighbours knn({.neighbours = 4, .measure = measure, .threads = 2});
        knn.train(x, classes(500, 5));
        const auto found = knn.neighbours(q);
        for (int j = 0; j < 4; ++j) CHECK(found.numbers(2, static_cast<std::size_t>(j)) == j);
        CHECK(found.distances(0, 0) == (measure == distance::l1 ? 4 : measure == distance::l2 ? 2 : 1));
    }
}

TEST_CASE("the number of threads changes no bit") {
    const auto x = drawn(700, 20, 1), q = drawn(650, 20, 2);
    neighbour_table first;
    for (const int threads : {1, 2, 3, 7}) {
        nearest_neighbours knn({.neighbours = 9, .threads = threads});
        knn.train(x, classes(700, 4));
        const auto found = knn.neighbours(q);
        if (threads == 1) first = found;
        CHECK(found.numbers == first.numbers);
        CHECK(found.distances == first.distances);
    }
}

TEST_CASE("votes: the most, then the nearest; by distance; and those at no distance alone") {
    //                            0     1     2     3     4
    const xt::xtensor<float, 2> x{{0.f}, {1.f}, {2.f}, {4.f}, {8.f}};
    const xt::xtensor<int, 1> labels{0, 1, 1, 0, 2};
    const auto predicted = [&](int k, votes weighting, float at) {
        nearest_neighbours knn({.neighbours = k, .weighting = weighting});
        knn.train(x, labels);
        return knn.predict(xt::xtensor<float, 2>{{at}})(0);
    };
    CHECK(predicted(1, votes::equal, 0.4f) == 0);
    CHECK(predicted(2, votes::equal, 0.4f) == 0);  // one each: the nearest
    CHECK(predicted(2, votes::equal, 0.6f) == 1);
    CHECK(predicted(2, votes::equal, 0.5f) == 0);  // equally near: the first
    CHECK(predicted(3, votes::equal, 0.4f) == 1);
    CHECK(predicted(3, votes::by_distance, 0.1f) == 0);  // 10 against 1 / 0.9 + 1 / 1.9
    CHECK(predicted(3, votes::by_distance, 0.f) == 0);
    CHECK(predicted(5, votes::by_distance, 8.f) == 2);
    CHECK(predicted(3, votes::by_distance, 0.9f) == 1);
}

TEST_CASE("one table of neighbours serves every smaller K") {
    const auto x = drawn(90, 4, 1), q = drawn(30, 4, 2);
    nearest_neighbours knn({.neighbours = 1});
    knn.train(x, classes(90, 3));
    const auto found = knn.neighbours(q, 15);
    for (const int k : {1, 4, 15}) {
        nearest_neighbours other({.neighbours = k});
        other.train(x, classes(90, 3));
        CHECK(knn.predict(found, k) == other.predict(q));
    }
}

TEST_CASE("images are rows too, an array with a name is not copied, and others are") {
    const xt::xtensor<float, 4> images = xt::zeros<float>({3, 1, 2, 2});
    CHECK(sample_rows::of(images, "x").row(0) == images.data());
    CHECK(sample_rows::of(images, "x").extents() == std::vector<int>{1, 2, 2});
    const xt::xtensor<double, 2> doubles{{1, 2}, {3, 4}};
    CHECK(sample_rows::of(doubles, "x").row(1)[1] == 4);
    CHECK(sample_rows::of(xt::xtensor<float, 2>{{1, 2}, {3, 4}}, "x").row(1)[0] == 3);
    CHECK(sample_rows::of(xt::view(images, xt::range(1, 3)), "x").count() == 2);
}

TEST_CASE("what cannot be trained on or asked for is refused, and the training before it stays") {
    const xt::xtensor<float, 2> x{{1, 2}, {3, 4}, {5, 6}};
    nearest_neighbours knn({.neighbours = 2});
    CHECK(text_of<error>([&] { (void)knn.predict(x); }) ==
          "a classifier that has not been trained has no neighbours. Call train(x, labels) first");
    knn.train(x, xt::xtensor<int, 1>{0, 1, 1});
    CHECK(text_of<error>([&] {
              knn.train(x, xt::xtensor<int, 1>{0, 1});
          }) == "there are not as many labels as samples, expected 3, found 2");
    CHECK(text_of<error>([&] {
              knn.train(x, xt::xtensor<int, 1>{0, -1, 1});
          }) == "label 1: the label is out of range, expected a class, counted from 0, found -1");
    CHECK(text_of<error>([&] {
              knn.train(xt::xtensor<float, 2>{{1, 2}}, xt::xtensor<int, 1>{0});
          }) == "there are fewer samples than neighbours are asked for, expected 2, found 1");
    const float bad = std::numeric_limits<float>::quiet_NaN();
    CHECK(text_of<error>([&] {
              knn.train(xt::xtensor<float, 2>{{1, 2}, {bad, 1}}, xt::xtensor<int, 1>{0, 1});
          }) == "the samples, sample 1: a value is not finite");
    CHECK(text_of<error>([&] {
              (void)knn.predict(xt::xtensor<float, 2>{{bad, 1}});
          }) == "the queries, sample 0: a value is not finite");
    CHECK(
        text_of<error>([&] {
            (void)knn.predict(xt::xtensor<float, 2>{{1, 2, 3}});
        }) ==
        "the queries: the samples have another number of values than those trained on, expected 2, found 3, "
        "in the shape [3]");
    CHECK(text_of<error>([&] { (void)knn.neighbours(x, 4); }) ==
          "there are not that many neighbours, expected 1 to 3, found 4");
    CHECK_FALSE(text_of<error>([] { nearest_neighbours({.neighbours = 0}); }).empty());
    CHECK_FALSE(text_of<error>([&] {
                    (void)knn.predict(xt::xtensor<float, 2>::from_shape({0, 2}));
                }).empty());
    CHECK(knn.predict(x) == xt::xtensor<int, 1>{0, 1, 1});
}
