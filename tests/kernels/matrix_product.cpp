// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/products/matrix_product.hpp>

#include <algorithm>

#include "random_values.hpp"

using namespace strata;

namespace {

/// b as the product may get it: in rows, turned round, in panels.
enum class order_of_b { rows, columns, panels };

/// `least`: how far apart rows of a and b lie at least.
template <class T>
void agrees(int rows, int columns, int depth, long least = 0) {
    CAPTURE(rows);
    CAPTURE(columns);
    CAPTURE(depth);
    CAPTURE(least);
    const auto apart = [least](long size) { return std::max(size, least); };
    const auto a = random_values<T>(std::max(rows * apart(depth), depth * apart(rows)), 1),
               b = random_values<T>(std::max(depth * apart(columns), columns * apart(depth)), 2);
    const auto bias = random_values<T>(columns, 3), start = random_values<T>(long(rows) * columns, 4);
    std::vector<T> panels(static_cast<std::size_t>(panel_elements<T>(depth, columns) + slack_elements));
    pack_panels(b.data(), apart(columns), false, depth, columns, panels.data());
    const long sizes[][2] = {{apart(depth), 1}, {1, apart(rows)}};  // a as it is, a turned round
    for (const auto& [row, step] : sizes)
        for (const order_of_b order : {order_of_b::rows, order_of_b::columns, order_of_b::panels})
            for (const T* with_bias : {static_cast<const T*>(nullptr), bias.data()})
                for (const int threads : {0, 1, 2}) {  // 0: without scratch
                    if (order == order_of_b::columns && threads == 0) continue;
                    const bool add = !with_bias && threads != 1;
                    std::vector<T> c = start, reference = start;
                    std::vector<T> scratch(
                        static_cast<std::size_t>(threads * product_scratch<T>(columns, depth, step != 1)));
                    matrix_product<T> p{a.data(), row,  step,    b.data(), apart(columns), c.data(),
                                        columns,  rows, columns, depth,    with_bias,      add};
                    if (order == order_of_b::columns) {
                        p.turned = true;
                        p.ldb = apart(depth);
                    }
                    matrix_product<T> plain = p;
                    if (order == order_of_b::panels) {
                        p.b = panels.data();
                        p.ldb = in_panels;
                    }
                    p.scratch = threads > 0 ? scratch.data() : nullptr;
                    p.run(threads > 0 ? threads : 1);
                    plain.c = reference.data();
                    reference_matrix_product(plain);
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

TEST_CASE("so does one that is cut into several blocks along each side") {
    agrees<float>(product_rows + 8, 150, 300);
    agrees<float>(product_rows - 1, 130, 129);
    agrees<double>(2 * product_rows + 1, 129, 257);
    agrees<float>(1, 1100, 513);
    agrees<float>(49, 100, 120);
}

TEST_CASE("so does one whose operands lie so far apart that they are copied") {
    for (const int columns : {17, 100, 129}) {
        static_assert(product_packs_columns<float>(50, 6000) && product_packs_columns<double>(50, 6000) &&
                      product_copies_rows<float>(1, 6000));
        agrees<float>(50, columns, 31, 6000);
        agrees<double>(50, columns, 31, 6000);
    }
}

TEST_CASE("so does one of few terms, whose rows are written whole") {
    for (const int rows : {1, 3, 4, 7, 300})
        for (const int columns : {4 * tile_columns<float>, 4 * tile_columns<float> + 5, 1030})
            for (const int depth : {1, 3, most_shallow_terms}) {
                agrees<float>(rows, columns, depth);
                agrees<double>(rows, columns, depth);
            }
}

TEST_CASE("a product of few terms has the bits that its panels have") {
    const int rows = 9, columns = 5 * tile_columns<float> - 3, depth = 5;
    const auto a = random_values<float>(rows * depth, 1), b = random_values<float>(depth * columns, 2),
               start = random_values<float>(rows * columns, 3), bias = random_values<float>(columns, 4);
    for (const tile_start from : {tile_start::zero, tile_start::bias, tile_start::output}) {
        std::vector<float> by_rows = start, by_panels = start;
        panel_product<float> p{a.data(), rows,    b.data(), columns, by_rows.data(), columns,
                               rows,     columns, depth,    from,    bias.data()};
        run_shallow(p);
        p.c = by_panels.data();
        for (int left = 0; left < columns; left += tile_columns<float>) {
            panel_product<float> panel = p;
            panel.b += left;
            panel.c += left;
            panel.bias += left;
            panel.columns = std::min(tile_columns<float>, columns - left);
            run_panel(panel, tile_layout::by_column);
        }
        CHECK(by_rows == by_panels);
    }
}

TEST_CASE("a row of a product does not depend on the rows beside it") {
    const int columns = 37, depth = 19;
    const auto a = random_values<float>(20 * depth, 1), b = random_values<float>(depth * columns, 2);
    std::vector<float> all(20 * columns + 64), one(columns + 64);
    matrix_product<float>{a.data(), depth, 1, b.data(), columns, all.data(), columns, 20, columns, depth}.run(
        1);
    for (int r = 0; r < 20; ++r) {
        matrix_product<float>{a.data() + r * depth, depth,   1, b.data(), columns,
                              one.data(),           columns, 1, columns,  depth}
            .run(1);
        for (int j = 0; j < columns; ++j)
            CHECK(one[static_cast<std::size_t>(j)] == all[static_cast<std::size_t>(r * columns + j)]);
    }
}
