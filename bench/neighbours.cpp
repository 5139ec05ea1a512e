// SPDX-License-Identifier: MIT
/// Times the search for the nearest neighbours of Fashion-MNIST's test images among its training images:
/// `bench/neighbours.py` runs it beside scikit-learn's brute force and compares what both find.
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <strata/classic/nearest_neighbours.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <string>

using namespace strata;

/// Memory of this process as Linux counts it: "VmRSS" what it has now, "VmHWM" the most that it had.
double megabytes(const std::string& what) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (double kilobytes = 0; word == what + ':' && status >> kilobytes) return kilobytes / 1024;
    return 0;
}
void forget_the_most() { std::ofstream("/proc/self/clear_refs") << 5; }

int main(int argc, char** argv) {
    if (argc != 5) {
        std::cerr << "usage: neighbours l1|l2|cosine QUERIES NEIGHBOURS FILE\n";
        return 2;
    }
    const std::string measure = argv[1];
    train_and_test data = fashion_mnist();
    data.test = first(data.test, std::atoi(argv[2]));
    forget_the_most();
    const double before = megabytes("VmRSS");
    nearest_neighbours knn({.neighbours = std::atoi(argv[3]),
                            .measure = measure == "l1"   ? distance::l1
                                       : measure == "l2" ? distance::l2
                                                         : distance::cosine});
    const std::clock_t used = std::clock();
    const auto begin = std::chrono::steady_clock::now();
    knn.train(data.train.images, data.train.labels);
    const neighbour_table found = knn.neighbours(data.test.images);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::cout << "seconds " << took.count() << "\nprocessor "
              << static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC << "\nmegabytes "
              << megabytes("VmHWM") - before << "\naccuracy "
              << share_right(knn.predict(found, std::atoi(argv[3])), data.test.labels) << '\n';
    std::ofstream file(argv[4], std::ios::binary);
    file.write(reinterpret_cast<const char*>(found.numbers.data()),
               static_cast<std::streamsize>(found.numbers.size() * sizeof(int)));
}
