// SPDX-License-Identifier: MIT
/// Backpropagation on the lecture's graphs: what goes forward along each edge and what comes back, the
/// Jacobians of a few layers by differences, and what backward makes of them without ever writing them down.
///
///     graphs            a drawing of each graph goes to --out, as SVG and PNG
///
/// (Rumelhart, Hinton, Williams, 1986; CS231n, "Backpropagation, intuitions".)
#include <CLI/CLI.hpp>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <strata/pictures/graph_drawing.hpp>
#include <strata/pictures/rendered.hpp>
#include <strata/pictures/svg.hpp>

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
    for (const std::string_view name : {std::string_view(Edges)...}) {
        std::cout << "  " << std::setw(10) << name << std::setw(26) << all[i].value << all[i].gradient
                  << '\n';
        ++i;
    }
    std::cout << '\n';
    return all;
}
xt::xtensor<double, 2> one(double v) { return {{v}}; }

void draw(const fs::path& out, const std::string& name, const drawing& d) {
    write_svg(d, out / (name + ".svg"));
    write_png(d, out / (name + ".png"));
}

void draw_graphs(const fs::path& out) {
    using namespace lecture;
    const auto edges = [](const std::vector<std::pair<int, int>>& ends, const std::vector<edge_numbers>& n) {
        std::vector<graph_edge> all;
        for (std::size_t i = 0; i < n.size(); ++i)
            all.push_back({ends[i].first, ends[i].second, n[i].value, n[i].gradient});
        return all;
    };
    const auto name = [](const char* words, double column, double row) {
        return graph_node{words, column, row, false};
    };
    draw(out, "sum-times",
         graph_drawing(
             "(x + y) z",
             {name("x", 0, 0), name("y", 0, 1), name("z", 0, 2), {"+", 1, 0.5}, {"*", 2, 1}, name("f", 3, 1)},
             edges({{0, 3}, {1, 3}, {2, 4}, {3, 4}, {4, 5}},
                   both_ways<sum_times, "x", "y", "z", "q", "f">("f = (x + y) z", 0, one(-2), one(5),
                                                                 one(-4)))));
    draw(out, "sigmoid",
         graph_drawing(
             "1 / (1 + exp(-(w0 x0 + w1 x1 + w2)))",
             {name("w0", 0, 0),
              name("x0", 0, 1),
              name("w1", 0, 2),
              name("x1", 0, 3),
              name("w2", 0, 4),
              {"*", 1, 0.5},
              {"*", 1, 2.5},
              {"+", 2, 1.5},
              {"+", 3, 2},
              {"* -1", 4, 2},
              {"exp", 5, 2},
              {"+1", 6, 2},
              {"1/x", 7, 2},
              name("f", 8, 2)},
             edges({{0, 5},
                    {1, 5},
                    {2, 6},
                    {3, 6},
                    {4, 8},
                    {5, 7},
                    {6, 7},
                    {7, 8},
                    {8, 9},
                    {9, 10},
                    {10, 11},
                    {11, 12},
                    {12, 13}},
                   both_ways<sigmoid_by_gates, "w0", "x0", "w1", "x1", "w2", "w0 x0", "w1 x1", "w x", "s",
                             "-s", "exp", "1 + exp", "f">("f = 1 / (1 + exp(-(w0 x0 + w1 x1 + w2)))", 2,
                                                          one(2), one(-1), one(-3), one(-2), one(-3))),
             {.column_width = 100}));
    draw(out, "squared-norm",
         graph_drawing(
             "|W x|^2",
             {name("W", 0, 0), name("x", 0, 1.4), {"*", 2, 0.7}, {"L2", 3.6, 0.7}, name("f", 5, 0.7)},
             edges({{0, 2}, {1, 2}, {2, 3}, {3, 4}},
                   both_ways<squared_norm, "W", "x", "q", "f">(
                       "f = |W x|^2, W row by row", 3, xt::xtensor<double, 3>{{{0.2, 0.4}}},
                       xt::xtensor<double, 3>{{{0.1, 0.5}, {-0.3, 0.8}}}))));
    draw(out, "three-gates",
         graph_drawing("2 (x y + max(z, w))",
                       {name("x", 0, 0),
                        name("y", 0, 1),
                        name("z", 0, 2),
                        name("w", 0, 3),
                        {"*", 1, 0.5},
                        {"max", 1, 2.5},
                        {"+", 2, 1.5},
                        {"* 2", 3, 1.5},
                        name("f", 4, 1.5)},
                       edges({{0, 4}, {1, 4}, {2, 5}, {3, 5}, {4, 6}, {5, 6}, {6, 7}, {7, 8}},
                             both_ways<three_gates, "x", "y", "z", "w", "x y", "max", "sum", "f">(
                                 "f = 2 (x y + max(z, w))", 0, one(3), one(-4), one(2), one(-1)))));
    auto n = both_ways<two_ways, "x", "y", "z", "x + y", "max", "f">("f = (x + y) max(x, z)", 0, one(3),
                                                                     one(-4), one(2));
    // x has one edge to each of its readers, whose gradients are those of the sum and of the maximum
    n.insert(n.begin(), {{n[0].value, n[3].gradient}, {n[0].value, n[4].gradient}});
    n[2].gradient = n[2].gradient + " = " + n[0].gradient + " + " + n[1].gradient;
    draw(out, "two-ways",
         graph_drawing("(x + y) max(x, z)",
                       {name("x", 0, 1.5),
                        name("y", 0, 0),
                        name("z", 0, 3),
                        {"", 1.2, 1.5},
                        {"+", 2.4, 0.6},
                        {"max", 2.4, 2.4},
                        {"*", 3.4, 1.5},
                        name("f", 4.4, 1.5)},
                       edges({{3, 4}, {3, 5}, {0, 3}, {1, 4}, {2, 5}, {4, 6}, {5, 6}, {6, 7}}, n)));
}

