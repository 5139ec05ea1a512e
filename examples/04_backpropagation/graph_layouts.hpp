// SPDX-License-Identifier: MIT
#pragma once
/// Where the nodes of the lecture's graphs stand in their drawings, and which of them each edge joins.
#include <strata/pictures/graph_drawing.hpp>
#include <string>
#include <utility>
#include <vector>

struct graph_layout {
    std::string file, title;
    std::vector<strata::graph_node> nodes;
    std::vector<std::pair<int, int>> ends;  ///< of each edge, as numbers of nodes
    double column_width = 130;
};

/// A node that has a name and computes nothing.
inline strata::graph_node name(const char* words, double column, double row) {
    return {words, column, row, false};
}

/// Edge i goes from node i to the node named.
inline std::vector<std::pair<int, int>> edges_to(const std::vector<int>& nodes) {
    std::vector<std::pair<int, int>> ends;
    for (const int to : nodes) ends.emplace_back(static_cast<int>(ends.size()), to);
    return ends;
}

inline graph_layout layout_of_sum_times() {
    return {"sum-times",
            "(x + y) z",
            {name("x", 0, 0), name("y", 0, 1), name("z", 0, 2), {"+", 1, 0.5}, {"*", 2, 1}, name("f", 3, 1)},
            edges_to({3, 3, 4, 4, 5})};
}
inline graph_layout layout_of_sigmoid() {
    return {"sigmoid",
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
            edges_to({5, 5, 6, 6, 8, 7, 7, 8, 9, 10, 11, 12, 13}),
            105};
}
inline graph_layout layout_of_squared_norm() {
    return {"squared-norm",
            "|W x|^2",
            {name("W", 0, 0), name("x", 0, 1.2), {"*", 2, 0.6}, {"L2", 3.15, 0.6}, name("f", 3.95, 0.6)},
            edges_to({2, 2, 3, 4}),
            160};
}
inline graph_layout layout_of_three_gates() {
    return {"three-gates",
            "2 (x y + max(z, w))",
            {name("x", 0, 0),
             name("y", 0, 1),
             name("z", 0, 2),
             name("w", 0, 3),
             {"*", 1, 0.5},
             {"max", 1, 2.5},
             {"+", 2, 1.5},
             {"* 2", 3, 1.5},
             name("f", 4, 1.5)},
            edges_to({4, 4, 5, 5, 6, 6, 7, 8})};
}
inline graph_layout layout_of_two_ways() {
    return {"two-ways",
            "(x + y) max(x, z)",
            {name("x", 0, 1.5),
             name("y", 0, 0),
             name("z", 0, 3),
             {"", 1.2, 1.5},
             {"+", 2.4, 0.6},
             {"max", 2.4, 2.4},
             {"*", 3.4, 1.5},
             name("f", 4.4, 1.5)},
            {{3, 4}, {3, 5}, {0, 3}, {1, 4}, {2, 5}, {4, 6}, {5, 6}, {6, 7}}};
}
