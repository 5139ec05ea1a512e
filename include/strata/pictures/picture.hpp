// SPDX-License-Identifier: MIT
#pragma once
/// A picture of pixels, and PNG files of it. Text, and what is to be drawn in several forms, goes into a
/// `drawing`.
#include <strata/error.hpp>
#include <strata/io/atomic_file.hpp>
#include <strata/target.hpp>

#include <png.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Red, green and blue, 0 dark to 255 bright.
struct colour {
    std::uint8_t red = 0, green = 0, blue = 0;
    bool operator==(const colour&) const = default;
};

/// The colours that more than one kind of picture uses.
namespace colours {
inline constexpr colour white{255, 255, 255}, black{0, 0, 0}, ink{40, 44, 52}, pale{225, 228, 232},
    grey{95, 101, 110};
inline constexpr colour green{0, 125, 60}, red{200, 30, 45}, blue{0, 90, 170};
}  // namespace colours

/// From one colour (share 0) to another (share 1).
[[nodiscard]] inline colour mixed(colour from, colour to, double share) {
    const auto mix = [share](std::uint8_t a, std::uint8_t b) {
        return static_cast<std::uint8_t>(std::lround(a + (b - a) * std::clamp(share, 0.0, 1.0)));
    };
    return {mix(from.red, to.red), mix(from.green, to.green), mix(from.blue, to.blue)};
}

/// A place in a picture; (0.5, 0.5) is the centre of the pixel at the top left.
struct point {
    double x, y;
};

/// Throws where a picture cannot have these extents: one is not positive, or a PNG writer could not count its
/// pixels.
inline void require_picture_size(int width, int height) {
    if (width < 1 || height < 1 || width > 100'000'000 / height)
        throw_error({.problem = "a picture cannot have this size",
                     .expected = "positive extents and at most 100000000 pixels",
                     .found = std::to_string(width) + " x " + std::to_string(height)});
}

/// Width times height pixels of 8 bits a channel. x runs rightwards, y downwards; what is drawn outside is
/// cut off.
struct picture {
    /// Errors: an extent that is not positive, or more pixels than a PNG writer can count.
    picture(int width, int height, colour background = colours::white) : width_(width), height_(height) {
        require_picture_size(width, height);
        pixels_.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), background);
    }

    [[nodiscard]] int width() const { return width_; }
    [[nodiscard]] int height() const { return height_; }
    [[nodiscard]] bool contains(int x, int y) const { return x >= 0 && y >= 0 && x < width_ && y < height_; }
    [[nodiscard]] const std::vector<colour>& pixels() const { return pixels_; }  ///< row by row

    /// The colour of a pixel; black outside.
    [[nodiscard]] colour at(int x, int y) const { return contains(x, y) ? pixels_[index(x, y)] : colour{}; }
    void set(int x, int y, colour c) {
        if (contains(x, y)) pixels_[index(x, y)] = c;
    }
    void fill(colour c) { std::fill(pixels_.begin(), pixels_.end(), c); }

    /// A filled rectangle, its corner at the top left given.
    void rectangle(int x, int y, int width, int height, colour c) {
        for (int row = std::max(y, 0); row < std::min(y + height, height_); ++row)
            for (int column = std::max(x, 0); column < std::min(x + width, width_); ++column)
                set(column, row, c);
    }

    /// Another picture, its corner at the top left given.
    void paste(const picture& other, int x, int y) {
        for (int row = 0; row < other.height(); ++row)
            for (int column = 0; column < other.width(); ++column)
                set(x + column, y + row, other.at(column, row));
    }

    /// A line through all points, smooth at its edges. The strokes meet with round joints and are laid on
    /// together, so that thousands of short ones look like one. One point alone is a dot.
    void line(const std::vector<point>& points, colour c, double thickness = 1) {
        if (points.empty()) return;
        const double reach = thickness / 2 + 0.5;
        std::vector<float> cover(pixels_.size(), 0.0f);
        for (std::size_t i = 0; i < std::max<std::size_t>(points.size() - 1, 1); ++i) {
            const point a = points[i], b = points[std::min(i + 1, points.size() - 1)];
            const double dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
            const auto pixel = [](double v, int end) {
                return static_cast<int>(std::clamp(v, 0.0, double(end)));
            };
            const int left = pixel(std::min(a.x, b.x) - reach, width_),
                      top = pixel(std::min(a.y, b.y) - reach, height_);
            const int right = pixel(std::max(a.x, b.x) + reach + 1, width_);
            const int bottom = pixel(std::max(a.y, b.y) + reach + 1, height_);
            for (int y = top; y < bottom; ++y)
                for (int x = left; x < right; ++x) {
                    const double px = x + 0.5 - a.x, py = y + 0.5 - a.y;
                    const double t = square > 0 ? std::clamp((px * dx + py * dy) / square, 0.0, 1.0) : 0.0;
                    const double distance = std::hypot(px - t * dx, py - t * dy);
                    float& most = cover[index(x, y)];
                    most = std::max(most, static_cast<float>(std::clamp(reach - distance, 0.0, 1.0)));
                }
        }
        for (std::size_t i = 0; i < cover.size(); ++i)
            if (cover[i] > 0) pixels_[i] = mixed(pixels_[i], c, static_cast<double>(cover[i]));
    }

private:
    [[nodiscard]] std::size_t index(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
    }

    int width_, height_;
    std::vector<colour> pixels_;
};

/// A picture as the bytes of a PNG file.
[[nodiscard]] inline std::string png_bytes(const picture& p) {
    static_assert(sizeof(colour) == 3, "the writer reads three bytes a pixel");
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(p.width());
    image.height = static_cast<png_uint_32>(p.height());
    image.format = PNG_FORMAT_RGB;
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    std::string bytes(size, '\0');
    if (png_image_write_to_memory(&image, bytes.data(), &size, 0, p.pixels().data(), 0, nullptr) == 0)
        throw_error({.problem = std::string("the picture cannot be packed (libpng: ") + image.message + ")"});
    bytes.resize(size);
    return bytes;
}

/// Writes a PNG file, whole or not at all. Errors: those of `atomic_file`, in the system's words.
inline void write_png(const picture& p, const std::filesystem::path& path) {
    const std::string bytes = png_bytes(p);
    write_file_atomically(path, [&](atomic_file& file) { file.write(bytes); });
}

}  // namespace strata::inline STRATA_TARGET
