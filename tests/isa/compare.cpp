// SPDX-License-Identifier: MIT
// compare TOLERANCE FILE...: the numbers in the files, lines "name value", are the same within the tolerance.
// A file that is not there belongs to an instruction set that this processor has not.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

using results = std::vector<std::pair<std::string, double>>;

static results read(std::istream& in) {
    results all;
    std::string name, value;
    while (in >> name >> value) all.emplace_back(name, std::strtod(value.c_str(), nullptr));
    return all;
}

int main(int argc, char** argv) {
    if (argc < 3) {
        std::cerr << "usage: compare TOLERANCE FILE...\n";
        return 2;
    }
    const double tolerance = std::strtod(argv[1], nullptr);
    std::string first_file;
    results first;
    int files = 0;
    int differences = 0;
    for (int i = 2; i < argc; ++i) {
        std::ifstream in(argv[i]);
        if (!in) {
            std::cout << argv[i] << ": not run on this processor\n";
            continue;
        }
        const results other = read(in);
        if (other.empty()) {
            std::cout << argv[i] << ": holds no results\n";
            return 1;
        }
        if (files++ == 0) {
            first = other;
            first_file = argv[i];
            continue;
        }
        if (other.size() != first.size()) {
            std::cout << argv[i] << ": " << other.size() << " results, but " << first.size() << " in "
                      << first_file << "\n";
            return 1;
        }
        double largest = 0;
        for (std::size_t k = 0; k < first.size(); ++k) {
            const auto& [name, a] = first[k];
            const auto& [other_name, b] = other[k];
            const double apart = std::abs(a - b) / std::max({1.0, std::abs(a), std::abs(b)});
            if (name != other_name || !(apart <= tolerance)) {
                std::cout << argv[i] << ": " << other_name << " = " << b << ", but " << name << " = " << a
                          << " in " << first_file << "\n";
                ++differences;
            }
            if (std::isfinite(apart)) largest = std::max(largest, apart);
        }
        std::cout << argv[i] << ": " << other.size() << " results, at most " << largest << " from "
                  << first_file << "\n";
    }
    if (files < 2) {
        std::cout << "SKIPPED: results of one instruction set only\n";
        return 77;
    }
    return differences == 0 ? 0 : 1;
}
