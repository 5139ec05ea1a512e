// SPDX-License-Identifier: MIT
// Computes the same numbers in whatever registers it is compiled for and writes them, a line "name value"
// each, to the file that it is given. The test isa.agree compares the files of all instruction sets.
#include <cstddef>
#include <cstdio>
#include <vector>
#include <xsimd/xsimd.hpp>

namespace {

float sum_of_products(const std::vector<float>& x, const std::vector<float>& y) {
    using batch = xsimd::batch<float>;
    batch lanes(0.0f);
    std::size_t i = 0;
    for (; i + batch::size <= x.size(); i += batch::size)
        lanes = xsimd::fma(batch::load_unaligned(&x[i]), batch::load_unaligned(&y[i]), lanes);
    alignas(batch::arch_type::alignment()) float parts[batch::size];
    lanes.store_aligned(parts);
    float sum = 0;
    for (float part : parts) sum += part;
    for (; i < x.size(); ++i) sum += x[i] * y[i];
    return sum;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: agree RESULTS\n", stderr);
        return 2;
    }
    std::FILE* file = std::fopen(argv[1], "w");
    if (!file) {
        std::perror(argv[1]);
        return 2;
    }
    for (std::size_t n : {1u, 7u, 16u, 1000u, 4099u}) {
        std::vector<float> x(n), y(n);
        for (std::size_t i = 0; i < n; ++i) {
            x[i] = 1.0f / static_cast<float>(i + 1);
            y[i] = static_cast<float>(i % 13) - 6.0f;
        }
        std::fprintf(file, "sum_of_products_%zu %.9g\n", n, static_cast<double>(sum_of_products(x, y)));
    }
    if (std::fclose(file) != 0) {
        std::perror(argv[1]);
        return 2;
    }
}
