// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/normalization/normalization.hpp>
#include <strata/kernels/pointwise.hpp>

#include "random_values.hpp"

using namespace strata;

TEST_CASE("the statistics of columns agree with sums in double, and large means do not cancel") {
    for (const int C : {1, 2, 3, 6, 16, 17, 21, 40})
        for (const long rows : {1L, 2L, 15L, 100L, 3000L})
            for (const double shift : {0.0, 1000.0}) {
                CAPTURE(C);
                CAPTURE(rows);
                CAPTURE(shift);
                auto x = random_values<float>(rows * C, 1);
                for (float& v : x) v += static_cast<float>(shift);
                std::vector<float> mean(static_cast<std::size_t>(C) + 64),
                    variance = mean, scratch(static_cast<std::size_t>(normalization_scratch<float>(C)) + 64);
                column_statistics(x.data(), rows, C, mean.data(), variance.data(), scratch.data(), 2);
                for (int c = 0; c < C; ++c) {
                    double m = 0, v = 0;
                    for (long r = 0; r < rows; ++r)
                        m += static_cast<double>(x[static_cast<std::size_t>(r * C + c)]);
                    m /= static_cast<double>(rows);
                    for (long r = 0; r < rows; ++r)
                        v += std::pow(static_cast<double>(x[static_cast<std::size_t>(r * C + c)]) - m, 2);
                    v /= static_cast<double>(rows);
                    CHECK(static_cast<double>(mean[static_cast<std::size_t>(c)]) ==
                          doctest::Approx(m).epsilon(1e-5).scale(1));
                    CHECK(static_cast<double>(variance[static_cast<std::size_t>(c)]) ==
                          doctest::Approx(v).epsilon(shift > 0 ? 1e-4 : 1e-5).scale(1e-3));
                }
            }
}

TEST_CASE("the statistics have the same bits for any number of threads") {
    const auto x = random_values<float>(5000 * 19, 1);
    std::vector<float> first;
    for (const int threads : {1, 2, 7}) {
        std::vector<float> mean(19 + 64), variance(19 + 64), scratch(normalization_scratch<float>(19) + 64);
        column_statistics(x.data(), 5000, 19, mean.data(), variance.data(), scratch.data(), threads);
        mean.insert(mean.end(), variance.begin(), variance.end());
        if (first.empty()) first = mean;
        CHECK(mean == first);
    }
}

TEST_CASE("every element is scaled and shifted by the numbers of its channel, whatever the channels") {
    const auto check = []<class T>(T) {
        for (const int C : {1, 3, 6, 8, 21, 33})
            for (const long rows : {1L, 5L, 700L})
                for (const bool added : {false, true}) {
                    CAPTURE(C);
                    CAPTURE(rows);
                    const auto x = random_values<T>(rows * C, 1), mean = random_values<T>(C, 2),
                               a = random_values<T>(C, 3), b = random_values<T>(C, 4),
                               shortcut = random_values<T>(rows * C, 5);
                    const std::vector<T> before(x.size(), T(7));
                    auto y = before, two = before, plain = before, alone = before;
                    const auto third = [&](long i) { return added ? shortcut.data() + i : nullptr; };
                    scale_and_shift<true>(x.data(), mean.data(), a.data(), b.data(), third(0), y.data(), rows,
                                          C, 1, identity_map{});
                    scale_and_shift<true>(x.data(), mean.data(), a.data(), b.data(), third(0), two.data(),
                                          rows, C, 2, identity_map{});
                    for (long i = 0; i < rows * C; i += C)
                        scale_and_shift<true>(x.data() + i, mean.data(), a.data(), b.data(), third(i),
                                              alone.data() + i, 1, C, 1, identity_map{});
                    for (long i = 0; i < rows * C; ++i) {
                        const auto k = static_cast<std::size_t>(i), c = k % static_cast<std::size_t>(C);
                        plain[k] = (x[k] - mean[c]) * a[c] + b[c] + (added ? shortcut[k] : T(0));
                    }
                    CHECK(largest_difference(y, plain, static_cast<long>(x.size())) <= rounding<T>(3));
                    CHECK(two == y);
                    CHECK(alone == y);  // a row's bits do not depend on its neighbours
                }
    };
    check(float{});
    check(double{});
}
