// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/attention/positions.hpp>
#include <strata/kernels/convolution/convolution_pass.hpp>
#include <strata/kernels/convolution/transposed_convolution.hpp>
#include <strata/kernels/cross_entropy.hpp>
#include <strata/kernels/lookup.hpp>
#include <strata/kernels/normalization/group_normalization.hpp>
#include <strata/kernels/normalization/normalization.hpp>
#include <strata/kernels/pooling/average_pooling.hpp>
#include <strata/kernels/reference/resampling.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <vector>

#include "windows.hpp"

using namespace strata;

namespace {

using numbers = std::vector<float>;
constexpr int64 many = 10'000'000;

enum class data { equal, positive, signed_numbers, increasing };

numbers zeros_for(int64 n) { return numbers(static_cast<std::size_t>(n + slack_elements)); }
/// n numbers, and the slack that kernels may read.
numbers made(data kind, int64 n = many, float equal = 0.1F) {
    numbers x = zeros_for(n);
    std::uint64_t state = 1;
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        const float random = static_cast<float>(state >> 40) * 0x1p-24F;
        x[i] = kind == data::equal        ? equal
               : kind == data::positive   ? random
               : kind == data::increasing ? static_cast<float>(i) / static_cast<float>(n)
                                          : 2 * random - 1;
    }
    return x;
}

[[gnu::always_inline]] inline double at(const numbers& x, std::size_t i) { return static_cast<double>(x[i]); }

/// A sum in double, and that of its terms' magnitudes.
struct exact_sum {
    double sum = 0, magnitudes = 0;

    [[gnu::always_inline]] void add(double term) {
        sum += term;
        magnitudes += std::abs(term);
    }
};
template <class Term>
exact_sum sum_of(int64 n, Term&& term) {
    exact_sum s;
    for (int64 i = 0; i < n; ++i) s.add(term(static_cast<std::size_t>(i)));
    return s;
}
/// What a sum is off by, relative to the magnitudes of its terms.
double error_of(double computed, const exact_sum& exact) {
    return exact.magnitudes > 0 ? std::abs(computed - exact.sum) / exact.magnitudes : std::abs(computed);
}

#define CHECK_SUM(computed, exact) CHECK(error_of(double(computed), exact) < 1e-6)

}  // namespace

TEST_CASE(
    "sums down the columns of a normalization, forward and backward, lose no digits over ten million rows") {
    for (const data kind : {data::equal, data::positive, data::increasing}) {
        CAPTURE(static_cast<int>(kind));
        const numbers x = made(kind, many, 254.9F);
        numbers scratch = zeros_for(normalization_scratch<float>(1)), mean = zeros_for(1), variance = mean;
        column_statistics(x.data(), many, 1, mean.data(), variance.data(), scratch.data(), 2);
        const exact_sum sum = sum_of(many, [&](std::size_t i) { return at(x, i); });
        const double m = sum.sum / many;
        CHECK_SUM(at(mean, 0) * many, sum);
        if (kind == data::equal) {
            CHECK(mean[0] == 254.9F);
            CHECK(variance[0] == 0);
            continue;
        }
        CHECK_SUM(at(variance, 0) * many,
                  sum_of(many, [&](std::size_t i) { return (at(x, i) - m) * (at(x, i) - m); }));
        const numbers dy = made(kind == data::positive ? data::equal : data::signed_numbers),
                      s = made(data::equal, 1, 1);
        numbers dg = zeros_for(1), db = zeros_for(1);
        mean[0] = 0.5F;
        normalization_gradients<float> p{};
        p.x = p.y = x.data();
        p.dy = dy.data();
        p.mean = mean.data();
        p.s = s.data();
        p.rows = many;
        p.C = 1;
        normalization_sums<identity_map>(p, dg.data(), db.data(), scratch.data(), 2);
        CHECK_SUM(db[0], sum_of(many, [&](std::size_t i) { return at(dy, i); }));
        CHECK_SUM(dg[0], sum_of(many, [&](std::size_t i) { return at(dy, i) * (at(x, i) - 0.5); }));
    }
}

