// SPDX-License-Identifier: MIT
// Trains a small network in whatever registers it is compiled for and writes what came out, a line "name
// value" each, to the file that it is given. The test isa.agree compares the files of all instruction sets.
#include <cstdio>

#include "../graph/networks.hpp"

int main(int argc, char** argv) {
    using namespace strata;
    if (argc != 2) {
        std::fputs("usage: agree RESULTS\n", stderr);
        return 2;
    }
    std::FILE* file = std::fopen(argv[1], "w");
    if (!file) {
        std::perror(argv[1]);
        return 2;
    }
    xt::xtensor<float, 4> x = xt::zeros<float>({13, 3, 8, 8});
    xt::xtensor<int, 1> labels = xt::zeros<int>({13});
    const random_stream random(seed{1}, 0);
    std::uint64_t k = 0;
    for (float& v : x) v = static_cast<float>(random.normal(k++));
    for (int& l : labels) l = static_cast<int>(random.below(k++, 10));

    model<every_form> m(seed{2});
    trainer t(m, softmax_loss{}, momentum{.rate = 1e-2});
    for (int step = 0; step < 5; ++step) std::fprintf(file, "loss_%d %.9g\n", step, t.step(x, labels));
    for (const auto& tensor : m.tensors()) {
        long i = 0;
        tensor.for_each([&](float v) {
            std::fprintf(file, "%s_%ld %.9g\n", tensor.name.c_str(), i++, static_cast<double>(v));
        });
    }
    std::size_t i = 0;
    for (const float y : m.predict(x)) std::fprintf(file, "y_%zu %.9g\n", i++, static_cast<double>(y));
    if (std::fclose(file) != 0) {
        std::perror(argv[1]);
        return 2;
    }
}
