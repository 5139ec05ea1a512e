// SPDX-License-Identifier: MIT
#pragma once
/// The largest feature in each cell of a region.
///
///     forward     y[r, c, i, j] = max over the pixels k of cell (i, j) of x[n, c, k]; 0 where it has none
///     backward    dx[n, c, k*] += dy[r, c, i, j], k*: the pixel with the largest, the first of equals
///
///     corners: round(scale * corner), and both belong to the region, which has a pixel at least
///     cell i: rows floor(i side / height) to ceil((i + 1) side / height) of it, those in the map
///
/// (Girshick: "Fast R-CNN", 2015, section 2.1.) torchvision's roi_pool. Errors: those of `roi_align`.
#include <algorithm>
#include <cmath>
#include <limits>
#include <strata/kernels/parallel.hpp>
#include <strata/vision/regions.hpp>

namespace strata::inline STRATA_TARGET {

/// What is pooled, and from which pixel of its map each of it is: -1 where from none.
template <class T>
struct pooled_regions {
    xt::xtensor<T, 4> values;
    xt::xtensor<int, 4> winners;
};

namespace detail {

/// The pixels [begin, end) of a map that cell number `cell` of a region has, along one axis.
struct pixel_range {
    int begin, end;

    pixel_range(float first, float last, float scale, int cells, int cell, int extent) {
        const int from = static_cast<int>(std::round(first * scale)),
                  to = static_cast<int>(std::round(last * scale));
        const float side = static_cast<float>(std::max(to - from + 1, 1)) / static_cast<float>(cells);
        begin = std::clamp(from + static_cast<int>(std::floor(static_cast<float>(cell) * side)), 0, extent);
        end = std::clamp(from + static_cast<int>(std::ceil(static_cast<float>(cell + 1) * side)), 0, extent);
    }
};

}  // namespace detail

template <class T>
[[nodiscard]] pooled_regions<T> roi_pool(const xt::xtensor<T, 4>& features, std::span<const region> regions,
                                         const region_options& options = {},
                                         int threads = default_threads()) {
    const auto& [N, C, H, W] = features.shape();
    detail::check_regions(regions, N, options);
    detail::check_maps(H, W);
    const auto height = static_cast<std::size_t>(options.height),
               width = static_cast<std::size_t>(options.width);
    const std::array<std::size_t, 4> extents{regions.size(), C, height, width};
    pooled_regions<T> y{xt::xtensor<T, 4>(extents, T(0)), xt::xtensor<int, 4>(extents, -1)};
    const std::size_t channels = C, of_map = H * W;
    const int rows = static_cast<int>(H), columns = static_cast<int>(W);
    parallel_for(static_cast<int>(regions.size()), threads, [&](int number, int) {
        const auto r = static_cast<std::size_t>(number);
        const box& b = regions[r].where;
        const T* x = features.data() + static_cast<std::size_t>(regions[r].picture) * channels * of_map;
        std::size_t to = r * channels * height * width;
        std::vector<detail::pixel_range> downwards, rightwards;
        for (int i = 0; i < options.height; ++i)
            downwards.emplace_back(b.y1, b.y2, options.scale, options.height, i, rows);
        for (int j = 0; j < options.width; ++j)
            rightwards.emplace_back(b.x1, b.x2, options.scale, options.width, j, columns);
        for (std::size_t c = 0; c < channels; ++c, x += of_map)
            for (const detail::pixel_range& down : downwards)
                for (const detail::pixel_range& across : rightwards) {
                    T largest = std::numeric_limits<T>::lowest();
                    int winner = -1;
                    for (int row = down.begin; row < down.end; ++row)
                        for (int column = across.begin; column < across.end; ++column)
                            if (const T v = x[row * columns + column]; v > largest || winner < 0)
                                largest = v, winner = row * columns + column;
                    if (winner >= 0) y.values.data()[to] = largest, y.winners.data()[to] = winner;
                    ++to;
                }
    });
    return y;
}

/// The gradient of features [N, C, H, W] from that of what was pooled of them. Errors: slopes of other
/// extents than `pooled`; another number of regions or channels; a winner that is outside of the maps.
template <class T>
[[nodiscard]] xt::xtensor<T, 4> roi_pool_gradient(const xt::xtensor<T, 4>& slopes,
                                                  const pooled_regions<T>& pooled,
                                                  std::span<const region> regions,
                                                  const std::array<std::size_t, 4>& features) {
    const auto& extents = pooled.winners.shape();
    detail::check_slopes(slopes.shape(), {regions.size(), features[1], extents[2], extents[3]});
    detail::check_slopes(extents, {regions.size(), features[1], extents[2], extents[3]});
    detail::check_regions(regions, features[0], {});
    const auto of_map = features[2] * features[3], each = extents[2] * extents[3];
    for (const int winner : pooled.winners)
        if (winner >= 0 && static_cast<std::size_t>(winner) >= of_map)
            throw_error({.problem = "the features had larger maps when they were pooled",
                         .expected = "a pixel below " + std::to_string(of_map),
                         .found = std::to_string(winner)});
    xt::xtensor<T, 4> dx(features, T(0));
    for (std::size_t i = 0; i < slopes.size(); ++i) {
        const int winner = pooled.winners.data()[i];
        if (winner < 0) continue;
        const std::size_t c = i / each % features[1], r = i / each / features[1];
        dx.data()[(static_cast<std::size_t>(regions[r].picture) * features[1] + c) * of_map +
                  static_cast<std::size_t>(winner)] += slopes.data()[i];
    }
    return dx;
}

}  // namespace strata::inline STRATA_TARGET
