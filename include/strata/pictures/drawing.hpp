// SPDX-License-Identifier: MIT
#pragma once
/// Lines, areas, texts and images in the order in which they are drawn: what plots are before they become a
/// file. `svg_text` writes one as SVG, `rendered` paints one as pixels.
#include <algorithm>
#include <strata/pictures/picture.hpp>
#include <strata/pictures/text_width.hpp>
#include <strata/target.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Which end of a text its place is.
enum class text_anchor { start, middle, end };
/// Which way a text runs: `upwards` is turned by a quarter, to be read from the right.
enum class text_direction { rightwards, upwards };

/// How a text looks; `size` is that of its font, of which a capital takes about seven tenths.
struct text_style {
    double size = 15;
    colour ink = colours::ink;
    text_anchor anchor = text_anchor::start;
    bool bold = false;
    text_direction direction = text_direction::rightwards;
};

/// A line through points with round ends and joints; one point is a dot.
struct drawn_line {
    std::vector<point> points;
    colour ink;
    double thickness;
};
/// What lies inside of a closed line.
struct drawn_area {
    std::vector<point> points;
    colour fill;
};
struct drawn_rectangle {
    double x, y, width, height;
    colour fill;
};
/// One line of text: its place is on the line that letters stand on.
struct drawn_text {
    double x, y;
    std::string words;
    text_style style;
};
/// A picture whose pixels become squares of side `scale`.
struct drawn_image {
    double x, y, scale;
    picture pixels;
};

/// Width times height units; x runs rightwards, y downwards.
class drawing {
public:
    using part = std::variant<drawn_line, drawn_area, drawn_rectangle, drawn_text, drawn_image>;

    /// Errors: an extent that is not positive, or one that no picture could have.
    drawing(int width, int height, colour background = colours::white)
        : width_(width), height_(height), background_(background) {
        require_picture_size(width, height);
    }

    [[nodiscard]] int width() const { return width_; }
    [[nodiscard]] int height() const { return height_; }
    [[nodiscard]] colour background() const { return background_; }
    [[nodiscard]] const std::vector<part>& parts() const { return parts_; }

    void line(std::vector<point> points, colour ink, double thickness = 1) {
        if (!points.empty()) parts_.emplace_back(drawn_line{std::move(points), ink, thickness});
    }
    void area(std::vector<point> points, colour fill) {
        if (points.size() > 2) parts_.emplace_back(drawn_area{std::move(points), fill});
    }
    /// Its corner at the top left is given.
    void rectangle(double x, double y, double width, double height, colour fill) {
        if (width > 0 && height > 0) parts_.emplace_back(drawn_rectangle{x, y, width, height, fill});
    }
    /// Text, its first line standing at y; further lines follow below it.
    void text(double x, double y, const std::string& words, const text_style& style = {}) {
        const std::string safe = printable(words);
        for (std::size_t begin = 0; begin <= safe.size();) {
            const std::size_t end = std::min(safe.find('\n', begin), safe.size());
            if (end > begin) parts_.emplace_back(drawn_text{x, y, safe.substr(begin, end - begin), style});
            (style.direction == text_direction::rightwards ? y : x) += line_height(style.size);
            begin = end + 1;
        }
    }
    void image(double x, double y, picture pixels, double scale = 1) {
        parts_.emplace_back(drawn_image{x, y, scale, std::move(pixels)});
    }
    /// Another drawing, its corner at the top left given.
    void paste(const drawing& other, double x, double y) {
        rectangle(x, y, other.width(), other.height(), other.background());
        for (part p : other.parts()) {
            std::visit(
                [&](auto& moved) {
                    if constexpr (requires { moved.points; })
                        for (point& q : moved.points) q.x += x, q.y += y;
                    else
                        moved.x += x, moved.y += y;
                },
                p);
            parts_.push_back(std::move(p));
        }
    }

private:
    int width_, height_;
    colour background_;
    std::vector<part> parts_;
};

/// Drawings side by side, their upper edges level. Errors: none of them.
[[nodiscard]] inline drawing side_by_side(const std::vector<drawing>& all) {
    int width = 0, height = 0;
    for (const drawing& d : all) width += d.width(), height = std::max(height, d.height());
    drawing together(width, height);
    width = 0;
    for (const drawing& d : all) together.paste(d, width, 0), width += d.width();
    return together;
}

}  // namespace strata::inline STRATA_TARGET
