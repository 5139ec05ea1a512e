// SPDX-License-Identifier: MIT
#pragma once
/// Short ways to say the numbers of windows that are alike along both axes.
#include <strata/kernels/convolution/convolution_extents.hpp>
#include <strata/kernels/pooling/pooling_windows.hpp>

namespace strata {

/// Square windows of F taps over H x W places, S apart, with P zeros on each side and D places between taps.
constexpr convolution_extents convolution_of(int C, int H, int W, int K, int F, int S, int P, int D, int G) {
    return {C, {H, F, S, P, P, D}, {W, F, S, P, P, D}, K, G};
}
constexpr pooling_extents pooling_of(int C, int H, int W, int FY, int FX, int S, int P, bool up = false) {
    return {C, {H, FY, S, P, P, 1, up}, {W, FX, S, P, P, 1, up}};
}

}  // namespace strata
