// SPDX-License-Identifier: MIT
#include <strata/layer/orthogonal.hpp>

#include <doctest/doctest.h>

#include <strata/graph/net.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/model/model.hpp>

using namespace strata;

namespace {

/// The largest distance of w w^T (or w^T w, whichever is smaller) from `square` times the identity.
double distance_from_identity(const std::vector<double>& w, long rows, long columns, double square) {
    const long k = std::min(rows, columns), n = std::max(rows, columns);
    auto at = [&](long i, long e) {
        return w[static_cast<std::size_t>(rows < columns ? i * columns + e : e * columns + i)];
    };
    double largest = 0;
    for (long i = 0; i < k; ++i)
        for (long j = 0; j < k; ++j) {
            double sum = 0;
            for (long e = 0; e < n; ++e) sum += at(i, e) * at(j, e);
            largest = std::max(largest, std::abs(sum - (i == j ? square : 0)));
        }
    return largest;
}

template <class I>
std::vector<double> drawn(long rows, long columns, seed s = seed{3}) {
    std::vector<double> w(static_cast<std::size_t>(rows * columns));
    I::draw_matrix(random_stream(s, 1), rows, columns, w.data());
    return w;
}

}  // namespace

TEST_CASE("rows are orthonormal where they are fewer, columns where they are, and all of both in a square") {
    struct extents {
        long rows, columns;
    };
    for (const extents& e :
         {extents{1, 1}, {3, 17}, {17, 3}, {33, 33}, {64, 75}, {120, 50}, {1, 9}, {9, 1}}) {
        const long rows = e.rows, columns = e.columns;
        CAPTURE(rows);
        CAPTURE(columns);
        CHECK(distance_from_identity(drawn<orthogonal<>>(rows, columns), rows, columns, 1) < 1e-14);
        CHECK(distance_from_identity(drawn<orthogonal<1.5>>(rows, columns), rows, columns, 2.25) < 1e-13);
    }
}

TEST_CASE("its numbers have mean 0 and variance 1 / n, no direction being preferred") {
    double mean = 0, variance = 0, first = 0;
    for (std::uint64_t s = 0; s < 400; ++s) {
        const auto w = drawn<orthogonal<>>(8, 20, seed{s});
        for (const double v : w) mean += v / (400 * 160), variance += v * v / (400 * 160);
        first += w[0] / 400;
    }
    CHECK(std::abs(mean) < 4 * std::sqrt(0.05 / (400 * 160)));
    CHECK(variance == doctest::Approx(0.05));
    CHECK(std::abs(first) < 4 * std::sqrt(0.05 / 400));
}

TEST_CASE("a layer or a whole model starts from it, in the axes of papers") {
    struct two : net<input<3, 8, 8>, conv<16, 5, init<orthogonal<>>>, flatten, dense<10>> {};
    model<two, double> one{seed{7}}, all{seed{7}, init_all<orthogonal<2.0>>{}};
    const auto convolution = one.parameter("0.weight"), product = all.parameter("2.weight");
    CHECK(distance_from_identity({convolution.begin(), convolution.end()}, 16, 75, 1) < 1e-14);
    CHECK(distance_from_identity({product.begin(), product.end()}, 10, 256, 4) < 1e-13);
    CHECK(all.parameter("0.weight") == convolution);
    CHECK(model<two, double>{seed{8}}.parameter("0.weight") != convolution);
}
