// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/rows_together.hpp>

#include "random_values.hpp"

using namespace strata;

TEST_CASE("rows that go together are whole vectors, and no longer than there is room for") {
    const auto check = []<class T>(T) {
        for (int C = 1; C <= few_columns; ++C) {
            CAPTURE(C);
            CHECK(rows_together<T>(C) * C % simd_width<T> == 0);
            CHECK(rows_together<T>(C) * C >= 64);
            CHECK(rows_together<T>(C) * C <= most_together<T>);
        }
        CHECK(rows_together<T>(few_columns + 1) == 1);
    };
    check(float{});
    check(double{});
}

TEST_CASE("a sweep over rows meets every element once, with the number of its column") {
    const auto check = []<class T>(T) {
        for (const int C : {1, 2, 3, 5, 8, 21, 33})
            for (const long begin : {0L, 3L})
                for (const long rows : {0L, 1L, 7L, 130L}) {
                    CAPTURE(C);
                    CAPTURE(rows);
                    const auto of = random_values<T>(C, 1);
                    const repeated_columns<T> repeated(of.data(), C);
                    std::vector<T> found(std::size_t((begin + rows + 2) * C) + 64, T(0)), expected = found;
                    sweep_rows<T>({begin, begin + rows}, C, [&](int64 i, int64 k, auto lanes) {
                        T* const to = found.data() + i;
                        lanes.store(to, simd<T>(lanes.load(to) + lanes.load(repeated.data() + k)));
                    });
                    for (long i = begin * C; i < (begin + rows) * C; ++i)
                        expected[std::size_t(i)] = of[std::size_t(i % C)];
                    CHECK(found == expected);
                }
    };
    check(float{});
    check(double{});
}

TEST_CASE("what has no columns is repeated as nothing") {
    CHECK(repeated_columns<float>(nullptr, 3).data() == nullptr);
}

TEST_CASE("sums of rows that go together are those of a plain loop in double") {
    const auto check = []<class T>(T, double tolerance) {
        for (int C = 1; C <= 15; ++C) {
            if (!sums_go_together<T>(C)) continue;
            for (const long begin : {0L, 2L})
                for (const long rows : {0L, 1L, 7L, 63L, 64L, 3000L}) {
                    CAPTURE(C);
                    CAPTURE(rows);
                    const auto x = random_values<T>((begin + rows) * C, 1),
                               y = random_values<T>((begin + rows) * C, 2);
                    std::vector<T> first(std::size_t(C) + 64), second = first;
                    T* const to[] = {first.data(), second.data()};
                    sum_rows_together({begin, begin + rows}, C, to, [&](int64 i, int64, auto lanes) {
                        const simd<T> v = lanes.load(x.data() + i);
                        return std::array<simd<T>, 2>{v, v * lanes.load(y.data() + i)};
                    });
                    for (long c = 0; c < C; ++c) {
                        double alone = 0, product = 0;
                        for (auto i = std::size_t(begin * C + c); i < std::size_t((begin + rows) * C);
                             i += std::size_t(C)) {
                            alone += double(x[i]);
                            product += double(x[i]) * double(y[i]);
                        }
                        CHECK(std::abs(double(first[std::size_t(c)]) - alone) <= tolerance * double(rows));
                        CHECK(std::abs(double(second[std::size_t(c)]) - product) <= tolerance * double(rows));
                    }
                }
        }
    };
    check(float{}, 1e-6);
    check(double{}, 1e-15);
}
