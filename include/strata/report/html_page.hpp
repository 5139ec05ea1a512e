// SPDX-License-Identifier: MIT
#pragma once
/// The frame of a page that needs nothing but itself: no script, no font, no picture from elsewhere.
#include <strata/pictures/svg.hpp>
#include <strata/target.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// A page that grows section by section; `text` is the whole of it. Texts are handed over as they are, and
/// escaped here; what is called `html` stands in the page as it is.
class html_page {
public:
    explicit html_page(std::string_view title) {
        out_ =
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
            escaped(title) + "</title>\n<style>" + std::string(style) + "</style>\n</head>\n<body>\n<h1>" +
            escaped(title) + "</h1>\n";
    }

    void heading(std::string_view text) { out_ += "<h2>" + escaped(text) + "</h2>\n"; }
    void paragraph(std::string_view text) { out_ += "<p>" + escaped(text) + "</p>\n"; }
    void html(std::string_view text) { out_ += text; }

    /// Figures in a row of boxes: a name and a value each.
    void figures(const std::vector<std::pair<std::string, std::string>>& all) {
        out_ += "<div class=\"figures\">";
        for (const auto& [name, value] : all)
            out_ += "<div><span>" + escaped(value) + "</span>" + escaped(name) + "</div>";
        out_ += "</div>\n";
    }
    /// Drawings beside each other where there is room, below each other where there is not.
    void drawings(const std::vector<drawing>& all) {
        out_ += "<div class=\"drawings\">\n";
        for (const drawing& d : all) out_ += "<div>" + svg_text(d) + "</div>\n";
        out_ += "</div>\n";
    }
    /// One drawing that keeps its size, and is moved sideways on a narrow screen.
    void wide_drawing(const drawing& d) { out_ += "<div class=\"wide\">" + svg_text(d) + "</div>\n"; }

    /// A table; of the columns after the first `texts`, numbers stand at the right.
    void table(const std::vector<std::string>& names, const std::vector<std::vector<std::string>>& rows,
               std::size_t texts = 1) {
        out_ += "<div class=\"wide\"><table>\n<thead>";
        row(names, "th", texts);
        out_ += "</thead>\n<tbody>\n";
        for (const auto& cells : rows) row(cells, "td", texts);
        out_ += "</tbody>\n</table></div>\n";
    }
    [[nodiscard]] std::string text() const { return out_ + "</body>\n</html>\n"; }

private:
    void row(const std::vector<std::string>& cells, const std::string& kind, std::size_t texts) {
        out_ += "<tr>";
        for (std::size_t i = 0; i < cells.size(); ++i)
            out_ += "<" + kind + (i < texts ? ">" : " class=\"n\">") + escaped(cells[i]) + "</" + kind + ">";
        out_ += "</tr>\n";
    }

    static constexpr std::string_view style =
        "\n:root{color-scheme:light}"
        "\nbody{max-width:1120px;margin:0 auto;padding:16px;color:#282c34;background:#f6f7f9;"
        "font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif}"
        "\nh1{font-size:1.7em;line-height:1.2;margin:.5em 0 .6em}"
        "\nh2{font-size:1.2em;margin:2em 0 .6em;padding-top:.8em;border-top:1px solid #dcdfe4}"
        "\np{max-width:46em;margin:.6em 0}"
        "\n.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(130px,1fr));gap:10px}"
        "\n.figures div,.drawings>div,.wide,.mistakes figure{background:#fff;border:1px solid #e3e6ea;"
        "border-radius:8px}"
        "\n.figures div{padding:10px 14px;font-size:.85em;color:#5f656e}"
        "\n.figures span{display:block;font-size:1.5em;font-weight:600;color:#282c34}"
        "\n.told{list-style:none;padding:0}"
        "\n.told li{background:#fff7e6;border-left:4px solid #e69f00;border-radius:4px;padding:8px 12px;"
        "margin:8px 0;overflow-wrap:anywhere}"
        "\n.told.well li{background:#e9f7f0;border-color:#009e73}"
        "\n.drawings{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(340px,100%),1fr));gap:"
        "12px;margin:12px 0}"
        "\n.drawings>div{padding:4px}"
        "\n.drawings svg{display:block;width:100%;height:auto}"
        "\n.wide{overflow-x:auto;margin:12px 0}"
        "\n.wide svg{display:block}"
        "\ntable{border-collapse:collapse;font-size:.88em;width:100%;font-variant-numeric:tabular-nums}"
        "\nth,td{padding:5px 12px;text-align:left;white-space:nowrap}"
        "\nth{color:#5f656e;font-weight:600;border-bottom:1px solid #dcdfe4}"
        "\ntbody tr:nth-child(even){background:#f9fafb}"
        "\n.n{text-align:right}"
        "\n.mistakes{display:grid;grid-template-columns:repeat(auto-fill,minmax(120px,1fr));gap:10px}"
        "\n.mistakes figure{margin:0;padding:8px;font-size:.85em;line-height:1.35}"
        "\n.mistakes "
        "img{width:100%;image-rendering:pixelated;border-radius:4px;display:block;margin-bottom:6px}"
        "\n.mistakes b{color:#c81e2d}\n";

    std::string out_;
};

}  // namespace strata::inline STRATA_TARGET
