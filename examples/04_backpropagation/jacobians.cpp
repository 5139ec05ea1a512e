// SPDX-License-Identifier: MIT
/// The Jacobians of a few layers by differences, and what backward makes of them without writing them down.
///
///     jacobians            takes no time, and draws nothing
///
/// (CS231n, "Vector, matrix, and tensor derivatives".)
#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <strata/strata.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;

struct rectifier : net<input<4>, relu> {};
struct squashing : net<input<4>, sigmoid> {};
struct line : net<input<4>, dense<3>> {};
struct shares : net<input<4>, softmax> {};

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

void run(seed s) {
    const random_stream random(s, 0);
    const std::vector<double> apart{
        beside_backward<rectifier>("relu: what is not on the diagonal is 0", random),
        beside_backward<squashing>("sigmoid: the same", random),
        beside_backward<line>("dense: its weights", random),
        beside_backward<shares>("softmax: each output is moved by each input", random)};
    std::cout << "\nbackward never writes these matrices down. For gradients r of the outputs it has J^T r, "
                 "the same "
                 "as by the matrix:\n\n"
              << std::scientific << std::setprecision(1) << "finding largest_difference_of_relu " << apart[0]
              << "\nfinding largest_difference_of_sigmoid " << apart[1]
              << "\nfinding largest_difference_of_dense " << apart[2]
              << "\nfinding largest_difference_of_softmax " << apart[3] << '\n';
}

int main(int argc, char** argv) {
    lessons::with_seed s;
    lessons::lesson l{"jacobians", "Compares the Jacobians of layers with what backward computes."};
    l.share(s, {.out = "no difference: there are no pictures",
                .quick = "no difference: it is quick",
                .seed = "same seed, same bits",
                .makes_folder = false});
    return l.run(argc, argv, [&] { run(seed{s.seed}); });
}
