// SPDX-License-Identifier: MIT
#pragma once
/// Drawings as pixels, painted by Cairo: link `-lcairo`.
#if __has_include(<cairo.h>)
#include <cairo.h>
#else
#include <cairo/cairo.h>  // where no folder of its own is named
#endif

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <strata/error.hpp>
#include <strata/pictures/drawing.hpp>
#include <strata/target.hpp>
#include <string>
#include <variant>

namespace strata::inline STRATA_TARGET {

namespace detail {
struct release_cairo {
    void operator()(cairo_surface_t* s) const { cairo_surface_destroy(s); }
    void operator()(cairo_t* c) const { cairo_destroy(c); }
};
using cairo_surface = std::unique_ptr<cairo_surface_t, release_cairo>;
using cairo_context = std::unique_ptr<cairo_t, release_cairo>;

[[noreturn, gnu::cold]] inline void refuse_rendering(cairo_status_t status) {
    throw_error({.problem = std::string("the drawing cannot be painted (Cairo: ") +
                            cairo_status_to_string(status) + ")"});
}
[[nodiscard]] inline cairo_surface new_cairo_surface(int width, int height) {
    cairo_surface s(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height));
    if (const cairo_status_t status = cairo_surface_status(s.get()); status != CAIRO_STATUS_SUCCESS)
        refuse_rendering(status);
    return s;
}
/// The row y of a surface, a number 0xRRGGBB a pixel.
[[nodiscard]] inline std::uint32_t* cairo_row(cairo_surface_t* s, int y) {
    return reinterpret_cast<std::uint32_t*>(
        cairo_image_surface_get_data(s) + static_cast<std::ptrdiff_t>(y) * cairo_image_surface_get_stride(s));
}

struct cairo_painter {
    cairo_t* to;

    void ink(colour c) const { cairo_set_source_rgb(to, c.red / 255.0, c.green / 255.0, c.blue / 255.0); }
    /// Cairo counts in numbers of 24 bits.
    static double within(double v) { return std::fmin(std::fmax(v, -1e6), 1e6); }
    void path(const std::vector<point>& points) const {
        cairo_new_path(to);
        for (const point& p : points) cairo_line_to(to, within(p.x), within(p.y));
    }

    void operator()(const drawn_line& l) const {
        ink(l.ink);
        cairo_set_line_width(to, l.thickness);
        cairo_set_line_cap(to, CAIRO_LINE_CAP_ROUND);
        cairo_set_line_join(to, CAIRO_LINE_JOIN_ROUND);
        path(l.points);
        if (l.points.size() == 1) cairo_close_path(to);
        cairo_stroke(to);
    }
    void operator()(const drawn_area& a) const {
        ink(a.fill);
        path(a.points);
        cairo_fill(to);
    }
    void operator()(const drawn_rectangle& r) const {
        ink(r.fill);
        cairo_rectangle(to, r.x, r.y, r.width, r.height);
        cairo_fill(to);
    }
    void operator()(const drawn_text& t) const {
        cairo_select_font_face(to, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                               t.style.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
        cairo_set_font_size(to, t.style.size);
        cairo_text_extents_t extents;
        cairo_text_extents(to, t.words.c_str(), &extents);
        // A font that is wider than there is room for is pressed.
        const double room = text_width(t.words, t.style.size, t.style.bold),
                     pressed =
                         extents.x_advance > room && extents.x_advance > 0 ? room / extents.x_advance : 1;
        const double back = t.style.anchor == text_anchor::start    ? 0
                            : t.style.anchor == text_anchor::middle ? 0.5
                                                                    : 1;
        ink(t.style.ink);
        cairo_save(to);
        cairo_translate(to, t.x, t.y);
        if (t.style.direction == text_direction::upwards) cairo_rotate(to, -1.5707963267948966);
        cairo_scale(to, pressed, 1);
        cairo_move_to(to, -back * extents.x_advance, 0);
        cairo_show_text(to, t.words.c_str());
        cairo_restore(to);
    }
    void operator()(const drawn_image& i) const {
        const cairo_surface from = new_cairo_surface(i.pixels.width(), i.pixels.height());
        cairo_surface_flush(from.get());
        for (int y = 0; y < i.pixels.height(); ++y)
            for (int x = 0; x < i.pixels.width(); ++x) {
                const colour c = i.pixels.at(x, y);
                cairo_row(from.get(), y)[x] =
                    std::uint32_t{c.red} << 16 | std::uint32_t{c.green} << 8 | c.blue;
            }
        cairo_surface_mark_dirty(from.get());
        cairo_save(to);
        cairo_translate(to, i.x, i.y);
        cairo_scale(to, i.scale, i.scale);
        cairo_set_source_surface(to, from.get(), 0, 0);
        cairo_pattern_set_filter(cairo_get_source(to), CAIRO_FILTER_NEAREST);
        cairo_rectangle(to, 0, 0, i.pixels.width(), i.pixels.height());
        cairo_fill(to);
        cairo_restore(to);
    }
};
}  // namespace detail

/// The drawing as pixels, `scale` of them to a unit. Errors: a scale that is not positive, a picture that
/// would be too large, and what Cairo says.
[[nodiscard]] inline picture rendered(const drawing& d, double scale = 1) {
    if (!(scale > 0) || scale > 100)
        throw_error({.problem = "a drawing cannot be painted at this scale",
                     .expected = "more than 0, at most 100",
                     .found = std::to_string(scale)});
    picture painted(static_cast<int>(std::lround(d.width() * scale)),
                    static_cast<int>(std::lround(d.height() * scale)));
    const detail::cairo_surface surface = detail::new_cairo_surface(painted.width(), painted.height());
    {
        const detail::cairo_context context(cairo_create(surface.get()));
        const detail::cairo_painter paint{context.get()};
        paint.ink(d.background());
        cairo_paint(context.get());
        cairo_scale(context.get(), scale, scale);
        for (const drawing::part& p : d.parts()) std::visit(paint, p);
        if (const cairo_status_t status = cairo_status(context.get()); status != CAIRO_STATUS_SUCCESS)
            detail::refuse_rendering(status);
    }
    cairo_surface_flush(surface.get());
    for (int y = 0; y < painted.height(); ++y)
        for (int x = 0; x < painted.width(); ++x) {
            const std::uint32_t c = detail::cairo_row(surface.get(), y)[x];
            painted.set(x, y,
                        {static_cast<std::uint8_t>(c >> 16 & 255), static_cast<std::uint8_t>(c >> 8 & 255),
                         static_cast<std::uint8_t>(c & 255)});
        }
    return painted;
}

/// Writes a drawing as a PNG file, two pixels to a unit. Errors: those of `rendered` and of `atomic_file`.
inline void write_png(const drawing& d, const std::filesystem::path& path, double scale = 2) {
    write_png(rendered(d, scale), path);
}

}  // namespace strata::inline STRATA_TARGET
