// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <limits>
#include <strata/kernels/reductions.hpp>

#include "random_values.hpp"

using namespace strata;

namespace reduction_kernels {

/// A number in ten, so that many are equal.
template <class T>
std::vector<T> few_values(long n) {
    auto x = random_values<T>(n, 5);
    for (T& v : x) v = std::round(v * T(2));
    return x;
}

/// The sums of rows and columns in double, and how far others are from them.
template <class T>
void check_sums(long R, long C) {
    const auto x = random_values<T>(R * C, 1);
    auto row = random_values<T>(C, 2), column = random_values<T>(R, 3);
    sum_to_row(x.data(), R, C, T(0.5), row.data());
    sum_to_column(x.data(), R, C, T(0.5), column.data());
    std::vector<double> of_row(static_cast<std::size_t>(C)), of_column(static_cast<std::size_t>(R));
    for (std::size_t r = 0, i = 0; r < of_column.size(); ++r)
        for (std::size_t c = 0; c < of_row.size(); ++c, ++i) {
            of_row[c] += 0.5 * static_cast<double>(x[i]);
            of_column[r] += 0.5 * static_cast<double>(x[i]);
        }
    const double near = 1e-6 * static_cast<double>(R + C);
    for (std::size_t c = 0; c < of_row.size(); ++c) CHECK(std::abs(double(row[c]) - of_row[c]) < near);
    for (std::size_t r = 0; r < of_column.size(); ++r)
        CHECK(std::abs(double(column[r]) - of_column[r]) < near);
}

/// A row and a column spread over a matrix, with something after it.
template <class T>
void check_spreads(long R, long C, bool add) {
    const auto row = random_values<T>(C, 1), column = random_values<T>(R, 2);
    auto of_row = random_values<T>(R * C, 3), of_column = of_row, row_twin = of_row, column_twin = of_row;
    spread_of_row(row.data(), R, C, T(0.5), of_row.data(), add);
    spread_of_column(column.data(), R, C, T(0.5), of_column.data(), add);
    for (std::size_t r = 0, i = 0; r < std::size_t(R); ++r)
        for (std::size_t c = 0; c < std::size_t(C); ++c, ++i) {
            row_twin[i] = (add ? row_twin[i] : T(0)) + T(0.5) * row[c];
            column_twin[i] = (add ? column_twin[i] : T(0)) + T(0.5) * column[r];
        }
    CHECK(of_row == row_twin);
    CHECK(of_column == column_twin);
}

/// The largest of rows and columns, and the first place that has them.
template <class T>
void check_largest(long R, long C) {
    const auto x = few_values<T>(R * C);
    auto row = random_values<T>(C, 2), column = random_values<T>(R, 3);
    std::vector<std::int32_t> first_row(static_cast<std::size_t>(C) + 64, 77),
        first_column(static_cast<std::size_t>(R));
    max_to_row(x.data(), R, C, row.data(), first_row.data());
    max_to_column(x.data(), R, C, column.data(), first_column.data());
    const auto at = [&](long r, long c) { return x[static_cast<std::size_t>(r * C + c)]; };
    bool same = true;
    for (long c = 0; c < C; ++c) {
        long best = 0;
        for (long r = 1; r < R; ++r)
            if (at(r, c) > at(best, c)) best = r;
        same = same && row[std::size_t(c)] == at(best, c) && first_row[std::size_t(c)] == best;
    }
    for (long r = 0; r < R; ++r) {
        long best = 0;
        for (long c = 1; c < C; ++c)
            if (at(r, c) > at(r, best)) best = c;
        same = same && column[std::size_t(r)] == at(r, best) && first_column[std::size_t(r)] == best;
    }
    CHECK(same);
    CHECK(first_row[static_cast<std::size_t>(C)] == 77);  // what is behind is left alone
}

}  // namespace reduction_kernels

TEST_CASE(
    "sums of rows and columns are those of plain loops in double, and their gradients those of plain loops") {
    for (const long R : {1L, 3L, 64L, 65L, 200L})
        for (const long C : {1L, 2L, 3L, 5L, 8L, 17L, 31L, 33L, 65L, 1030L}) {
            CAPTURE(R);
            CAPTURE(C);
            reduction_kernels::check_sums<float>(R, C);
            reduction_kernels::check_sums<double>(R, C);
            reduction_kernels::check_spreads<float>(R, C, false);
            reduction_kernels::check_spreads<double>(R, C, true);
        }
}

TEST_CASE("the largest of rows and columns, and the first place that has them, are those of plain loops") {
    for (const long R : {1L, 3L, 64L, 65L, 200L, 1031L})
        for (const long C : {1L, 2L, 3L, 8L, 17L, 31L, 33L, 65L, 601L}) {
            CAPTURE(R);
            CAPTURE(C);
            reduction_kernels::check_largest<float>(R, C);
            reduction_kernels::check_largest<double>(R, C);
        }
}

TEST_CASE("a NaN is larger than all, and the first one wins, by rows, by columns and without places") {
    constexpr float nan = std::numeric_limits<float>::quiet_NaN(), most = std::numeric_limits<float>::max();
    for (const long R : {5L, 40L, 700L})
        for (const long C : {3L, 5L, 37L}) {
            CAPTURE(R);
            CAPTURE(C);
            auto x = random_values<float>(R * C, 1);
            x[0] = most;
            x[std::size_t(3 * C + 1)] = x[std::size_t(4 * C + 1)] = x[std::size_t(4 * C + 2)] = nan;
            std::vector<float> row(std::size_t(C + 8)), alone(std::size_t(C + 8)), column(std::size_t(R + 8));
            std::vector<std::int32_t> first_row(std::size_t(C + 8)), first_column(std::size_t(R + 8));
            max_to_row(x.data(), R, C, row.data(), first_row.data());
            max_to_row(x.data(), R, C, alone.data(), nullptr);
            max_to_column(x.data(), R, C, column.data(), first_column.data());
            CHECK(row[0] == most);
            CHECK((std::isnan(row[1]) && std::isnan(row[2])));
            CHECK((std::isnan(alone[1]) && std::isnan(alone[2])));
            CHECK(alone[0] == most);
            CHECK((first_row[0] == 0 && first_row[1] == 3 && first_row[2] == 4));
            CHECK(column[0] == most);
            CHECK((std::isnan(column[3]) && std::isnan(column[4])));
            CHECK((first_column[0] == 0 && first_column[3] == 1 && first_column[4] == 1));
        }
}
