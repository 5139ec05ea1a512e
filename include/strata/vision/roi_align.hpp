// SPDX-License-Identifier: MIT
#pragma once
/// Regions of features, sampled between pixels, so that no edge of a box is rounded.
///
///     forward     y[r, c, i, j]  = 1/(g h) sum over g x h points p of cell (i, j): sum_k v[k] x[n, c, k]
///     backward    dx[n, c, k]   += 1/(g h) v[k] dy[r, c, i, j]
///
///     n: the region's picture    k: the four pixels around p    v: the weights of bilinear interpolation
///     the box is scale * box, from which `aligned` takes half a pixel; without, its sides are 1 at least
///     g = h = `sampling`, or at 0 one point for each pixel of a cell, rounded up
///     points outside of [-1, H] x [-1, W] are 0; those in between the border and them have its pixels
///
/// (He and others: "Mask R-CNN", 2017, section 3.) torchvision's roi_align. Errors: a region that is no box
/// in one of the pictures; sizes below 1; a sampling below 0. No regions: [0, C, height, width].
#include <algorithm>
#include <cmath>
#include <strata/kernels/parallel.hpp>
#include <strata/vision/regions.hpp>

namespace strata::inline STRATA_TARGET {

struct roi_align_options : region_options {
    int sampling = 0;      ///< points of a cell in each direction; 0: as many as it has pixels
    bool aligned = false;  ///< whether pixels have their middles at whole numbers plus a half, as they do
};

namespace detail {

/// A point between four pixels of a map: its cell, where they are, and their weights.
template <class T>
struct sample_point {
    std::size_t cell;
    std::array<std::size_t, 4> pixel;
    std::array<T, 4> weight;
};

/// The two pixels that a coordinate lies between, and how far it is from the first.
template <class T>
struct pixel_pair {
    int low, high;
    T beyond;

