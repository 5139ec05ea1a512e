// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <algorithm>
#include <strata/kernels/pooling/average_pooling.hpp>
#include <strata/kernels/pooling/max_pooling.hpp>
#include <strata/kernels/reference/pooling.hpp>

#include "random_values.hpp"
#include "windows.hpp"

using namespace strata;

namespace {

// C, H, W, FH, FW, S, P
constexpr pooling_extents awkward[] = {
    pooling_of(1, 1, 1, 1, 1, 1, 0),
    pooling_of(3, 6, 8, 2, 2, 2, 0),
    pooling_of(17, 7, 7, 3, 3, 2, 0),
    pooling_of(5, 7, 9, 3, 3, 2, 1),
    pooling_of(16, 5, 5, 5, 5, 1, 0),
    pooling_of(6, 9, 9, 2, 2, 1, 0),
    pooling_of(2, 4, 4, 2, 2, 2, 1),
    pooling_of(33, 8, 8, 4, 4, 4, 0),
    pooling_of(2, 3, 3, 3, 3, 3, 1),
    pooling_of(4, 7, 6, 2, 2, 2, 0),
    pooling_of(17, 6, 8, 3, 3, 2, 0, true),
    pooling_of(3, 6, 5, 2, 2, 3, 1, true),
    pooling_of(5, 6, 8, 3, 3, 2, 1, true),
    // that differ by axis and by side, and dilated ones
    {3, {9, 1}, {11, 3, 2, 1, 1}},
    {17, {8, 3, 2, 0, 1}, {9, 2, 1, 1, 0}},
    {5, {11, 3, 1, 2, 2, 2}, {9, 2, 2, 1, 1, 3}},
    {3, {12, 2, 4, 0, 0, 2}, {12, 2, 4, 1, 1, 3}},
    {6, {1, 1}, {23, 3, 2, 1, 0, 2, true}},
    {16, {1, 1}, {8, 2, 2}},
    // windows of more than a block of a sum, of few channels and of many
    pooling_of(1, 19, 23, 19, 23, 1, 0),
    pooling_of(2, 19, 23, 17, 19, 2, 1),
    pooling_of(3, 19, 23, 19, 23, 1, 0),
    pooling_of(70, 9, 70, 9, 70, 1, 0),
};

template <class T>
void agrees(const pooling_extents& e) {
    CAPTURE(e.C);
    CAPTURE(e.H());
    CAPTURE(e.W());
    CAPTURE(e.y.F);
    CAPTURE(e.y.S);
    CAPTURE(e.x.S);
    CAPTURE(e.y.before);
    CAPTURE(e.x.before);
    const long x_size = long(e.C) * e.H() * e.W(), y_size = long(e.C) * e.OH() * e.OW();
    const auto x = random_values<T>(x_size, 1), dy = random_values<T>(y_size, 2);
    std::vector<T> y(x.size() + dy.size()), reference = y;
    std::vector<int> won(y.size()), reference_won(y.size());
    max_pool_forward(e, x.data(), y.data(), won.data());
    reference_max_pool(e, x.data(), reference.data(), reference_won.data());
    CHECK(y == reference);
    CHECK(won == reference_won);

    std::vector<T> dx(x.size()), reference_dx(x.size());
    max_pool_backward<T>(e, won.data(), dx.data(), long(e.W()) * e.C,
                         [&](long i, auto lanes) { return lanes.load(dy.data() + i); });
    for_each_window(e, [&](long place, const taps_inside& rows, const taps_inside& columns) {
        for (int c = 0; c < e.C; ++c) {
            const long i = place * e.C + c;
            const int tap = won[static_cast<std::size_t>(i)], row = rows.begin + tap / e.x.F * e.y.D,
                      column = columns.begin + tap % e.x.F * e.x.D;
            reference_dx[static_cast<std::size_t>((long(row) * e.W() + column) * e.C + c)] +=
                dy[static_cast<std::size_t>(i)];
        }
    });
    CHECK(dx == reference_dx);

    if (e.apart()) {
        // written, not added, in an image with a margin that nothing may touch
        const long pitch = long(e.W()) * e.C + 5;
        std::vector<T> framed(static_cast<std::size_t>(e.H() * pitch + slack_elements)),
            reference_framed = framed;
        for (int row = 0; row < e.H(); ++row)
            for (long i = 0; i < pitch; ++i)
                reference_framed[static_cast<std::size_t>(row * pitch + i)] =
                    i < long(e.W()) * e.C ? dx[static_cast<std::size_t>(long(row) * e.W() * e.C + i)] : T(7);
        for (int row = 0; row < e.H(); ++row)
            std::fill_n(framed.begin() + row * pitch + long(e.W()) * e.C, 5, T(7));
        max_pool_backward<T>(
            e, won.data(), framed.data(), pitch,
            [&](long i, auto lanes) { return lanes.load(dy.data() + i); }, true);
        CHECK(framed == reference_framed);
    }

    if (e.y.D > 1 || e.x.D > 1) return;
    pooling_extents average = e;
    for (const bool inside_only : {false, true}) {
        average.inside_only = inside_only;
        average_pool_forward(average, x.data(), y.data());
        reference_average_pool(average, x.data(), reference.data());
        CHECK(largest_difference(y, reference, y_size) <= rounding<T>(e.taps()));
    }
}

}  // namespace

TEST_CASE("pooling agrees with its plain twin over awkward sizes") {
    for (const pooling_extents& e : awkward) {
        agrees<float>(e);
        agrees<double>(e);
    }
}

TEST_CASE("where windows cover an image every place is in one of them") {
    for (const pooling_extents& e : awkward) {
        std::vector<int> times(static_cast<std::size_t>(e.H() * e.W()));
        for_each_window(e, [&](long, const taps_inside& rows, const taps_inside& columns) {
            for (int fy = rows.first; fy < rows.end; ++fy)
                for (int fx = columns.first; fx < columns.end; ++fx)
                    ++times[static_cast<std::size_t>((rows.begin + fy * e.y.D) * e.W() + columns.begin +
                                                     fx * e.x.D)];
        });
        CAPTURE(e.H());
        CAPTURE(e.y.F);
        CAPTURE(e.y.S);
        CAPTURE(e.x.S);
        CAPTURE(e.y.before);
        CAPTURE(e.x.before);
        const bool once = std::ranges::all_of(times, [](int n) { return n == 1; });
        if (e.covers()) CHECK(once);
    }
    CHECK(pooling_of(3, 6, 8, 2, 2, 2, 0).covers());
}

TEST_CASE("of equal values the first wins, and a NaN is handed on") {
    constexpr pooling_extents e = pooling_of(1, 2, 2, 2, 2, 2, 0);
    std::vector<float> y(1 + slack_elements), x(4 + slack_elements);
    std::vector<int> won(1);
    for (const std::size_t i : {0U, 1U, 3U}) x[i] = 3;
    max_pool_forward(e, x.data(), y.data(), won.data());
    CHECK(won[0] == 0);
    for (std::size_t k = 0; k < 4; ++k) {
        for (std::size_t i = 0; i < 4; ++i) x[i] = static_cast<float>(i);
        x[k] = std::nanf("");
        max_pool_forward(e, x.data(), y.data(), won.data());
        CHECK(std::isnan(y[0]));
    }
}