/// The Jacobian [O, I] of a network of I numbers by centred differences, and how far J^T r is from what
/// backward makes of r.
template <class Net>
double beside_backward(const std::string& name, const random_stream& random) {
    constexpr std::size_t I = Net::input_shape::size, O = explain<Net>::template layer<0>::output::size;
    model<Net, double> m{seed{1}};
    network_run run{m, answering{}, of_inputs{}};
    xt::xtensor<double, 2> x = xt::empty<double>({std::size_t{1}, I}), J = xt::empty<double>({O, I});
    for (std::size_t i = 0; i < I; ++i) x(0, i) = random.normal(i);
    constexpr double h = 1e-5;
    for (std::size_t i = 0; i < I; ++i) {
        xt::xtensor<double, 2> above = x, below = x;
        above(0, i) += h, below(0, i) -= h;
        const xt::xtensor<double, 2> high = run.forward(above), low = run.forward(below);
        for (std::size_t o = 0; o < O; ++o) J(o, i) = (high(0, o) - low(0, o)) / (2 * h);
    }
    run.forward(x);
    auto r = run.gradient();
    for (std::size_t o = 0; o < O; ++o) r(0, o) = random.normal(100 + o);
    const xt::xtensor<double, 2> kept = r;
    run.backward();
    double apart = 0;
    std::cout << "the Jacobian of " << name << '\n' << std::right << std::fixed << std::setprecision(3);
    for (std::size_t o = 0; o < O; ++o) {
        for (std::size_t i = 0; i < I; ++i)
            std::cout << std::setw(8) << (std::abs(J(o, i)) < 5e-4 ? 0 : J(o, i));
        std::cout << '\n';
    }
    for (std::size_t i = 0; i < I; ++i) {
        double product = 0;
        for (std::size_t o = 0; o < O; ++o) product += J(o, i) * kept(0, o);
        apart = std::max(apart, std::abs(product - run.input_gradient()(0, i)));
    }
    return apart;
}

struct rectifier : net<input<4>, relu> {};
struct squashing : net<input<4>, sigmoid> {};
struct line : net<input<4>, dense<3>> {};
struct shares : net<input<4>, softmax> {};

void run(const fs::path& out, seed s) {
    fs::create_directories(out);
    draw_graphs(out);
    const random_stream random(s, 0);
    const std::vector<double> apart{
        beside_backward<rectifier>("relu: what is not on the diagonal is 0", random),
        beside_backward<squashing>("sigmoid: the same", random),
        beside_backward<line>("dense: its weights", random),
        beside_backward<shares>("softmax: each output is moved by each input", random)};
    std::cout
        << "\nbackward never makes these matrices. It multiplies by them, and it agrees:\n\n"
        << std::scientific << std::setprecision(1) << "finding difference_of_relu " << apart[0]
        << "\nfinding difference_of_sigmoid " << apart[1] << "\nfinding difference_of_dense " << apart[2]
        << "\nfinding difference_of_softmax " << apart[3] << '\n'
        << "\nwritten to " << out.string()
        << ": sum-times, sigmoid, squared-norm, three-gates and two-ways, .svg and .png. What to see: a "
           "sum hands its\ngradient on to both, a product the other one's value, a maximum all to the "
           "larger, and where a number\ngoes two ways, what comes back is added.\n";
}

int main(int argc, char** argv) {
    std::uint64_t from_seed = 1;
    std::string out = "graphs-output";
    bool quick = false;
    CLI::App app{"Draws what goes forward and backward through the lecture's graphs."};
    app.option_defaults()->always_capture_default();
    app.add_option("--seed", from_seed, "same seed, same bits");
    app.add_option("--out", out, "folder for the drawings");
    app.add_flag("--quick", quick, "it is quick as it is");
    try {
        app.parse(argc, argv);
        run(out, seed{from_seed});
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 1;
    } catch (const std::exception& e) {
        std::cerr << "graphs: " << e.what() << '\n';
        return 1;
    }
}
