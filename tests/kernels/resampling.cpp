// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/images/resampling.hpp>
#include <strata/kernels/reference/resampling.hpp>

#include "random_values.hpp"

using namespace strata;

namespace resampling_tests {

template <class T, class Extents>
void agrees(const Extents& e) {
    CAPTURE(e.C);
    CAPTURE(e.H);
    CAPTURE(e.W);
    CAPTURE(e.K);
    CAPTURE(e.bilinear);
    const long less = long(e.C) * e.H * e.W, more = less * e.K * e.K, beyond = 5;
    const auto x = random_values<T>(less, 1), dy = random_values<T>(more, 2);
    std::vector<T> y = random_values<T>(more, 3), dx = random_values<T>(less, 4);
    std::vector<double> reference(y.size()), reference_dx(dx.begin(), dx.end());
    for (long i = 0; i < beyond; ++i)
        y[static_cast<std::size_t>(more + i)] = dx[static_cast<std::size_t>(less + i)] = T(7);
    upsample_forward(e, x.data(), y.data());
    upsample_backward(e, dy.data(), dx.data());
    reference_upsample(e, x.data(), reference.data());
    reference_upsample_gradient(e, dy.data(), reference_dx.data());
    const std::vector<double> found(y.begin(), y.end()), found_dx(dx.begin(), dx.end());
    CHECK(largest_difference(found, reference, more) <= rounding<T>(3));
    CHECK(largest_difference(found_dx, reference_dx, less) <=
          rounding<T>(sizeof(T) == 4 ? 2L * e.K + 1 : 4L * e.K * e.K));
    for (long i = 0; i < beyond; ++i) {
        CHECK(y[static_cast<std::size_t>(more + i)] == T(7));
        CHECK(dx[static_cast<std::size_t>(less + i)] == T(7));
    }
}

template <int K>
void all_agree() {
    // C, H, W
    constexpr int sizes[][3] = {{1, 1, 1}, {1, 3, 7}, {2, 2, 5},  {3, 5, 4},  {6, 1, 3},
                                {8, 3, 3}, {9, 2, 1}, {17, 4, 2}, {21, 2, 2}, {32, 2, 3}};
    for (const auto& s : sizes) {
        agrees<float>(resampling_extents<K, true>{s[0], s[1], s[2]});
        agrees<float>(resampling_extents<K, false>{s[0], s[1], s[2]});
        agrees<double>(resampling_extents<K, true>{s[0], s[1], s[2]});
    }
}

}  // namespace resampling_tests

TEST_CASE("larger images and their gradients agree with their plain twins, and nothing is stored beyond") {
    resampling_tests::all_agree<1>();
    resampling_tests::all_agree<2>();
    resampling_tests::all_agree<3>();
    resampling_tests::all_agree<4>();
    resampling_tests::all_agree<33>();
}
