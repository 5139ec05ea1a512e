// SPDX-License-Identifier: MIT
/// Times the suppression of the boxes in a file: `bench/suppression.py` runs it beside torchvision's.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <strata/vision/suppression.hpp>

using namespace strata;

int main(int argc, char** argv) {
    if (argc != 5) {
        std::cerr << "usage: suppression FILE THRESHOLD RUNS KEPT\n"
                     "FILE: five floats for each box, its corners and its score\n";
        return 2;
    }
    std::ifstream in(argv[1], std::ios::binary);
    std::vector<box> boxes;
    std::vector<float> scores;
    for (float row[5]; in.read(reinterpret_cast<char*>(row), sizeof row);) {
        boxes.push_back({row[0], row[1], row[2], row[3]});
        scores.push_back(row[4]);
    }
    const auto threshold = static_cast<float>(std::atof(argv[2]));
    double fastest = 1e9;
    std::vector<int> kept;
    for (int run = 0; run < std::atoi(argv[3]); ++run) {
        const auto begin = std::chrono::steady_clock::now();
        kept = non_maximum_suppression(boxes, scores, threshold);
        fastest = std::min(fastest,
                           std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    std::cout << fastest << '\n';
    std::ofstream out(argv[4], std::ios::binary);
    out.write(reinterpret_cast<const char*>(kept.data()),
              static_cast<std::streamsize>(kept.size() * sizeof(int)));
}
