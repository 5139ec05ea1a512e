// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <algorithm>
#include <strata/kernels/convolution/transposed_convolution.hpp>
#include <strata/kernels/reference/transposed_convolution.hpp>

#include "random_values.hpp"
#include "windows.hpp"

using namespace strata;

namespace {

// of the convolution from y to x: K, OH, OW, C, F, S, P, D, G
constexpr convolution_extents awkward[] = {
    convolution_of(1, 1, 1, 1, 1, 1, 0, 1, 1),
    convolution_of(5, 7, 9, 3, 3, 1, 1, 1, 1),
    convolution_of(5, 7, 7, 3, 3, 2, 0, 1, 1),
    convolution_of(6, 10, 8, 4, 3, 2, 1, 1, 2),
    convolution_of(8, 11, 11, 4, 3, 1, 2, 2, 1),
    convolution_of(8, 13, 12, 4, 3, 2, 2, 2, 4),
    convolution_of(2, 6, 6, 2, 1, 2, 0, 1, 1),
    convolution_of(70, 6, 6, 17, 3, 1, 1, 1, 1),
    convolution_of(6, 10, 10, 6, 3, 1, 1, 1, 6),
    convolution_of(4, 11, 9, 3, 2, 3, 1, 1, 1),
    convolution_of(1, 12, 12, 33, 4, 2, 1, 1, 1),
    convolution_of(3, 16, 16, 18, 5, 2, 2, 1, 1),
    convolution_of(33, 4, 4, 5, 2, 2, 0, 1, 1),
    convolution_of(2, 9, 11, 3, 3, 1, 4, 1, 1),
    // that differ by axis and by side
    {5, {9, 1}, {11, 7, 1, 3, 3}, 6},
    {4, {11, 3, 2, 0, 1}, {10, 4, 3, 2, 1}, 8, 2},
    {3, {12, 3, 1, 2, 2, 2}, {9, 2, 1, 0, 3, 3}, 18},
    {7, {1, 1}, {31, 4, 2, 1, 1}, 24},
    // dense layers: one tap, and windows as large as y
    convolution_of(20, 5, 6, 18, 1, 1, 0, 1, 1),
    convolution_of(3, 7, 7, 40, 7, 1, 0, 1, 1),
    convolution_of(9, 4, 4, 5, 4, 2, 0, 1, 1),
    {6, {5, 5}, {3, 3}, 17},
    {70, {1, 1}, {9, 9, 3}, 19},
};
static_assert(std::all_of(std::end(awkward) - 5, std::end(awkward), is_transposed_product) &&
              std::none_of(std::begin(awkward) + 1, std::end(awkward) - 5, is_transposed_product));

/// Two samples through both directions, on `threads` threads.
template <class T>
struct both_ways {
    static constexpr int n = 2;
    convolution_extents e;
    long x_size, y_size;
    std::vector<T> x, w, b, dy, y, dx, dw, db, dz, scratch, shared;

    explicit both_ways(const convolution_extents& numbers)
        : e(numbers),
          x_size(long(e.OH()) * e.OW() * e.K),
          y_size(long(e.H()) * e.W() * e.C),
          x(random_values<T>(n * x_size, 1)),
          w(random_values<T>(e.weights(), 2)),
          b(random_values<T>(e.C, 3)),
          dy(random_values<T>(n * y_size, 4)),
          y(random_values<T>(n * y_size, 5)),
          dx(random_values<T>(n * x_size, 6)),
          dw(random_values<T>(e.weights(), 7)),
          db(random_values<T>(e.C, 8)),
          dz(random_values<T>(n * transposed_per_sample(e) + slack_elements, 11)),
          scratch(random_values<T>(2 * transposed_scratch<T>(e), 9)),
          shared(random_values<T>(transposed_packed<T>(e) + transposed_shared<T>(e), 10)) {}

    void run(bool biased, bool add, int threads) {
        transposed_pass<T> p{e,
                             n,
                             threads,
                             x.data(),
                             w.data(),
                             biased ? b.data() : nullptr,
                             y.data(),
                             scratch.data(),
                             shared.data()};
        pack_transposed(e, w.data(), shared.data());
        transposed_forward<identity_map>(p);
        p.dy = dy.data();
        p.dx = dx.data();
        p.dw = dw.data();
        p.db = db.data();
        p.add_dx = add;
        p.dz = dz.data();
        transposed_backward<identity_map>(p);
    }
};

template <class T>
void agrees(const convolution_extents& e, bool flag) {
    CAPTURE(e.C);
    CAPTURE(e.H());
    CAPTURE(e.W());
    CAPTURE(e.K);
    CAPTURE(e.y.F);
    CAPTURE(e.x.F);
    CAPTURE(e.y.S);
    CAPTURE(e.x.S);
    CAPTURE(e.y.before);
    CAPTURE(e.x.before);
    CAPTURE(e.y.D);
    CAPTURE(e.x.D);
    CAPTURE(e.G);
    CAPTURE(flag);
    both_ways<T> fast(e);
    std::vector<T> y(fast.y.size()), dx(fast.dx.size()), dw(fast.dw.size());
    if (flag) dx = fast.dx;
    for (long s = 0; s < fast.n; ++s) {
        reference_transposed_convolve(e, &fast.x[static_cast<std::size_t>(s * fast.x_size)], fast.w.data(),
                                      flag ? fast.b.data() : nullptr,
                                      &y[static_cast<std::size_t>(s * fast.y_size)]);
        reference_transposed_gradients(e, &fast.x[static_cast<std::size_t>(s * fast.x_size)], fast.w.data(),
                                       &fast.dy[static_cast<std::size_t>(s * fast.y_size)],
                                       &dx[static_cast<std::size_t>(s * fast.x_size)], dw.data());
    }
    fast.run(flag, flag, 1);
    CHECK(largest_difference(fast.y, y, fast.n * fast.y_size) <= 4 * rounding<T>(e.taps() * e.K));
    CHECK(largest_difference(fast.dx, dx, fast.n * fast.x_size) <= 4 * rounding<T>(e.taps() * e.C));
    CHECK(largest_difference(fast.dw, dw, e.weights()) <= 4 * rounding<T>(2 * e.OH() * e.OW()));
}

}  // namespace

TEST_CASE(
    "a transposed convolution and its gradients agree with their plain twins, with a bias and added to or "
    "not") {
    for (const convolution_extents& e : awkward)
        for (const bool flag : {false, true}) {
            agrees<float>(e, flag);
            agrees<double>(e, flag);
        }
}

TEST_CASE("a transposed convolution has the same bits for any number of threads") {
    for (const convolution_extents& e : {awkward[3], std::end(awkward)[-4]}) {
        both_ways<float> one(e), two(e);
        one.run(true, false, 1);
        two.run(true, false, 2);
        CHECK(one.y == two.y);
        CHECK(one.dx == two.dx);
        CHECK(one.dw == two.dw);
        CHECK(one.db == two.db);
    }
}
