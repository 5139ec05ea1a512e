// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/matrix_product.hpp>

#include "random_values.hpp"

using namespace strata;

namespace {

template <class T>
void agrees(int rows, int columns, int depth) {
    CAPTURE(rows); CAPTURE(columns); CAPTURE(depth);
    const auto a = random_values<T>(long(rows) * depth, 1), b = random_values<T>(long(depth) * columns, 2), bias = random_values<T>(columns, 3);
    const auto start = random_values<T>(long(rows) * columns, 4);
    const long sizes[][2] = {{depth, 1}, {1, rows}};  // a as it is, a turned round
    for (const auto& [row, step] : sizes)
        for (const T* with_bias : {static_cast<const T*>(nullptr), bias.data()})
            for (const bool add : {false, true}) {
                if (add && with_bias) continue;
                std::vector<T> c = start, reference = start;
                matrix_product<T> p{a.data(), row, step, b.data(), columns, c.data(), columns, rows, columns, depth, with_bias, add};
                p.run(2);
                p.c = reference.data();
                reference_matrix_product(p);
                CHECK(largest_difference(c, reference, long(rows) * columns) <= rounding<T>(depth));
            }
}

}  // namespace

TEST_CASE("a matrix product agrees with its plain twin over awkward sizes") {
    for (const int rows : {1, 2, 5, 6, 7, 13, 49})
        for (const int columns : {1, 3, 8, 16, 17, 33, 64, 65, 100})
            for (const int depth : {1, 2, 31}) {
                agrees<float>(rows, columns, depth);
                agrees<double>(rows, columns, depth);
            }
}

TEST_CASE("a row of a product does not depend on the rows beside it") {
    const int columns = 37, depth = 19;
    const auto a = random_values<float>(20 * depth, 1), b = random_values<float>(depth * columns, 2);
    std::vector<float> all(20 * columns + 64), one(columns + 64);
    matrix_product<float>{a.data(), depth, 1, b.data(), columns, all.data(), columns, 20, columns, depth}.run(1);
    for (int r = 0; r < 20; ++r) {
        matrix_product<float>{a.data() + r * depth, depth, 1, b.data(), columns, one.data(), columns, 1, columns, depth}.run(1);
        for (int j = 0; j < columns; ++j) CHECK(one[static_cast<std::size_t>(j)] == all[static_cast<std::size_t>(r * columns + j)]);
    }
}

TEST_CASE("a transposed matrix has its rows as columns") {
    for (const int rows : {1, 3, 32, 45})
        for (const int columns : {1, 7, 64, 70}) {
            const auto x = random_values<float>(long(rows) * columns, 1);
            std::vector<float> y(x.size());
            transpose(x.data(), y.data(), rows, columns, 2);
            bool same = true;
            for (int i = 0; i < rows; ++i)
                for (int j = 0; j < columns; ++j)
                    same = same && y[static_cast<std::size_t>(j * rows + i)] == x[static_cast<std::size_t>(i * columns + j)];
            CHECK(same);
        }
}

TEST_CASE("columns of a wider matrix are transposed into a wider one") {
    for (const int rows : {1, 3, 33})
        for (const int columns : {1, 7, 40}) {
            const long ldx = columns + 5, ldy = rows + 3;
            const auto x = random_values<float>(rows * ldx, 1);
            std::vector<float> y(static_cast<std::size_t>(columns * ldy), 9.0F);
            transpose(x.data(), ldx, y.data(), ldy, rows, columns, 2);
            bool same = true;
            for (int j = 0; j < columns; ++j)
                for (int i = 0; i < ldy; ++i)
                    same = same && y[static_cast<std::size_t>(j * ldy + i)] == (i < rows ? x[static_cast<std::size_t>(i * ldx + j)] : 9.0F);
            CHECK(same);
        }
}
