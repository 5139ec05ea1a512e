// SPDX-License-Identifier: MIT
#pragma once
/// Images at the places that an embedding gives them.
#include <strata/array.hpp>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/pictures/drawing.hpp>
#include <strata/pictures/picture_of_image.hpp>
#include <strata/target.hpp>
#include <strata/xtensor.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What may be chosen about a map of images.
struct image_map_options {
    int width = 1200, height = 1200;  ///< in pixels
    double scale = 1;                 ///< a pixel of an image becomes a square of this side
    std::vector<colour> frames = {};  ///< around each image, or none
    colour background = colours::white;
    std::string title = {};  ///< above all, or none
};

/// Draws images [N, C, H, W] with values from 0 to 1, C being 1 or 3, at points [N, 2], whose range fills the
/// picture: x to the right, y upwards. The picture is cut into cells of the size of an image; of the images
/// that fall into one, the nearest to its middle is shown there. Errors: nothing to draw; other axes or
/// channels; not a point or a frame for each image; a value that is not finite; no room for an image.
template <Array Images, Array Points>
[[nodiscard]] drawing image_map_drawing(const Images& images, const Points& points,
                                        const image_map_options& options = {}) {
    const auto x = array_of_rank<float, 4>(images, "the images");
    const auto at = array_of_rank<double, 2>(points, "the points");
    const auto& shape = x.shape();
    if (x.size() == 0 || (shape[1] != 1 && shape[1] != 3))
        throw_error({.problem = "these cannot be drawn as images",
                     .expected = "[N, C, H, W] with 1 channel (grey) or 3 (red, green, blue)",
                     .found = shape_text(shape)});
    const std::size_t n = shape[0];
    if (at.shape()[0] != n || at.shape()[1] != 2)
        throw_error({.problem = "there is not one point for each image",
                     .expected = "[" + std::to_string(n) + ", 2]",
                     .found = shape_text(at.shape())});
    if (!options.frames.empty() && options.frames.size() != n)
        throw_error({.problem = "not one for each image",
                     .name = "frames",
                     .expected = std::to_string(n) + " or none",
                     .found = std::to_string(options.frames.size())});
    for (const float v : x)
        if (!is_finite(v))
            throw_error({.problem = "a value of an image is not finite", .found = std::to_string(v)});
    for (const double v : at)
        if (!is_finite(v)) throw_error({.problem = "a point is not finite", .found = std::to_string(v)});

    const double frame = options.frames.empty() ? 0 : 2, title = options.title.empty() ? 0 : 34;
    const double wide = options.scale * static_cast<double>(shape[3]) + 2 * frame,
                 high = options.scale * static_cast<double>(shape[2]) + 2 * frame;
    if (!(options.scale > 0) || wide > options.width || high + title > options.height)
        throw_error({.problem = "there is no room for an image",
                     .name = "image_map_options",
                     .expected = "a scale above 0, and an image within width and height",
                     .found = std::to_string(options.scale)});
    const auto columns = static_cast<std::size_t>(options.width / wide),
               rows = static_cast<std::size_t>((options.height - title) / high);
    // where the points have no extent, all are in the middle
    double low[2], range[2];
    for (std::size_t axis = 0; axis < 2; ++axis) {
        double least = at(0, axis), most = least;
        for (std::size_t k = 0; k < n; ++k)
            least = std::min(least, at(k, axis)), most = std::max(most, at(k, axis));
        low[axis] = least, range[axis] = most - least;
    }
    std::vector<std::size_t> shown(columns * rows, n);
    std::vector<double> nearest(columns * rows, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        const auto cell_at = [&](std::size_t axis, std::size_t cells) {
            const double part = range[axis] > 0 ? (at(i, axis) - low[axis]) / range[axis] : 0.5;
            return part * static_cast<double>(cells);
        };
        const double a = cell_at(0, columns), b = static_cast<double>(rows) - cell_at(1, rows);
        const auto column = std::min(static_cast<std::size_t>(a), columns - 1),
                   row = std::min(static_cast<std::size_t>(b), rows - 1);
        const double far_x = a - static_cast<double>(column) - 0.5,
                     far_y = b - static_cast<double>(row) - 0.5, distance = far_x * far_x + far_y * far_y;
        const std::size_t cell = row * columns + column;
        if (shown[cell] == n || distance < nearest[cell]) shown[cell] = i, nearest[cell] = distance;
    }
    drawing d(options.width, options.height, options.background);
    if (title > 0)
        d.text(options.width / 2.0, 24, options.title,
               {.size = 20, .anchor = text_anchor::middle, .bold = true});
    const std::size_t size = x.size() / n;
    for (std::size_t cell = 0; cell < shown.size(); ++cell) {
        if (shown[cell] == n) continue;
        const double left = static_cast<double>(cell % columns) * wide,
                     top = title + static_cast<double>(cell / columns) * high;
        if (frame > 0) d.rectangle(left, top, wide, high, options.frames[shown[cell]]);
        d.image(left + frame, top + frame,
                picture_of_image(x.data() + shown[cell] * size, static_cast<int>(shape[1]),
                                 static_cast<int>(shape[2]), static_cast<int>(shape[3]), 0.0F, 1.0F),
                options.scale);
    }
    return d;
}

}  // namespace strata::inline STRATA_TARGET
