// SPDX-License-Identifier: MIT
/// What a step of training takes with all gradients at once and with `update_in_backward`: memory, and the
/// least time of many steps.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <strata/architectures/resnet.hpp>
#include <strata/architectures/vgg.hpp>
#include <strata/strata.hpp>

#include "networks/small_vgg.hpp"
#include "resident.hpp"
#include "timing.hpp"

namespace strata::bench {

/// A model with a trainer and a batch of numbers.
template <class Net, class... Stages>
struct training_of {
    using S = typename Net::input_shape;

    training_of(int batch, int threads)
        : m(seed{1}, threads),
          t(m, softmax_loss{}, momentum{.rate = 1e-4}, Stages{}...),
          x(std::array<std::size_t, 4>{std::size_t(batch), std::size_t(S::extents[0]),
                                       std::size_t(S::extents[1]), std::size_t(S::extents[2])}),
          labels(std::array<std::size_t, 1>{std::size_t(batch)}) {
        const random_stream random(seed{3}, 0);
        for (std::size_t i = 0; i < x.size(); ++i)
            x.data()[i] = static_cast<float>(2 * random.uniform(i) - 1);
        for (std::size_t i = 0; i < labels.size(); ++i) labels(i) = static_cast<int>(i % 10);
    }
    void step() { t.step(x, labels); }

    model<Net> m;
    decltype(trainer(std::declval<model<Net>&>(), softmax_loss{}, momentum{}, Stages{}...)) t;
    xt::xtensor<float, 4> x;
    xt::xtensor<int, 1> labels;
};

constexpr double mebibytes(long bytes) { return static_cast<double>(bytes) / (1 << 20); }

/// MiB by which the most that is resident grows in two steps.
template <class... Of>
double grown(int batch, int threads) {
    return mebibytes(resident_growth([=] {
        training_of<Of...> one(batch, threads);
        one.step(), one.step();
    }));
}

template <class Net>
void compare(const char* name, int batch, int threads, double seconds) {
    constexpr long gradients = parameter_table<typename Net::graph>::learned_extent * long(sizeof(float));
    using turns = phase<learning, of_parameters_in_turn>;
    const double whole = grown<Net>(batch, threads), in_turn = grown<Net, update_in_backward>(batch, threads);
    training_of<Net> first(batch, threads);
    training_of<Net, update_in_backward> second(batch, threads);
    double least[2] = {1e9, 1e9};  // others load the machine more than a step differs from the next
    for (double spent = 0; spent < seconds;) {
        const double times[2] = {seconds_of([&] { first.step(); }), seconds_of([&] { second.step(); })};
        for (int k = 0; k < 2; ++k) least[k] = std::min(least[k], times[k]), spent += times[k];
    }
    std::printf("| %s, %d samples | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f |\n", name, batch,
                mebibytes(Net::template workspace_bytes<training>(batch, threads) + gradients),
                mebibytes(Net::template workspace_bytes<turns>(batch, threads)), whole, in_turn,
                1000 * least[0], 1000 * least[1]);
}

}  // namespace strata::bench

int main(int argc, char** argv) {
    const int threads = argc > 1 ? std::atoi(argv[1]) : 1;
    const double seconds = argc > 2 ? std::atof(argv[2]) : 20;
    std::printf(
        "%d thread%s\n\n| | plan and gradients, MiB | in turn | measured, MiB | in turn | a step, ms | in "
        "turn |\n"
        "|---|---|---|---|---|---|---|\n",
        threads, threads == 1 ? "" : "s");
    strata::bench::compare<strata::resnet50<>>("ResNet-50 at 224", 2, threads, seconds);
    strata::bench::compare<strata::vgg16<>>("VGG-16 at 224", 2, threads, seconds);
    strata::bench::compare<strata::bench::small_vgg>("a small VGG at 32", 64, threads, seconds);
}
