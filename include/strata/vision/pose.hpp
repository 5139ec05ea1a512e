// SPDX-License-Identifier: MIT
#pragma once
/// A person as 17 points, those of COCO's key points, and the tree that joins them.
#include <array>

namespace strata {

/// The points in the order of the maps; left is the person's own.
inline constexpr std::array<const char*, 17> names_of_key_points{
    "nose",           "left eye",   "right eye",   "left ear",   "right ear",   "left shoulder",
    "right shoulder", "left elbow", "right elbow", "left wrist", "right wrist", "left hip",
    "right hip",      "left knee",  "right knee",  "left ankle", "right ankle"};

/// Edge e of the tree, from parent to child, in the order of the displacements.
struct body_edge {
    int parent, child;
};
inline constexpr std::array<body_edge, 16> body_tree{{{0, 1},
                                                      {1, 3},
                                                      {0, 2},
                                                      {2, 4},
                                                      {0, 5},
                                                      {5, 7},
                                                      {7, 9},
                                                      {5, 11},
                                                      {11, 13},
                                                      {13, 15},
                                                      {0, 6},
                                                      {6, 8},
                                                      {8, 10},
                                                      {6, 12},
                                                      {12, 14},
                                                      {14, 16}}};

/// In pixels of the network's input, x rightwards and y downwards.
struct key_point {
    float x = 0, y = 0, score = 0;
};

struct pose {
    std::array<key_point, 17> points{};
    float score = 0;
};

}  // namespace strata
