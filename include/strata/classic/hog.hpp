// SPDX-License-Identifier: MIT
#pragma once
/// Histograms of oriented gradients: which directions the edges of an image have, cell by cell.
///
///     gx[i, j] = x[i, j + 1] - x[i, j - 1]      gy[i, j] = x[i + 1, j] - x[i - 1, j]      0 at the border
///     angle = atan2(gy, gx) in degrees modulo 180      size = sqrt(gx^2 + gy^2)
///     cell      the sum of the sizes in each of O ranges of the angle, by the number of its pixels
///     block     B x B cells v, each block shifted by one cell: [blocks down, blocks across, B, B, O]
///               L1: v / (sum |v| + e)         L2: v / sqrt(sum v^2 + e^2)         e = 1e-5
///               L2-Hys: L2, cut off at 0.2, and L2 again
///
/// Of several channels each pixel has the gradient of the one with the largest. A pixel votes for one range
/// of its cell alone, as in scikit-image, whose values these are. (Dalal and Triggs: "Histograms of oriented
/// gradients for human detection", 2005; Lowe, 2004, for the hysteresis.)
#include <strata/classic/image_batch.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace strata {

/// How the cells of a block are normalized.
enum class block_norm { l1, l1_root, l2, l2_hys };

}  // namespace strata

namespace strata::inline STRATA_TARGET {

struct hog_options {
    int orientations = 9;  ///< O
    int cell = 8;          ///< pixels of a cell's side
    int block = 3;         ///< B: cells of a block's side
    block_norm norm = block_norm::l2_hys;
    int threads = default_threads();
};

/// How many cells and blocks images of an extent have, and numbers in all.
struct hog_extents {
    int cells_down, cells_across, blocks_down, blocks_across, size;

    /// Throws where an option is below 1, or where the image has no block.
    hog_extents(const hog_options& o, int height, int width)
        : cells_down(o.cell > 0 ? height / o.cell : 0),
          cells_across(o.cell > 0 ? width / o.cell : 0),
          blocks_down(cells_down - o.block + 1),
          blocks_across(cells_across - o.block + 1),
          size(blocks_down * blocks_across * o.block * o.block * o.orientations) {
        if (o.orientations < 1 || o.cell < 1 || o.block < 1)
            throw_error(
                {.problem = "orientations, cells and blocks are counted from 1", .name = "hog_options"});
        if (blocks_down < 1 || blocks_across < 1)
            throw_error({.problem = "the images are smaller than a block of cells",
                         .expected = std::to_string(o.cell * o.block) + " pixels down and across, or more",
                         .found = std::to_string(height) + " x " + std::to_string(width)});
    }
};

namespace detail {

/// [cells down, cells across, O]
[[nodiscard]] inline std::vector<double> cells_of(const image_view& image, const hog_options& o,
                                                  const hog_extents& e) {
    std::vector<double> cells(static_cast<std::size_t>(e.cells_down * e.cells_across * o.orientations), 0.0);
    for (int row = 0; row < e.cells_down * o.cell; ++row)
        for (int column = 0; column < e.cells_across * o.cell; ++column) {
            double gx = 0, gy = 0, size = -1;
            for (int c = 0; c < image.channels; ++c) {
                const bool inside_x = column > 0 && column + 1 < image.width,
                           inside_y = row > 0 && row + 1 < image.height;
                const double x = inside_x ? image.at(c, row, column + 1) - image.at(c, row, column - 1) : 0,
                             y = inside_y ? image.at(c, row + 1, column) - image.at(c, row - 1, column) : 0;
                if (const double of_channel = std::hypot(x, y); of_channel > size)
                    gx = x, gy = y, size = of_channel;
            }
            constexpr double degrees = 57.29577951308232;
            double angle = std::fmod(std::atan2(gy, gx) * degrees, 180.0);
            if (angle < 0) angle += 180;
            // ranges are compared, not divided by: an angle at their very end belongs to the next one
            const double width = 180.0 / o.orientations;
            int range = static_cast<int>(angle / width);
            while (range > 0 && angle < width * range) --range;
            while (range < o.orientations && angle >= width * (range + 1)) ++range;
            if (range >= o.orientations) continue;  // 180, to which a negative angle near 0 rounds
            const int cell = row / o.cell * e.cells_across + column / o.cell;
            cells[static_cast<std::size_t>(cell * o.orientations + range)] += size;
        }
    for (double& sum : cells) sum /= double(o.cell) * o.cell;
    return cells;
}

/// v [n], normalized.
inline void normalize_block(double* v, int n, block_norm norm) {
    constexpr double e = 1e-5;
    const auto sum = [&](auto&& of) {
        double all = 0;
        for (int i = 0; i < n; ++i) all += of(v[i]);
        return all;
    };
    const auto divide_by_length = [&] {
        const double length = std::sqrt(sum([](double a) { return a * a; }) + e * e);
        for (int i = 0; i < n; ++i) v[i] /= length;
    };
    if (norm == block_norm::l1 || norm == block_norm::l1_root) {
        const double all = sum([](double a) { return std::abs(a); }) + e;
        for (int i = 0; i < n; ++i) v[i] = norm == block_norm::l1 ? v[i] / all : std::sqrt(v[i] / all);
        return;
    }
    divide_by_length();
    if (norm == block_norm::l2) return;
    for (int i = 0; i < n; ++i) v[i] = std::min(v[i], 0.2);
    divide_by_length();
}

}  // namespace detail

/// [N, blocks down * blocks across * B * B * O] of images [N, C, H, W]. Throws as `hog_extents` does, and
/// where a value is not finite.
template <Array Images>
[[nodiscard]] xt::xtensor<float, 2> hog(const Images& images, hog_options options = {}) {
    const xt::xtensor<double, 4> x = images_for_features(images);
    const hog_extents e(options, static_cast<int>(x.shape()[2]), static_cast<int>(x.shape()[3]));
    auto features = xt::xtensor<float, 2>::from_shape({x.shape()[0], static_cast<std::size_t>(e.size)});
    const int of_row = options.block * options.orientations, of_block = options.block * of_row;
    parallel_for(static_cast<int>(x.shape()[0]), options.threads, [&](int n, int) {
        const std::vector<double> cells = detail::cells_of(image_view(x, n), options, e);
        std::vector<double> block(static_cast<std::size_t>(of_block));
        float* to = features.data() + int64{n} * e.size;
        for (int down = 0; down < e.blocks_down; ++down)
            for (int across = 0; across < e.blocks_across; ++across, to += of_block) {
                for (int row = 0; row < options.block; ++row)
                    std::copy_n(
                        cells.data() + ((down + row) * e.cells_across + across) * options.orientations,
                        of_row, block.data() + row * of_row);
                detail::normalize_block(block.data(), of_block, options.norm);
                for (int i = 0; i < of_block; ++i)
                    to[i] = static_cast<float>(block[static_cast<std::size_t>(i)]);
            }
    });
    return features;
}

}  // namespace strata::inline STRATA_TARGET
