// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/reference/unpooling.hpp>

#include "random_values.hpp"
#include "windows.hpp"

using namespace strata;

namespace {

// C, H, W, FH, FW, S, P
constexpr pooling_extents awkward[] = {
    pooling_of(1, 1, 1, 1, 1, 1, 0),        pooling_of(3, 6, 8, 2, 2, 2, 0),
    pooling_of(17, 7, 7, 3, 3, 2, 0),       pooling_of(5, 7, 9, 3, 3, 2, 1),
    pooling_of(33, 5, 5, 2, 2, 3, 0),       pooling_of(17, 6, 8, 3, 3, 2, 0, true),
    {17, {8, 3, 2, 0, 1}, {9, 2, 1, 1, 0}}, {5, {11, 3, 1, 2, 2, 2}, {9, 2, 2, 1, 1, 3}},
};
// C, H, W, N
constexpr nails_extents beds[] = {{1, 1, 1, 1}, {3, 2, 5, 2}, {17, 3, 1, 3}, {33, 2, 2, 1}};

template <class T>
void unpooling_agrees(const pooling_extents& e, bool add) {
    CAPTURE(e.C);
    CAPTURE(e.H());
    CAPTURE(e.W());
    CAPTURE(e.y.F);
    CAPTURE(e.y.S);
    CAPTURE(e.x.S);
    CAPTURE(e.y.before);
    CAPTURE(e.x.before);
    CAPTURE(add);
    const long large = long(e.C) * e.H() * e.W(), small = long(e.C) * e.OH() * e.OW();
    const auto before = random_values<T>(large, 1), x = random_values<T>(small, 2),
               dy = random_values<T>(large, 3);
    std::vector<T> pooled(x.size()), y(dy.size()), reference(dy.size()), dx = random_values<T>(small, 4),
                                                                         reference_dx(dx.size());
    std::vector<int> won(x.size());
    max_pool_forward(e, before.data(), pooled.data(), won.data());
    max_pool_backward<T>(e, won.data(), y.data(), long(e.W()) * e.C,
                         [&](long i, auto lanes) { return lanes.load(x.data() + i); });
    reference_max_unpool(e, won.data(), x.data(), reference.data());
    CHECK(y == reference);
    if (add) reference_dx = dx;
    max_unpool_backward(e, won.data(), dy.data(), dx.data(), add);
    reference_max_unpool_gradient(e, won.data(), dy.data(), reference_dx.data());
    CHECK(dx == reference_dx);
}

template <class T>
void nails_agree(const nails_extents& e, bool add) {
    CAPTURE(e.C);
    CAPTURE(e.H);
    CAPTURE(e.W);
    CAPTURE(e.N);
    CAPTURE(add);
    const long small = long(e.C) * e.H * e.W, large = small * e.N * e.N;
    const auto x = random_values<T>(small, 1), dy = random_values<T>(large, 2);
    auto y = random_values<T>(large, 3), dx = random_values<T>(small, 4);
    std::vector<T> reference(y.size()), reference_dx(dx.size());
    if (add) reference_dx = dx;
    for_each_nail(e, [&](long i, long nail) {
        reference[static_cast<std::size_t>(nail)] = x[static_cast<std::size_t>(i)];
        reference_dx[static_cast<std::size_t>(i)] += dy[static_cast<std::size_t>(nail)];
    });
    nails_forward(e, x.data(), y.data());
    nails_backward(e, dy.data(), dx.data(), add);
    CHECK(y == reference);
    CHECK(dx == reference_dx);
}

}  // namespace

TEST_CASE("unpooling and its gradient agree with their plain twins, overwritten and added to") {
    for (const pooling_extents& e : awkward)
        for (const bool add : {false, true}) {
            unpooling_agrees<float>(e, add);
            unpooling_agrees<double>(e, add);
        }
}

TEST_CASE("a bed of nails and its gradient agree with their plain twins, overwritten and added to") {
    for (const nails_extents& e : beds)
        for (const bool add : {false, true}) {
            nails_agree<float>(e, add);
            nails_agree<double>(e, add);
        }
}
