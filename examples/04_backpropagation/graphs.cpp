// SPDX-License-Identifier: MIT
/// Backpropagation on the lecture's graphs: what goes forward along each edge, and what comes back.
///
///     graphs            a drawing of each graph goes to --out, as SVG and PNG
///
/// (Rumelhart, Hinton, Williams, 1986; CS231n, "Backpropagation, intuitions".)
#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "../lesson.hpp"
#include "graph_layouts.hpp"
#include "lecture_graphs.hpp"

using namespace strata;
namespace fs = std::filesystem;

/// The value and the gradient of an edge, as text.
struct edge_numbers {
    std::string value, gradient;
};
template <class Array>
std::string numbers_text(const Array& all, int digits) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(digits) << (all.size() > 1 ? "(" : "");
    std::size_t i = 0;
    for (const double v : all) text << (i++ > 0 ? ", " : "") << (std::abs(v) < 5e-4 ? 0 : v);
    return text.str() + (all.size() > 1 ? ")" : "");
}

/// Runs a graph forward and backward, and prints what is at each of the edges named.
template <class Net, text... Edges, class... X>
std::vector<edge_numbers> both_ways(const std::string& formula, int digits, const X&... x) {
    model<Net, double> m;
    network_run run{m, answering{}, of<Edges>{}..., watch<Edges>{}...};
    run.forward(x...);
    run.gradient()(0, 0) = 1;
    run.backward();
    std::vector<edge_numbers> all;
    (all.push_back({numbers_text(run.template value<Edges>(), digits),
                    numbers_text(run.template gradient_of<Edges>(), digits)}),
     ...);
    std::cout << formula << '\n' << std::left;
    std::size_t i = 0;
    for (const std::string_view name : {Edges.view()...}) {
        std::cout << "  " << std::setw(10) << name << std::setw(34) << all[i].value << all[i].gradient
                  << '\n';
        ++i;
    }
    std::cout << '\n';
    return all;
}
xt::xtensor<double, 2> one(double v) { return {{v}}; }

/// The gradients at these edges are a finding.
void finding(const char* name, const std::vector<edge_numbers>& numbers) {
    std::string gradients;
    for (const edge_numbers& n : numbers) gradients += (gradients.empty() ? "" : " ") + n.gradient;
    lessons::finding_printer{}(name, gradients);
}

void draw(const fs::path& out, const graph_layout& layout, const std::vector<edge_numbers>& numbers) {
    std::vector<graph_edge> edges;
    for (std::size_t i = 0; i < numbers.size(); ++i)
        edges.push_back({layout.ends[i].first, layout.ends[i].second, numbers[i].value, numbers[i].gradient});
    const drawing d = graph_drawing(layout.title, layout.nodes, edges, {.column_width = layout.column_width});
    lessons::write_drawing(d, out, layout.file);
}

void run(const fs::path& out) {
    using namespace lecture;
    const auto sum =
        both_ways<sum_times, "x", "y", "z", "q", "f">("f = (x + y) z", 0, one(-2), one(5), one(-4));
    const auto line = both_ways<sigmoid_by_gates, "w0", "x0", "w1", "x1", "w2", "w0 x0", "w1 x1", "w x", "s",
                                "-s", "exp", "1 + exp", "f">("f = 1 / (1 + exp(-(w0 x0 + w1 x1 + w2)))", 2,
                                                             one(2), one(-1), one(-3), one(-2), one(-3));
    const auto norm = both_ways<squared_norm, "W", "x", "q", "f">(
        "f = |W x|^2, W row by row", 3, xt::xtensor<double, 3>{{{0.2, 0.4}}},
        xt::xtensor<double, 3>{{{0.1, 0.5}, {-0.3, 0.8}}});
    const auto gates = both_ways<three_gates, "x", "y", "z", "w", "x y", "max", "sum", "f">(
        "f = 2 (x y + max(z, w))", 0, one(3), one(-4), one(2), one(-1));
    const auto ways = both_ways<two_ways, "x", "y", "z", "x + y", "max", "f">("f = (x + y) max(x, z)", 0,
                                                                              one(3), one(-4), one(2));
    // x has an edge to each of its readers, whose gradients are those of the sum and of the maximum
    auto parted = ways;
    parted.insert(parted.begin(), {{ways[0].value, ways[3].gradient}, {ways[0].value, ways[4].gradient}});
    parted[2].gradient += " = " + ways[3].gradient + " + " + ways[4].gradient;
    draw(out, layout_of_sum_times(), sum);
    draw(out, layout_of_sigmoid(), line);
    draw(out, layout_of_squared_norm(), norm);
    draw(out, layout_of_three_gates(), gates);
    draw(out, layout_of_two_ways(), parted);
    std::cout
        << "written to " << out.string()
        << ": sum-times, sigmoid, squared-norm, three-gates and two-ways, .svg and .png. What to see: a "
           "sum hands its\ngradient on to both, a product the other one's value, a maximum all to the "
           "larger, and where a number\ngoes two ways, what comes back is added.\n\n";
    finding("gradients_of_x_y_z_in_the_product_of_a_sum", {sum[0], sum[1], sum[2]});
    finding("gradients_of_w0_x0_w1_x1_w2_in_the_sigmoid", {line.begin(), line.begin() + 5});
    finding("gradients_of_W_and_x_in_the_squared_norm", {norm[0], norm[1]});
    finding("gradients_of_x_y_z_w_at_three_gates", {gates.begin(), gates.begin() + 4});
    finding("gradient_of_what_goes_two_ways", {ways[0]});
}

int main(int argc, char** argv) {
    lessons::with_folder s;
    lessons::lesson l{"graphs", "Draws what goes forward and backward through the lecture's graphs."};
    l.share(s, {.out = "folder for the drawings", .quick = "no difference: it is quick"});
    return l.run(argc, argv, [&] { run(s.out); });
}
