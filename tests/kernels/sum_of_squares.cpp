// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/kernels/sum_of_squares.hpp>
#include <vector>

using namespace strata;

namespace {

template <class T>
std::vector<T> some_numbers(int64 n) {
    std::vector<T> x(static_cast<std::size_t>(n + slack_elements), T(77));
    for (int64 i = 0; i < n; ++i) x[static_cast<std::size_t>(i)] = static_cast<T>(i % 37 - 18) / T(16);
    return x;
}
template <class T>
double one_by_one(const std::vector<T>& x, int64 n) {
    double sum = 0;
    for (int64 i = 0; i < n; ++i)
        sum += double(x[static_cast<std::size_t>(i)]) * double(x[static_cast<std::size_t>(i)]);
    return sum;
}

}  // namespace

TEST_CASE("squares are added up, of no number and of any number of them") {
    for (const int64 n : {0, 1, 5, 16, 17, 1000, 16385, 50001}) {
        CAPTURE(n);
        const auto x = some_numbers<double>(n);
        CHECK(sum_of_squares(x.data(), n, 1) == doctest::Approx(one_by_one(x, n)).epsilon(1e-12));
        const auto few = some_numbers<float>(n);
        CHECK(sum_of_squares(few.data(), n, 1) == doctest::Approx(one_by_one(few, n)).epsilon(1e-6));
    }
}

TEST_CASE("a sum of squares has the same bits for any number of threads") {
    const int64 n = 40 * pointwise_block + 21;
    const auto x = some_numbers<float>(n);
    const double one = sum_of_squares(x.data(), n, 1);
    for (const int threads : {2, 3, 5}) CHECK(sum_of_squares(x.data(), n, threads) == one);
}
