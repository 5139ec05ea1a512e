// SPDX-License-Identifier: MIT
#pragma once
/// Many small images in one drawing: the filters of a first layer, a sheet of test images with what was
/// predicted.
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/pictures/drawing.hpp>
#include <strata/pictures/picture_of_image.hpp>
#include <strata/target.hpp>
#include <strata/xtensor.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Which values of an image become black and white: 0 and 1 (values beyond them too), or its own least and
/// greatest.
enum class tile_range { zero_to_one, own };

/// What may be chosen about a grid of images.
struct image_grid_options {
    int columns = 0;                             ///< images in a row; 0 makes the grid about as wide as high
    int scale = 4;                               ///< a pixel of an image becomes a square of this side
    tile_range range = tile_range::zero_to_one;  ///< `own` for filters
    std::vector<std::string> captions = {};      ///< under each image, or none; "\n" begins a new line
    std::vector<colour> caption_colours = {};    ///< of each caption, or none
    double text_size = 15;                       ///< of the captions' font
    std::string title = {};                      ///< above all, or none
};

/// Draws images [N, C, H, W] row by row, C being 1 (grey) or 3 (red, green, blue). `images` is an xtensor
/// container, view or expression with four axes. Errors: other axes or channels; nothing to draw; not one
/// caption or colour for each image; a value that is not finite.
template <class Images>
[[nodiscard]] drawing image_grid_drawing(const Images& images, const image_grid_options& options = {}) {
    if (images.dimension() != 4)
        throw_error({.problem = "a grid is drawn from four axes",
                     .expected = "[N, C, H, W]",
                     .found = std::to_string(images.dimension()) + " axes"});
    const xt::xtensor<float, 4> values = images;
    const auto extent = [&](std::size_t axis) { return static_cast<int>(values.shape()[axis]); };
    const int n = extent(0), channels = extent(1), h = extent(2), w = extent(3);
    if (values.size() == 0 || (channels != 1 && channels != 3))
        throw_error(
            {.problem = "these cannot be drawn as images",
             .expected = "[N, C, H, W] with 1 channel (grey) or 3 (red, green, blue)",
             .found = "[" + std::to_string(n) + ", " + std::to_string(channels) + ", " + std::to_string(h) +
                      ", " + std::to_string(w) + "]",
             .advice = "Of other numbers of channels, draw each as an image: reshape to [N * C, 1, H, W]"});
    if (options.scale < 1 || !(options.text_size >= 1) || options.columns < 0)
        throw_error({.problem = "columns are counted from 0, scales from 1, sizes of text from 1",
                     .name = "image_grid_options"});
    const auto one_each = [&](std::size_t count, const char* name) {
        if (count != 0 && count != static_cast<std::size_t>(n))
            throw_error({.problem = "not one for each image",
                         .name = name,
                         .expected = std::to_string(n) + " or none",
                         .found = std::to_string(count)});
    };
    one_each(options.captions.size(), "captions");
    one_each(options.caption_colours.size(), "caption_colours");

    constexpr double title_size = 20;
    int lines = 0, cell = w * options.scale;
    for (const std::string& caption : options.captions) {
        lines = std::max(lines, lines_of(caption));
        cell = std::max(cell, static_cast<int>(std::ceil(text_width(caption, options.text_size))));
    }
    const int gap = lines > 0 ? 14 : std::max(4, options.scale);
    const int below = lines > 0 ? 4 + static_cast<int>(lines * line_height(options.text_size)) : 0;
    const int across = cell + gap, down = h * options.scale + below + gap;
    const int even = static_cast<int>(std::lround(std::sqrt(static_cast<double>(n) * down / across)));
    const int columns = std::clamp(options.columns > 0 ? options.columns : even, 1, n);
    const int rows = (n + columns - 1) / columns;
    const int title = options.title.empty() ? 0 : 12 + static_cast<int>(line_height(title_size));
    const int titled = static_cast<int>(std::ceil(text_width(options.title, title_size, true)));
    drawing sheet(std::max(columns * across, titled + gap) + gap, title + rows * down + gap);
    sheet.text(gap, gap + 0.8 * title_size, options.title, {.size = title_size, .bold = true});

    for (int i = 0; i < n; ++i) {
        const std::size_t size = values.size() / static_cast<std::size_t>(n);
        const float* tile = values.data() + static_cast<std::size_t>(i) * size;
        if (!std::all_of(tile, tile + size, [](float v) { return is_finite(v); }))
            throw_error({.problem = "a value is not finite", .name = "image " + std::to_string(i)});
        const auto [least, most] = std::minmax_element(tile, tile + size);
        const bool own = options.range == tile_range::own;
        const float black = own ? *least : 0.0f, white = own ? *most : 1.0f;
        const int x = gap + i % columns * across, y = title + gap + i / columns * down;
        // The frame shows where an image ends that is white at its edge.
        const int tile_x = x + (cell - w * options.scale) / 2;
        sheet.rectangle(tile_x - 1, y - 1, w * options.scale + 2, h * options.scale + 2, {190, 195, 203});
        sheet.image(tile_x, y, picture_of_image(tile, channels, h, w, black, white), options.scale);
        if (options.captions.empty()) continue;
        const colour c = options.caption_colours.empty()
                             ? colours::ink
                             : options.caption_colours[static_cast<std::size_t>(i)];
        sheet.text(x + cell / 2.0, y + h * options.scale + 4 + options.text_size,
                   options.captions[static_cast<std::size_t>(i)],
                   {.size = options.text_size, .ink = c, .anchor = text_anchor::middle});
    }
    return sheet;
}

}  // namespace strata::inline STRATA_TARGET
