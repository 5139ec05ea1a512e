// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include <strata/kernels/random.hpp>
#include <strata/understanding/plane_forces.hpp>

#include "../io/temporary_folder.hpp"
#include "../literals/embedding.hpp"

namespace forces_in_the_plane {

using namespace strata;
using strata::test::contains;
using strata::test::text_of;
namespace sklearn = strata::test::embedding;

template <class T>
struct cloud {
    std::vector<T> x, y;
};
template <class T>
cloud<T> points_at_random(std::size_t n, double scale) {
    const random_stream random(seed{6}, 0);
    cloud<T> c;
    for (std::uint64_t i = 0; i < n; ++i) {
        c.x.push_back(static_cast<T>(scale * random.normal(2 * i)));
        c.y.push_back(static_cast<T>(scale * random.normal(2 * i + 1)));
    }
    return c;
}
xt::xtensor<float, 2> samples_at_random(std::size_t n) {
    const random_stream random(seed{7}, 0);
    xt::xtensor<float, 2> x({n, 5});
    std::uint64_t at = 0;
    for (float& v : x) v = static_cast<float>(random.normal(at++));
    return x;
}

TEST_CASE("scikit-learn's t-SNE has the same similarities, divergence and gradient") {
    const auto rows = sample_rows::of(sklearn::samples, "the samples");
    const auto p = detail::similarities_of<double>(rows, 4, true, 1);
    xt::xtensor<double, 2> all({13, 13}, 0.0);
    double sum = 0;
    for (std::size_t i = 0; i < 13; ++i)
        for (auto k = static_cast<std::size_t>(p.begins[i]); k < static_cast<std::size_t>(p.begins[i + 1]);
             ++k) {
            all(i, static_cast<std::size_t>(p.columns[k])) += p.values[k];
            sum += p.values[k];
        }
    CHECK(sum == doctest::Approx(1));
    for (std::size_t i = 0; i < all.size(); ++i)
        CHECK(std::abs(all.data()[i] - sklearn::similarities.data()[i]) < 2e-6);
    std::vector<double> x, y, dx(13), dy(13);
    for (std::size_t i = 0; i < 13; ++i)
        x.push_back(sklearn::points(i, 0)), y.push_back(sklearn::points(i, 1));
    detail::plane_forces<double> forces(p, 0, 1);
    CHECK(forces.run(x.data(), y.data(), 1, dx.data(), dy.data(), true) ==
          doctest::Approx(sklearn::divergence).epsilon(1e-4));
    for (std::size_t i = 0; i < 13; ++i) {
        CHECK(std::abs(dx[i] - sklearn::gradient(i, 0)) < 1e-5);
        CHECK(std::abs(dy[i] - sklearn::gradient(i, 1)) < 1e-5);
    }
}

TEST_CASE("the gradient is what differences of the divergence say") {
    const auto x = samples_at_random(23);
    const auto p = detail::similarities_of<double>(sample_rows::of(x, "x"), 5, false, 1);
    auto at = points_at_random<double>(23, 1);
    detail::plane_forces<double> forces(p, 0, 1);
    std::vector<double> dx(23), dy(23), unused(23);
    forces.run(at.x.data(), at.y.data(), 1, dx.data(), dy.data(), false);
    const auto divergence = [&] {
        return forces.run(at.x.data(), at.y.data(), 1, unused.data(), unused.data(), true);
    };
    for (std::size_t i = 0; i < 23; i += 5)
        for (auto* axis : {&at.x, &at.y}) {
            const double before = (*axis)[i], h = 1e-5;
            (*axis)[i] = before + h;
            const double above = divergence();
            (*axis)[i] = before - h;
            const double below = divergence();
            (*axis)[i] = before;
            CHECK(std::abs((above - below) / (2 * h) - (axis == &at.x ? dx : dy)[i]) < 1e-9);
        }
}

TEST_CASE("squares that are taken for one change the gradient little, and those of theta near 0 nothing") {
    const auto x = samples_at_random(700);
    const auto p = detail::similarities_of<double>(sample_rows::of(x, "x"), 10, false, 2);
    const auto at = points_at_random<double>(700, 20);
    std::vector<double> dx(700), dy(700), ax(700), ay(700);
    detail::plane_forces<double>(p, 0, 1).run(at.x.data(), at.y.data(), 1, dx.data(), dy.data(), false);
    for (const auto [theta, most] : {std::array{1e-4, 1e-10}, std::array{0.5, 0.01}}) {
        detail::plane_forces<double>(p, theta, 1)
            .run(at.x.data(), at.y.data(), 1, ax.data(), ay.data(), false);
        double wrong = 0, all = 0;
        for (std::size_t i = 0; i < 700; ++i) {
            wrong += std::pow(ax[i] - dx[i], 2) + std::pow(ay[i] - dy[i], 2);
            all += dx[i] * dx[i] + dy[i] * dy[i];
        }
        CHECK(std::sqrt(wrong / all) < most);
    }
}

TEST_CASE("the forces have the bits of any number of threads, and points at one place push nobody away") {
    const auto x = samples_at_random(333);
    const auto p = detail::similarities_of<float>(sample_rows::of(x, "x"), 10, false, 1);
    const auto again = detail::similarities_of<float>(sample_rows::of(x, "x"), 10, false, 3);
    CHECK(p.values == again.values);
    auto at = points_at_random<float>(333, 3);
    std::vector<float> dx(333), dy(333), ax(333), ay(333);
    const double one =
        detail::plane_forces<float>(p, 0.5, 1).run(at.x.data(), at.y.data(), 12, dx.data(), dy.data(), true);
    CHECK(detail::plane_forces<float>(p, 0.5, 3).run(at.x.data(), at.y.data(), 12, ax.data(), ay.data(),
                                                     true) == one);
    CHECK(dx == ax);
    CHECK(dy == ay);
    at.x.assign(333, 2), at.y.assign(333, 1);
    detail::plane_forces<float>(p, 0.5, 1).run(at.x.data(), at.y.data(), 1, dx.data(), dy.data(), true);
    CHECK(dx == std::vector<float>(333, 0));
}

TEST_CASE("a perplexity reaches its entropy at any scale of the distances, and equal distances share alike") {
    for (const double scale : {1e-12, 1.0, 1e12}) {
        std::vector<double> squared, p(60);
        for (int j = 0; j < 60; ++j) squared.push_back(scale * (5 + j * j % 17));
        detail::spread_by_perplexity(squared.data(), p.data(), 60, 20);
        double entropy = 0;
        for (const double v : p) entropy -= v * std::log(v);
        CHECK(entropy == doctest::Approx(std::log(20)).epsilon(1e-5));
        squared.assign(60, scale);
        detail::spread_by_perplexity(squared.data(), p.data(), 60, 20);
        CHECK(p[3] == doctest::Approx(1.0 / 60));
    }
    const auto x = samples_at_random(30);
    CHECK(contains(text_of<error>([&] {
                       static_cast<void>(
                           detail::similarities_of<float>(sample_rows::of(x, "x"), 10.5, false, 1));
                   }),
                   "perplexity: the perplexity does not fit the samples"));
}

}  // namespace forces_in_the_plane