    pixel_pair(T at, int extent)
        : low(static_cast<int>(at)), high(low + 1), beyond(at - static_cast<T>(low)) {
        if (low >= extent - 1) low = high = extent - 1, beyond = 0;
    }
};

/// The points of a region over maps of H x W, in the order of cells; those that are 0 are left out.
template <class T>
[[nodiscard]] std::vector<sample_point<T>> points_of(const box& b, int H, int W, const roi_align_options& o) {
    const T scale = static_cast<T>(o.scale), half = o.aligned ? T(0.5) : T(0);
    const T x = static_cast<T>(b.x1) * scale - half, y = static_cast<T>(b.y1) * scale - half;
    T width = static_cast<T>(b.x2) * scale - half - x, height = static_cast<T>(b.y2) * scale - half - y;
    if (!o.aligned) width = std::max(width, T(1)), height = std::max(height, T(1));
    const T across = width / static_cast<T>(o.width), down = height / static_cast<T>(o.height);
    const int columns = o.sampling > 0 ? o.sampling : static_cast<int>(std::ceil(across)),
              rows = o.sampling > 0 ? o.sampling : static_cast<int>(std::ceil(down));
    const T share = 1 / static_cast<T>(std::max(int64{rows} * columns, int64{1}));
    const auto at = [](T from, T side, int cell, int i, int points) {
        return from + static_cast<T>(cell) * side +
               (static_cast<T>(i) + T(0.5)) * side / static_cast<T>(points);
    };
    const auto outside = [](T v, int extent) { return v < T(-1) || v > static_cast<T>(extent); };
    std::vector<sample_point<T>> points;
    for (int i = 0; i < o.height; ++i)
        for (int j = 0; j < o.width; ++j)
            for (int row = 0; row < rows; ++row) {
                const T v = at(y, down, i, row, rows);
                if (outside(v, H)) continue;
                const pixel_pair<T> up(std::max(v, T(0)), H);
                for (int column = 0; column < columns; ++column) {
                    const T u = at(x, across, j, column, columns);
                    if (outside(u, W)) continue;
                    const pixel_pair<T> left(std::max(u, T(0)), W);
                    const auto pixel = [W](int r, int c) { return static_cast<std::size_t>(r * W + c); };
                    const T p = up.beyond, q = left.beyond;
                    points.push_back({.cell = static_cast<std::size_t>(i * o.width + j),
                                      .pixel = {pixel(up.low, left.low), pixel(up.low, left.high),
                                                pixel(up.high, left.low), pixel(up.high, left.high)},
                                      .weight = {share * (1 - p) * (1 - q), share * (1 - p) * q,
                                                 share * p * (1 - q), share * p * q}});
                }
            }
    return points;
}

inline void check_align(std::span<const region> regions, std::size_t pictures, const roi_align_options& o) {
    check_regions(regions, pictures, o);
    if (o.sampling < 0)
        throw_error({.problem = "a cell cannot have so few points",
                     .name = "roi_align_options",
                     .expected = "0 or more",
                     .found = std::to_string(o.sampling)});
}

}  // namespace detail

template <class T>
[[nodiscard]] xt::xtensor<T, 4> roi_align(const xt::xtensor<T, 4>& features, std::span<const region> regions,
                                          const roi_align_options& options = {},
                                          int threads = default_threads()) {
    const auto& [N, C, H, W] = features.shape();
    detail::check_align(regions, N, options);
    detail::check_maps(H, W);
    const auto height = static_cast<std::size_t>(options.height),
               width = static_cast<std::size_t>(options.width);
    xt::xtensor<T, 4> y(std::array<std::size_t, 4>{regions.size(), C, height, width}, T(0));
    const std::size_t channels = C, of_map = H * W, of_region = height * width;
    const int rows = static_cast<int>(H), columns = static_cast<int>(W);
    parallel_for(static_cast<int>(regions.size()), threads, [&](int number, int) {
        const auto r = static_cast<std::size_t>(number);
        const auto points = detail::points_of<T>(regions[r].where, rows, columns, options);
        for (std::size_t c = 0; c < channels; ++c) {
            const T* const x =
                features.data() + (static_cast<std::size_t>(regions[r].picture) * channels + c) * of_map;
            T* const to = y.data() + (r * channels + c) * of_region;
            for (const auto& p : points)
                for (std::size_t k = 0; k < 4; ++k) to[p.cell] += p.weight[k] * x[p.pixel[k]];
        }
    });
    return y;
}

/// The gradient of features [N, C, H, W] from that of their regions, `slopes` [R, C, height, width]: the same
/// bits with any number of threads, which share the channels.
template <class T>
[[nodiscard]] xt::xtensor<T, 4> roi_align_gradient(const xt::xtensor<T, 4>& slopes,
                                                   std::span<const region> regions,
                                                   const std::array<std::size_t, 4>& features,
                                                   const roi_align_options& options = {},
                                                   int threads = default_threads()) {
    detail::check_align(regions, features[0], options);
    detail::check_maps(features[2], features[3]);
    const std::size_t channels = features[1], of_map = features[2] * features[3];
    const auto height = static_cast<std::size_t>(options.height),
               width = static_cast<std::size_t>(options.width);
    detail::check_slopes(slopes.shape(), {regions.size(), channels, height, width});
    xt::xtensor<T, 4> dx(features, T(0));
    for (std::size_t r = 0; r < regions.size(); ++r) {
        const auto points = detail::points_of<T>(regions[r].where, static_cast<int>(features[2]),
                                                 static_cast<int>(features[3]), options);
        parallel_for(static_cast<int>(channels), threads, [&](int channel, int) {
            const auto c = static_cast<std::size_t>(channel);
            T* const to = dx.data() + (static_cast<std::size_t>(regions[r].picture) * channels + c) * of_map;
            const T* const from = slopes.data() + (r * channels + c) * height * width;
            for (const auto& p : points)
                for (std::size_t k = 0; k < 4; ++k) to[p.pixel[k]] += p.weight[k] * from[p.cell];
        });
    }
    return dx;
}

}  // namespace strata::inline STRATA_TARGET
