// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/convolution/depthwise.hpp>
#include <strata/kernels/reference/convolution.hpp>

#include "random_values.hpp"
#include "windows.hpp"

using namespace strata;

namespace {

// C, H, W, K, F, S, P, D, G
constexpr convolution_extents awkward[] = {
    convolution_of(2, 1, 1, 2, 1, 1, 0, 1, 2),
    convolution_of(6, 10, 10, 6, 3, 1, 1, 1, 6),
    convolution_of(17, 9, 25, 17, 3, 1, 1, 1, 17),
    convolution_of(5, 7, 9, 5, 3, 2, 0, 1, 5),
    convolution_of(33, 8, 8, 33, 3, 2, 1, 1, 33),
    convolution_of(16, 11, 11, 16, 5, 1, 2, 1, 16),
    convolution_of(3, 13, 12, 3, 3, 2, 2, 2, 3),
    convolution_of(4, 9, 9, 4, 2, 3, 1, 1, 4),
    convolution_of(7, 12, 14, 7, 11, 1, 5, 1, 7),
    convolution_of(2, 9, 9, 2, 3, 4, 0, 1, 2),
    // tiles that are whole, for each window and stride that has its own
    convolution_of(11, 3, 40, 11, 3, 1, 1, 1, 11),
    convolution_of(8, 5, 37, 8, 3, 2, 1, 1, 8),
    convolution_of(9, 6, 27, 9, 5, 1, 2, 1, 9),
    convolution_of(19, 8, 31, 19, 7, 1, 3, 1, 19),
    convolution_of(5, 4, 23, 5, 2, 1, 0, 1, 5),
    convolution_of(10, 4, 35, 10, 3, 2, 0, 2, 10),
    // pixels far apart
    convolution_of(512, 3, 9, 512, 3, 1, 1, 1, 512),
    convolution_of(544, 3, 11, 544, 3, 2, 1, 1, 544),
    convolution_of(513, 2, 6, 513, 3, 1, 1, 1, 513),
    {5, {9, 1}, {11, 7, 1, 3, 3}, 5, 5},
    {17, {9, 5, 2, 0, 1}, {8, 3, 1, 2, 0, 2}, 17, 17},
    {9, {1, 1}, {23, 3, 1, 4, 0, 2}, 9, 9},
};

template <class T>
void agrees(const convolution_extents& e) {
    REQUIRE(is_depthwise(e));
    const long x_size = long(e.C) * e.H() * e.W(), y_size = long(e.OH()) * e.OW() * e.K;
    const auto x = random_values<T>(x_size, 1), w = random_values<T>(e.weights(), 2),
               b = random_values<T>(e.K, 3), dz = random_values<T>(y_size, 4);
    auto y = random_values<T>(y_size, 5), dx = random_values<T>(x_size, 6),
         dw = random_values<T>(e.weights(), 7);

    std::vector<T> reference(y.size());
    const std::vector<T> behind(y.begin() + y_size, y.end());
    depthwise_convolve(e, x.data(), w.data(), b.data(), y.data(), [](T*, int) {}, {0, e.OH()});
    reference_convolve(e, x.data(), w.data(), b.data(), reference.data());
    CHECK(largest_difference(y, reference, y_size) <= rounding<T>(e.taps()));
    CHECK(std::equal(behind.begin(), behind.end(), y.begin() + y_size));

    std::vector<T> sums(static_cast<std::size_t>(long_sums<T>::elements(e.weights()) + slack_elements)),
        sums_of_db(static_cast<std::size_t>(long_sums<T>::elements(e.K) + slack_elements)), db(b.size()),
        reference_db(b.size());
    const auto sums_in = [](std::vector<T>& memory, long n) {
        return long_sums<T>(memory.data(), memory.data() + rounded(n), n, depthwise_blocks_of_run);
    };
    long_sums<T> of_dw = sums_in(sums, e.weights()), of_db = sums_in(sums_of_db, e.K);
    for (const bool add : {false, true}) {
        std::vector<T> reference_dx(dx.size()), reference_dw(dw.size());
        if (add) {
            reference_dx = dx;
            reference_dw = dw;
        }
        depthwise_gradient(e, dz.data(), w.data(), dx.data(), add);
        depthwise_weight_gradient(e, x.data(), dz.data(), of_dw, &of_db);
        of_dw.finish();
        of_db.finish_in(db.data());
        for (long i = 0; i < y_size; ++i)
            reference_db[static_cast<std::size_t>(i % e.K)] += dz[static_cast<std::size_t>(i)];
        std::copy_n(of_dw.some(), e.weights(), dw.data());
        reference_convolve_gradients(e, x.data(), w.data(), dz.data(), reference_dx.data(),
                                     reference_dw.data());
        CHECK(largest_difference(dx, reference_dx, x_size) <= 4 * rounding<T>(e.taps()));
        CHECK(largest_difference(dw, reference_dw, e.weights()) <= 4 * rounding<T>(e.OH() * e.OW()));
        CHECK(largest_difference(db, reference_db, e.K) <= 4 * rounding<T>(2 * e.OH() * e.OW()));
    }
}

}  // namespace

TEST_CASE("a depthwise convolution and its gradients agree with their plain twins over awkward sizes") {
    for (const convolution_extents& e : awkward) {
        CAPTURE(e.C);
        CAPTURE(e.H());
        CAPTURE(e.W());
        CAPTURE(e.y.F);
        CAPTURE(e.x.F);
        CAPTURE(e.y.S);
        CAPTURE(e.x.S);
        CAPTURE(e.y.before);
        CAPTURE(e.x.before);
        CAPTURE(e.y.D);
        CAPTURE(e.x.D);
        agrees<float>(e);
        agrees<double>(e);
    }
}
