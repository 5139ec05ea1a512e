// SPDX-License-Identifier: MIT
/// Times dlib on train/lenet/b64 of strata_bench: forward, loss, backward, update with momentum.
///
///     dlib_bench [--seconds S] [--ask]
///
/// Threads are those of the linear algebra library beneath it: OMP_NUM_THREADS.
#include <dlib/dnn.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "../timing.hpp"

namespace {

template <int K, int P, class Below>
using convolution = dlib::add_layer<dlib::con_<K, 5, 5, 1, 1, P, P>, Below>;

using lenet = dlib::loss_multiclass_log<dlib::fc<
    10, dlib::relu<dlib::fc<
            84, dlib::relu<dlib::fc<
                    120,
                    dlib::max_pool<2, 2, 2, 2,
                                   dlib::relu<convolution<
                                       16, 0,
                                       dlib::max_pool<2, 2, 2, 2,
                                                      dlib::relu<convolution<
                                                          6, 2, dlib::input<dlib::matrix<float>>>>>>>>>>>>>>;

}  // namespace

int main(int argc, char** argv) {
    double seconds = 0.5;
    bool ask = false;
    for (int i = 1; i < argc; ++i) {
        if (std::string(argv[i]) == "--ask") ask = true;
        if (std::string(argv[i]) == "--seconds" && i + 1 < argc) seconds = std::atof(argv[++i]);
    }
    constexpr int batch = 64;
    dlib::rand random;
    std::vector<dlib::matrix<float>> images(batch);
    std::vector<unsigned long> labels;
    for (int i = 0; i < batch; ++i) {
        images[static_cast<std::size_t>(i)].set_size(28, 28);
        for (float& x : images[static_cast<std::size_t>(i)]) x = random.get_random_float() * 2 - 1;
        labels.push_back(static_cast<unsigned long>(i % 10));
    }
    lenet net;
    dlib::resizable_tensor x;
    net.to_tensor(images.begin(), images.end(), x);
    std::vector<dlib::sgd> rules(lenet::num_computational_layers, dlib::sgd(0, 0.9f));
    const auto step = [&] {
        net.compute_parameter_gradients(x, labels.begin());
        net.update_parameters(rules, 1e-4);
    };
    step();
    if (net.subnet().layer_details().get_num_outputs() != 10) return 1;
    const auto report = [&] {
        std::cout << "train/lenet/b64\t" << strata::bench::medians(seconds, step)[0] << std::endl;
    };
    if (!ask) {
        report();
        return 0;
    }
    for (std::string line; std::getline(std::cin, line);) {
        if (line == "measure")
            report();
        else
            std::cout << "ready" << std::endl;
    }
}
