// SPDX-License-Identifier: MIT
#pragma once
/// Drawings as SVG: text that stays text, lines that stay sharp at any size.
///
/// (Scalable Vector Graphics 1.1, W3C, 2011. Images inside are PNG in data: addresses, RFC 2397.)
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <strata/io/atomic_file.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/pictures/drawing.hpp>
#include <strata/target.hpp>
#include <string>
#include <string_view>
#include <variant>

namespace strata::inline STRATA_TARGET {

/// A text as HTML and XML have it: what would be read as a mark is written as a name.
[[nodiscard]] inline std::string escaped(std::string_view text) {
    std::string safe;
    for (const char c : printable(text)) switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            default:
                safe += c;
        }
    return safe;
}

/// Bytes as letters, three as four (RFC 4648).
[[nodiscard]] inline std::string base64(std::string_view bytes) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto byte = [&](std::size_t k) {
            return k < bytes.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[k])) : 0;
        };
        const std::uint32_t three = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
        for (std::size_t k = 0; k < 4; ++k)
            text += i + k > bytes.size() ? '=' : letters[three >> (18 - 6 * k) & 63];
    }
    return text;
}

/// A picture as an address that holds it.
[[nodiscard]] inline std::string data_address(const picture& p) {
    return "data:image/png;base64," + base64(png_bytes(p));
}

namespace detail {
/// A number to two decimals, in whatever language the program runs.
[[nodiscard]] inline std::string svg_number(double value) {
    // far outside of any drawing, where all places look the same
    const double within = is_finite(value) ? std::fmin(std::fmax(value, -1e6), 1e6) : 0;
    const auto hundredths = std::llround(100 * within);
    const auto size = hundredths < 0 ? -hundredths : hundredths;
    std::string text = hundredths < 0 ? "-" : "";
    text += std::to_string(size / 100);
    if (size % 100 != 0) {
        text += '.';
        text += static_cast<char>('0' + size % 100 / 10);
        if (size % 10 != 0) text += static_cast<char>('0' + size % 10);
    }
    return text;
}
[[nodiscard]] inline std::string svg_colour(colour c) {
    std::string text = "#";
    for (const std::uint8_t part : {c.red, c.green, c.blue})
        text.append({"0123456789abcdef"[part / 16], "0123456789abcdef"[part % 16]});
    return text;
}
/// ` name="value"`
[[nodiscard]] inline std::string svg_attribute(std::string_view name, std::string_view value) {
    return std::string(" ").append(name).append("=\"").append(value).append("\"");
}
[[nodiscard]] inline std::string svg_attribute(std::string_view name, double value) {
    return svg_attribute(name, svg_number(value));
}
[[nodiscard]] inline std::string svg_points(const std::vector<point>& points) {
    std::string text;
    for (const point& p : points)
        text.append(text.empty() ? "" : " ").append(svg_number(p.x)).append(",").append(svg_number(p.y));
    return text;
}

struct svg_writer {
    std::string& out;

    void operator()(const drawn_line& l) const {
        if (l.points.size() == 1)
            out += "<circle" + svg_attribute("cx", l.points[0].x) + svg_attribute("cy", l.points[0].y) +
                   svg_attribute("r", l.thickness / 2) + svg_attribute("fill", svg_colour(l.ink)) + "/>\n";
        else
            out += "<polyline" + svg_attribute("points", svg_points(l.points)) +
                   svg_attribute("stroke", svg_colour(l.ink)) + svg_attribute("stroke-width", l.thickness) +
                   " fill=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"round\"/>\n";
    }
    void operator()(const drawn_area& a) const {
        out += "<polygon" + svg_attribute("points", svg_points(a.points)) +
               svg_attribute("fill", svg_colour(a.fill)) + "/>\n";
    }
    void operator()(const drawn_rectangle& r) const {
        out += "<rect" + svg_attribute("x", r.x) + svg_attribute("y", r.y) + svg_attribute("width", r.width) +
               svg_attribute("height", r.height) + svg_attribute("fill", svg_colour(r.fill)) + "/>\n";
    }
    void operator()(const drawn_text& t) const {
        out += "<text";
        if (t.style.direction == text_direction::upwards)
            out += svg_attribute("transform",
                                 "translate(" + svg_number(t.x) + "," + svg_number(t.y) + ") rotate(-90)");
        else
            out += svg_attribute("x", t.x) + svg_attribute("y", t.y);
        out += svg_attribute("font-size", t.style.size) + svg_attribute("fill", svg_colour(t.style.ink));
        if (t.style.anchor != text_anchor::start)
            out += svg_attribute("text-anchor", t.style.anchor == text_anchor::middle ? "middle" : "end");
        if (t.style.bold) out += " font-weight=\"bold\"";
        out += ">" + escaped(t.words) + "</text>\n";
    }
    void operator()(const drawn_image& i) const {
        out += "<image" + svg_attribute("x", i.x) + svg_attribute("y", i.y) +
               svg_attribute("width", i.scale * i.pixels.width()) +
               svg_attribute("height", i.scale * i.pixels.height()) +
               " style=\"image-rendering:pixelated\" preserveAspectRatio=\"none\"" +
               svg_attribute("href", data_address(i.pixels)) + "/>\n";
    }
};
}  // namespace detail

/// The drawing as an element `<svg>`, which stands in an HTML page as it is; its texts are in the fonts
/// without serifs that the reader has.
[[nodiscard]] inline std::string svg_text(const drawing& d) {
    const std::string width = std::to_string(d.width()), height = std::to_string(d.height());
    std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width + "\" height=\"" + height +
                      "\" viewBox=\"0 0 " + width + " " + height +
                      "\" font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\">\n";
    detail::svg_writer{out}(drawn_rectangle{0, 0, double(d.width()), double(d.height()), d.background()});
    for (const drawing::part& p : d.parts()) std::visit(detail::svg_writer{out}, p);
    return out += "</svg>\n";
}

/// Writes an SVG file, whole or not at all. Errors: those of `atomic_file`, in the system's words.
inline void write_svg(const drawing& d, const std::filesystem::path& path) {
    write_file_atomically(path, [&](atomic_file& file) { file.write(svg_text(d)); });
}

}  // namespace strata::inline STRATA_TARGET
