// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <cmath>
#include <strata/kernels/cross_entropy.hpp>
#include <strata/kernels/random.hpp>
#include <vector>

namespace softmax_of_rows {

using namespace strata;

/// [R, C] scores between -4 and 4, and the room that kernels may read behind them.
template <class T>
std::vector<T> scores(int64 R, int C, std::uint64_t seed_number) {
    std::vector<T> x(static_cast<std::size_t>(R * C + slack_elements));
    const random_stream random(seed{seed_number}, 0);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<T>(8 * random.uniform(i) - 4);
    return x;
}

/// The softmax of each row, in double.
template <class T>
std::vector<double> plain_softmax(const std::vector<T>& x, int64 R, int C) {
    std::vector<double> p(static_cast<std::size_t>(R * C));
    for (std::size_t r = 0; r < static_cast<std::size_t>(R); ++r) {
        double sum = 0;
        const auto at = [&](int c) { return r * static_cast<std::size_t>(C) + static_cast<std::size_t>(c); };
        for (int c = 0; c < C; ++c) sum += p[at(c)] = std::exp(static_cast<double>(x[at(c)]));
        for (int c = 0; c < C; ++c) p[at(c)] /= sum;
    }
    return p;
}

TEST_CASE_TEMPLATE("rows of few and of many numbers become what plain loops make of them", T, float, double) {
    const double bound = sizeof(T) == 4 ? 1e-6 : 1e-14;
    for (const int C : {1, 2, 3, 4, 5, 21, 32, 33, 47, 48, 70})
        for (const int64 R : {1, 7, 19}) {
            CAPTURE(C);
            CAPTURE(R);
            const std::vector<T> x = scores<T>(R, C, 1), dy = scores<T>(R, C, 2), before = scores<T>(R, C, 3);
            const std::vector<double> p = plain_softmax(x, R, C);
            std::vector<T> y = x, dx = dy, sum = before;
            softmax_rows(y.data(), y.data(), R, C);
            softmax_gradient_rows(y.data(), dy.data(), dx.data(), R, C, false);
            softmax_gradient_rows(y.data(), dy.data(), sum.data(), R, C, true);
            std::vector<int> t(static_cast<std::size_t>(R));
            for (std::size_t r = 0; r < t.size(); ++r) t[r] = static_cast<int>(r * 5) % C;
            std::vector<T> gradient = before;
            double loss = 0, wrong = 0;
            for (std::size_t r = 0; r < static_cast<std::size_t>(R); ++r) {
                double dot = 0;
                const std::size_t row = r * static_cast<std::size_t>(C),
                                  end = row + static_cast<std::size_t>(C);
                for (std::size_t i = row; i < end; ++i) dot += p[i] * static_cast<double>(dy[i]);
                for (std::size_t i = row; i < end; ++i) {
                    const double g = p[i] * (static_cast<double>(dy[i]) - dot);
                    wrong = std::max({wrong, std::abs(static_cast<double>(y[i]) - p[i]),
                                      std::abs(static_cast<double>(dx[i]) - g),
                                      std::abs(static_cast<double>(sum[i] - before[i]) - g)});
                }
                loss -= std::log(p[row + static_cast<std::size_t>(t[r])]) / static_cast<double>(R);
            }
            CHECK(wrong < 4 * bound);
            CHECK(mean_cross_entropy(R, C, x.data(), t.data(), static_cast<T*>(nullptr), 1) ==
                  doctest::Approx(loss).epsilon(bound));
            CHECK(mean_cross_entropy(R, C, x.data(), t.data(), gradient.data(), 1) ==
                  doctest::Approx(loss).epsilon(bound));
            for (std::size_t i = 0; i < p.size(); ++i) {
                const std::size_t r = i / static_cast<std::size_t>(C);
                const bool own = i % static_cast<std::size_t>(C) == static_cast<std::size_t>(t[r]);
                CHECK(std::abs(static_cast<double>(gradient[i]) -
                               (p[i] - (own ? 1 : 0)) / static_cast<double>(R)) < bound);
            }
            // what lies behind the rows is not written to
            for (std::size_t i = p.size(); i < gradient.size(); ++i) REQUIRE(gradient[i] == before[i]);
        }
}

TEST_CASE("A row's softmax has the same bits whoever its neighbours are, and scores of 1e4 do not overflow") {
    for (const int C : {2, 3, 5}) {
        std::vector<float> x = scores<float>(21, C, 4);
        x[0] = 1e4f, x[1] = -1e4f;
        std::vector<float> together(x.size()), alone(x.size());
        softmax_rows(x.data(), together.data(), 21, C);
        for (int64 r = 0; r < 21; ++r) softmax_rows(x.data() + r * C, alone.data() + r * C, 1, C);
        for (std::size_t i = 0; i < static_cast<std::size_t>(21 * C); ++i) CHECK(together[i] == alone[i]);
        CHECK(together[0] == 1);
        CHECK(together[1] == 0);
    }
}

}  // namespace softmax_of_rows
