// SPDX-License-Identifier: MIT
#pragma once
/// What is done to pictures between steps of a gradient: shifts that are taken back, and blur.
#include <algorithm>
#include <array>
#include <cmath>
#include <strata/kernels/random.hpp>
#include <strata/target.hpp>
#include <strata/xtensor.hpp>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Planes [..., H, W] moved by (down, across) places; what leaves at one edge comes in at the other.
template <class T, std::size_t Rank>
requires(Rank >= 2)
    [[nodiscard]] xt::xtensor<T, Rank> rolled_planes(const xt::xtensor<T, Rank>& x, int down, int across) {
    xt::xtensor<T, Rank> y(x.shape());
    const int H = static_cast<int>(x.shape()[Rank - 2]), W = static_cast<int>(x.shape()[Rank - 1]);
    const auto inside = [](int at, int extent) { return ((at % extent) + extent) % extent; };
    for (std::size_t plane = 0; plane < x.size(); plane += static_cast<std::size_t>(H * W))
        for (int i = 0; i < H; ++i) {
            const T* const row = x.data() + plane + static_cast<std::size_t>(i * W);
            std::rotate_copy(row, row + (W - inside(across, W)) % W, row + W,
                             y.data() + plane + static_cast<std::size_t>(inside(i + down, H) * W));
        }
    return y;
}

/// Planes [..., H, W] under a Gaussian of this deviation in pixels, cut at three deviations; beyond an edge
/// is what is at the edge. 0: as they are.
template <class T, std::size_t Rank>
requires(Rank >= 2)
    [[nodiscard]] xt::xtensor<T, Rank> blurred_planes(const xt::xtensor<T, Rank>& x, double deviation) {
    if (!(deviation > 0)) return x;
    const int reach = std::max(1, static_cast<int>(std::ceil(3 * deviation)));
    std::vector<double> window;
    double sum = 0;
    for (int k = -reach; k <= reach; ++k) {
        window.push_back(std::exp(-0.5 * k * k / (deviation * deviation)));
        sum += window.back();
    }
    const int H = static_cast<int>(x.shape()[Rank - 2]), W = static_cast<int>(x.shape()[Rank - 1]);
    const auto along = [&](const xt::xtensor<T, Rank>& from, bool rows) {
        xt::xtensor<T, Rank> to(from.shape());
        for (std::size_t plane = 0; plane < from.size(); plane += static_cast<std::size_t>(H * W))
            for (int i = 0; i < H; ++i)
                for (int j = 0; j < W; ++j) {
                    double mean = 0;
                    for (int k = -reach; k <= reach; ++k) {
                        const int r = rows ? std::clamp(i + k, 0, H - 1) : i,
                                  q = rows ? j : std::clamp(j + k, 0, W - 1);
                        mean += window[static_cast<std::size_t>(k + reach)] *
                                static_cast<double>(from.data()[plane + static_cast<std::size_t>(r * W + q)]);
                    }
                    to.data()[plane + static_cast<std::size_t>(i * W + j)] = static_cast<T>(mean / sum);
                }
        return to;
    };
    return along(along(x, true), false);
}

/// Two shifts of at most `most` places each way, for step k.
[[nodiscard]] inline std::array<int, 2> jitter_of_step(const random_stream& random, int k, int most) {
    const auto shift = [&](std::uint64_t i) {
        return static_cast<int>(random.below(i, static_cast<std::uint32_t>(2 * most + 1))) - most;
    };
    const auto first = 4 * static_cast<std::uint64_t>(k);
    return {shift(first), shift(first + 1)};
}

}  // namespace strata::inline STRATA_TARGET