TEST_CASE("so do those of a normalization of samples, over one long sample and over many short ones") {
    for (const auto& [R, C, G, n] :
         {std::array<int64, 4>{many / 8, 8, 1, 1}, {1, many, 1, 1}, {5, 2, 2, 100'000}})
        for (const data kind : {data::equal, data::signed_numbers}) {
            CAPTURE(R);
            CAPTURE(static_cast<int>(kind));
            const group_extents e{R, C, G};
            const bool one = n == 1;
            const numbers x = made(kind, n * e.size(), 254.9F), dy = made(data::positive, n * e.size());
            numbers y = zeros_for(n * e.size()), w = made(data::equal, C, 1), b = zeros_for(C), dx = y,
                    mean_s = zeros_for(n * 2 * G);
            numbers sums = zeros_for(n * 2 * C), dw = b, db = b, scratch = zeros_for(e.per_thread<float>());
            group_normalization_pass<float> p{e,
                                              static_cast<int>(n),
                                              1,
                                              1e-5F,
                                              x.data(),
                                              w.data(),
                                              b.data(),
                                              y.data(),
                                              mean_s.data(),
                                              scratch.data(),
                                              sums.data(),
                                              dy.data(),
                                              dx.data(),
                                              dw.data(),
                                              db.data(),
                                              false};
            group_normalization_forward<identity_map>(p);
            if (kind == data::equal) {
                CHECK(std::all_of(mean_s.data(), mean_s.data() + (one ? 1 : 2),
                                  [](float m) { return m == 254.9F; }));
                CHECK(std::all_of(y.begin(), y.end(), [](float v) { return v == 0; }));
                continue;
            }
            if (one) CHECK_SUM(at(mean_s, 0) * many, sum_of(many, [&](std::size_t i) { return at(x, i); }));
            group_normalization_backward<identity_map>(p);
            const double m = at(mean_s, 0), s = at(mean_s, 1);
            if (R > 1) {
                exact_sum of_b, of_w;
                for (std::size_t i = 0; i < static_cast<std::size_t>(n * R * C);
                     i += static_cast<std::size_t>(C)) {
                    of_b.add(at(dy, i));
                    of_w.add(at(dy, i) * at(y, i));
                }
                CHECK_SUM(db[0], of_b);
                CHECK_SUM(dw[0], of_w);
            }
            if (!one) continue;
            exact_sum p_sum, q_sum;
            for (std::size_t i = 0; i < static_cast<std::size_t>(many); ++i) {
                p_sum.add(at(dy, i));
                q_sum.add(at(dy, i) * (at(x, i) - m) * s);
            }
            // dx = s (dy - p / M - xh q / M): of a few places
            for (const std::size_t i : {std::size_t{0}, std::size_t{1234567}, std::size_t{many - 1}}) {
                const double xh = (at(x, i) - m) * s,
                             expected = s * (at(dy, i) - p_sum.sum / many - xh * q_sum.sum / many);
                CHECK(at(dx, i) == doctest::Approx(expected).epsilon(3e-6).scale(1));
            }
        }
}

TEST_CASE("softmax over ten million numbers is right, forward and backward") {
    for (const data kind : {data::equal, data::increasing}) {
        CAPTURE(static_cast<int>(kind));
        const numbers x = made(kind), dy = made(data::positive);
        numbers y = zeros_for(many);
        const float m = largest_of(x.data(), many);
        const exact_sum sum =
            sum_of(many, [&](std::size_t i) { return std::exp(at(x, i) - static_cast<double>(m)); });
        CHECK_SUM(exponentials_run(x.data(), y.data(), many, m, 1.0F), sum);
        // the gradient of y at itself shows the dot product: dx[i] = y[i] (dy[i] - dot)
        std::fill_n(y.begin(), many, 0.7F);
        const exact_sum dot = sum_of(many, [&](std::size_t i) { return at(y, i) * at(x, i); });
        numbers dx = x;
        softmax_gradient_run(static_cast<const float*>(y.data()), static_cast<const float*>(x.data()),
                             dx.data(), many, 1.0F, false);
        CHECK(std::abs(at(dx, 1) / at(y, 1) - (at(x, 1) - dot.sum)) < 1.2e-6 * dot.magnitudes);
    }
}

TEST_CASE("the mean of a window as large as the image is right") {
    for (const data kind : {data::equal, data::increasing}) {
        CAPTURE(static_cast<int>(kind));
        for (const auto& [H, W, C] : {std::array{2500, 4000, 1}, {4, 1'250'000, 2}, {2'500'000, 2, 2}}) {
            CAPTURE(H);
            const numbers x = made(kind);
            numbers y = zeros_for(C);
            average_pool_forward(pooling_of(C, H, W, H, W, 1, 0), x.data(), y.data());
            for (int c = 0; c < C; ++c) {
                exact_sum sum;
                for (int64 i = c; i < many; i += C) sum.add(at(x, static_cast<std::size_t>(i)));
                CHECK_SUM(at(y, static_cast<std::size_t>(c)) * H * W, sum);
            }
        }
    }
}

TEST_CASE("gradients that are sums over samples, or over the uses of a row, are right") {
    const numbers x = zeros_for(many);
    std::vector<int64> next(many);
    for (const data kind : {data::equal, data::positive, data::signed_numbers}) {
        CAPTURE(static_cast<int>(kind));
        const numbers dy = made(kind);
        const exact_sum sum = sum_of(many, [&](std::size_t i) { return at(dy, i); });
        numbers dp = zeros_for(1);
        sum_of_samples(dy.data(), dp.data(), many, 1, 1);
        CHECK_SUM(dp[0], sum);
        int64 first = 0;
        numbers dw = zeros_for(1);
        lookup_backward(
            lookup<float>{1, 1, many, x.data(), nullptr, nullptr, dy.data(), dw.data(), &first, next.data()},
            1);
        CHECK_SUM(dw[0], sum);
    }
}

TEST_CASE("a loss over a million rows is right") {
    const int64 rows = many / 10;
    const std::vector<int> t(static_cast<std::size_t>(rows), 1);
    for (const data kind : {data::equal, data::signed_numbers}) {
        const numbers y = made(kind, 2 * rows);
        numbers dy = zeros_for(2 * rows);
        const exact_sum loss = sum_of(
            rows, [&](std::size_t r) { return std::log1p(std::exp(at(y, 2 * r) - at(y, 2 * r + 1))); });
        CHECK_SUM(mean_cross_entropy(rows, 2, y.data(), t.data(), dy.data(), 2) * static_cast<double>(rows),
                  loss);
    }
}

TEST_CASE("dense layers over ten million samples, and of ten million inputs, are right") {
    for (const data kind : {data::equal, data::positive, data::signed_numbers}) {
        CAPTURE(static_cast<int>(kind));
        const numbers x = made(kind),
                      other = made(kind == data::equal ? data::equal : data::positive, many, 0.7F);
        const exact_sum products = sum_of(many, [&](std::size_t i) { return at(x, i) * at(other, i); });
        numbers scratch = zeros_for(dense_scratch<float>(1, 1)), dw = zeros_for(1), db = zeros_for(1);
        dense_pass<float> weights{1,       1,       static_cast<int>(many), 1, x.data(), nullptr,
                                  nullptr, nullptr, scratch.data()};
        weights.dy = other.data();
        weights.dw = dw.data();
        weights.db = db.data();
        dense_backward<identity_map>(weights);
        CHECK_SUM(dw[0], products);
        CHECK_SUM(db[0], sum_of(many, [&](std::size_t i) { return at(other, i); }));
        numbers wide_scratch = zeros_for(dense_scratch<float>(static_cast<int>(many), 1)), y = zeros_for(1);
        dense_pass<float> forward{static_cast<int>(many), 1, 1, 1, x.data(), other.data(), nullptr, y.data(),
                                  wide_scratch.data()};
        dense_forward<identity_map>(forward);
        CHECK_SUM(y[0], products);
    }
}

namespace {

/// The gradients of a convolution's weights and bias over n images, whose numbers are x and dz.
template <convolution_kernel Kernel>
void convolution_gradients(const convolution_extents& e, int n, const numbers& x, const numbers& dz,
                           numbers& dw, numbers& db) {
    REQUIRE(kernel_of(e) == Kernel);
    numbers w = zeros_for(e.weights()), scratch = zeros_for(backward_scratch<float>(e)),
            shared = zeros_for(backward_shared<float>(e));
    dw = w;
    db = zeros_for(e.K);
    convolution_pass<float> p{
        e, nullptr, n, 1, x.data(), w.data(), nullptr, nullptr, nullptr, scratch.data(), shared.data()};
    p.dy = dz.data();
    p.dw = dw.data();
    p.db = db.data();
    convolution_backward<Kernel, identity_map>(p);
}

/// Compares the gradient of tap (fy, fx), channel c and filter k.
void compare_tap(const convolution_extents& e, int n, const numbers& x, const numbers& dz, double computed,
                 int fy, int fx, int c, int k, double tolerance) {
    exact_sum sum;
    for (int64 sample = 0; sample < n; ++sample)
        for (int oy = 0; oy < e.OH(); ++oy)
            for (int ox = 0; ox < e.OW(); ++ox) {
                const int iy = oy * e.y.S + fy - e.y.before, ix = ox * e.x.S + fx - e.x.before;
                if (iy < 0 || iy >= e.H() || ix < 0 || ix >= e.W()) continue;
                sum.add(at(x, static_cast<std::size_t>(((sample * e.H() + iy) * e.W() + ix) * e.C + c)) *
                        at(dz, static_cast<std::size_t>(((sample * e.OH() + oy) * e.OW() + ox) * e.K + k)));
            }
    CAPTURE(fy);
    CAPTURE(fx);
    CAPTURE(c);
    CAPTURE(k);
    CHECK(error_of(computed, sum) < tolerance);
}

template <convolution_kernel Kernel>
void compare_gradients(const convolution_extents& e, int n, std::initializer_list<data> kinds,
                       double tolerance = 1e-6) {
    for (const data kind : kinds) {
        CAPTURE(e.C);
        CAPTURE(e.W());
        CAPTURE(static_cast<int>(kind));
        const int64 of_dz = int64(n) * e.OH() * e.OW() * e.K;
        const numbers x = made(kind, int64(n) * e.H() * e.W() * e.C),
                      dz = made(kind == data::equal ? data::equal : data::positive, of_dz, 0.7F);
        numbers dw, db;
        convolution_gradients<Kernel>(e, n, x, dz, dw, db);
        const int c = e.depthwise() ? 1 : 0, k = e.depthwise() ? 1 : e.K - 1;
        const int tap = (e.taps() / 2) * (e.C / e.G) * e.K + k, last = (e.taps() - 1) * (e.C / e.G) * e.K + k;
        compare_tap(e, n, x, dz, at(dw, static_cast<std::size_t>(tap)), e.y.F / 2, e.x.F / 2, c, k,
                    tolerance);
        if (last != tap)
            compare_tap(e, n, x, dz, at(dw, static_cast<std::size_t>(last)), e.y.F - 1, e.x.F - 1, c, k,
                        tolerance);
        exact_sum of_b;
        for (std::size_t i = static_cast<std::size_t>(k); i < static_cast<std::size_t>(of_dz);
             i += static_cast<std::size_t>(e.K))
            of_b.add(at(dz, i));
        CHECK_SUM(db[static_cast<std::size_t>(k)], of_b);
    }
}

}  // namespace

TEST_CASE(
    "gradients of a convolution's weights are right over ten million places: many images, large ones, long "
    "rows") {
    using enum convolution_kernel;
    compare_gradients<product>(convolution_of(1, 28, 28, 1, 1, 1, 0, 1, 1), 12755,
                               {data::equal, data::signed_numbers});
    compare_gradients<direct>(convolution_of(1, 28, 28, 1, 3, 1, 1, 1, 1), 12755,
                              {data::equal, data::signed_numbers});
    compare_gradients<direct>(convolution_of(1, 1000, 1000, 1, 3, 1, 1, 1, 1), 10, {data::positive});
    compare_gradients<product>(convolution_of(1, 1, 5'000'000, 1, 1, 1, 0, 1, 1), 2, {data::equal});
    compare_gradients<direct>({1, {1, 1}, {5'000'000, 3, 1, 1, 1}, 1}, 2, {data::equal});
    compare_gradients<depthwise>(convolution_of(2, 1000, 2500, 2, 3, 1, 1, 1, 2), 2, {data::equal});
    compare_gradients<depthwise>(convolution_of(2, 20, 20, 2, 3, 1, 1, 1, 2), 12500, {data::positive});
}

TEST_CASE(
    "so are those of convolutions with sixteen channels, whose kernels are others, over a million places") {
    using enum convolution_kernel;
    compare_gradients<product>(convolution_of(16, 1000, 625, 16, 1, 1, 0, 1, 1), 1,
                               {data::equal, data::positive});
    compare_gradients<product>(convolution_of(16, 25, 25, 16, 1, 1, 0, 1, 1), 1000, {data::signed_numbers});
    // the terms of Winograd's form are not those of the sum
    compare_gradients<winograd>(convolution_of(16, 250, 250, 16, 3, 1, 1, 1, 1), 10,
                                {data::equal, data::signed_numbers}, 2e-6);
    compare_gradients<winograd>(convolution_of(16, 8, 8, 16, 3, 1, 1, 1, 1), 9000, {data::positive}, 2e-6);
}

TEST_CASE("so are those of a transposed convolution") {
    const convolution_extents e = convolution_of(1, 1000, 1000, 1, 1, 1, 0, 1, 1);
    for (const data kind : {data::equal, data::signed_numbers}) {
        const int n = 10;
        const numbers x = made(kind), dy = made(data::positive);
        numbers w = zeros_for(1), dw = w, db = w, scratch = zeros_for(transposed_scratch<float>(e)),
                shared = zeros_for(transposed_shared<float>(e));
        transposed_pass<float> p{
            e, n, 1, x.data(), w.data(), nullptr, nullptr, scratch.data(), shared.data()};
        p.dy = dy.data();
        p.dw = dw.data();
        p.db = db.data();
        transposed_backward<identity_map>(p);
        CHECK_SUM(dw[0], sum_of(many, [&](std::size_t i) { return at(x, i) * at(dy, i); }));
        CHECK_SUM(db[0], sum_of(many, [&](std::size_t i) { return at(dy, i); }));
    }
}

TEST_CASE("the gradient of a pixel that became ten million is right") {
    for (const data kind : {data::equal, data::positive}) {
        const resampling_extents<3163, false> nearest{1, 1, 1};
        const resampling_extents<1000, true> bilinear{1, 2, 1};
        const numbers dy = made(kind, int64{3163} * 3163);
        numbers dx = zeros_for(2);
        upsample_backward(nearest, dy.data(), dx.data());
        CHECK_SUM(dx[0], sum_of(int64{3163} * 3163, [&](std::size_t i) { return at(dy, i); }));
        dx.assign(dx.size(), 0);
        upsample_backward(bilinear, dy.data(), dx.data());
        exact_sum first;
        for (int i = 0; i < 2000; ++i)
            for (int j = 0; j < 1000; ++j)
                first.add((resampled_from(bilinear, 2, i).first == 0 ? resampled_from(bilinear, 2, i).of_first
                                                                     : 0) *
                          at(dy, static_cast<std::size_t>(i * 1000 + j)));
        CHECK_SUM(dx[0], first);
    }
}
