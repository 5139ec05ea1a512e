// SPDX-License-Identifier: MIT
#pragma once
/// A computational graph as a drawing: gates in circles, and along each edge the value that went forward
/// above it and the gradient that came back below.
///
///     const drawing d = graph_drawing("f = (x + y) z",
///                                     {{"x", 0, 0, false}, {"y", 0, 1, false}, {"+", 1, 0.5}, {"q", 2, 0.5, false}},
///                                     {{0, 2, "-2", "-4"}, {1, 2, "5", "-4"}, {2, 3, "3", "-4"}});
///
/// (The form is that of CS231n, "Backpropagation".)
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/pictures/drawing.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What computes, in a circle, or what has a name, without one; a gate without words is a dot, where a value
/// parts. Its place in columns from the left and rows
/// from the top, of which parts count.
struct graph_node {
    std::string words;
    double column = 0, row = 0;
    bool gate = true;
};
/// From node number `from` to node number `to`.
struct graph_edge {
    int from = 0, to = 0;
    std::string value, gradient = "";
};
/// Inks and sizes of a drawn graph.
struct graph_options {
    double column_width = 130, row_height = 84, text_size = 17;
    colour value_ink{0, 114, 178}, gradient_ink{213, 94, 0};
};

namespace detail {
/// Throws unless the nodes have places, and the edges lead from one to another.
[[gnu::cold]] inline void require_graph(const std::string& title, const std::vector<graph_node>& nodes,
                                        const std::vector<graph_edge>& edges) {
    const int count = static_cast<int>(nodes.size());
    if (count == 0) throw_error({.problem = "a graph without nodes cannot be drawn", .name = title});
    for (const graph_node& n : nodes)
        if (!is_finite(n.column) || !is_finite(n.row) || n.column < 0 || n.row < 0)
            throw_error({.problem = "a node of a graph has no place in the drawing",
                         .name = n.words,
                         .expected = "a column and a row of 0 or more",
                         .found = std::to_string(n.column) + ", " + std::to_string(n.row)});
    for (const graph_edge& e : edges)
        if (std::min(e.from, e.to) < 0 || std::max(e.from, e.to) >= count || e.from == e.to)
            throw_error({.problem = "an edge does not lead from one node of the graph to another",
                         .name = title,
                         .expected = "two different numbers from 0 to " + std::to_string(count - 1),
                         .found = std::to_string(e.from) + " to " + std::to_string(e.to)});
}
}  // namespace detail

/// Draws the graph, its edges with arrows and a line below that says what the inks are. The values of a node
/// that several read stand at each of their edges. Errors: no node; a node without a place; an edge to a node
/// that is not there or to itself.
[[nodiscard]] inline drawing graph_drawing(const std::string& title, const std::vector<graph_node>& nodes,
                                           const std::vector<graph_edge>& edges,
                                           const graph_options& options = {}) {
    detail::require_graph(title, nodes, edges);
    const double size = options.text_size, title_size = 20, gap = 12, radius = 1.35 * size;
    double columns = 0, rows = 0, left = radius;
    for (const graph_node& n : nodes) {
        columns = std::max(columns, n.column), rows = std::max(rows, n.row);
        if (!n.gate) left = std::max(left, text_width(n.words, size) / 2);
    }
    const double margin = left + 2 * gap, top = (title.empty() ? gap : 2 * title_size) + 3.2 * size;
    const std::string above = "above an edge its value", below = ", below it the gradient";
    const double width = std::max({2 * margin + columns * options.column_width,
                                   text_width(above + below, 0.9 * size) + 2 * gap,
                                   text_width(title, title_size, true) + 2 * gap});
    const double height = top + rows * options.row_height + 4.6 * size;
    drawing canvas(static_cast<int>(std::ceil(width)), static_cast<int>(std::ceil(height)));
    canvas.text(gap, gap + 0.9 * title_size, title, {.size = title_size, .bold = true});

    const auto place = [&](const graph_node& n) {
        return point{margin + n.column * options.column_width, top + n.row * options.row_height};
    };
    const auto reach = [&](const graph_node& n) {
        if (n.gate) return n.words.empty() ? 0.3 * size : radius;
        return std::max(text_width(n.words, size) / 2 + 0.5 * gap, 0.4 * radius);
    };
    std::vector<int> readers(nodes.size(), 0);
    for (const graph_edge& e : edges) ++readers[static_cast<std::size_t>(e.from)];

    for (const graph_edge& e : edges) {
        const graph_node &from = nodes[static_cast<std::size_t>(e.from)],
                         &to = nodes[static_cast<std::size_t>(e.to)];
        const point a = place(from), b = place(to);
        // an edge of its own runs level beneath its numbers first; those that part run straight
        const bool level = readers[static_cast<std::size_t>(e.from)] == 1 && a.y != b.y &&
                           b.x - a.x > 0.5 * options.column_width;
        const point bend = level ? point{b.x - 0.36 * options.column_width, a.y} : a;
        const double dx = b.x - bend.x, dy = b.y - bend.y, length = std::max(std::hypot(dx, dy), 1.0);
        const point tip{b.x - dx / length * reach(to), b.y - dy / length * reach(to)};
        const point start = level ? point{a.x + reach(from), a.y}
                                  : point{a.x + dx / length * reach(from), a.y + dy / length * reach(from)};
        if (level)
            canvas.line({start, bend, tip}, colours::grey, 1.6);
        else
            canvas.line({start, tip}, colours::grey, 1.6);
        const auto wing = [&](double side) {
            return point{tip.x - (10 * dx + side * 4.5 * dy) / length,
                         tip.y - (10 * dy - side * 4.5 * dx) / length};
        };
        canvas.area({tip, wing(1), wing(-1)}, colours::grey);

        const point end = level ? bend : tip;
        const point middle{(start.x + end.x) / 2, (start.y + end.y) / 2};
        const double steep = level || end.x == start.x ? 0 : std::abs((end.y - start.y) / (end.x - start.x));
        const auto room = [&](const std::string& words) {
            return std::min(steep, 1.0) * text_width(words, size) / 2;
        };
        canvas.text(middle.x, middle.y - 6 - room(e.value), e.value,
                    {.size = size, .ink = options.value_ink, .anchor = text_anchor::middle});
        canvas.text(middle.x, middle.y + 6 + 0.75 * size + room(e.gradient), e.gradient,
                    {.size = size, .ink = options.gradient_ink, .anchor = text_anchor::middle});
    }
    for (const graph_node& n : nodes) {
        const point p = place(n);
        if (n.gate) {
            canvas.line({p}, colours::ink, 2 * reach(n));
            if (!n.words.empty()) canvas.line({p}, {244, 245, 247}, 2 * radius - 3);
        }
        canvas.text(p.x, p.y + 0.36 * size, n.words, {.size = size, .anchor = text_anchor::middle});
    }
    const double small_size = 0.9 * size, line = height - gap;
    canvas.text(gap, line, above, {.size = small_size, .ink = options.value_ink});
    canvas.text(gap + text_width(above, small_size), line, below,
                {.size = small_size, .ink = options.gradient_ink});
    return canvas;
}

}  // namespace strata::inline STRATA_TARGET
