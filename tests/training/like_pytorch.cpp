// SPDX-License-Identifier: MIT
// A small network trained as PyTorch trains it: every loss, every parameter and statistic behind three steps
// of Adam.
#include <doctest/doctest.h>

#include <strata/layers/batch_norm.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/max_pool.hpp>
#include <strata/layers/relu.hpp>
#include <strata/losses/softmax_loss.hpp>
#include <strata/optimizers/adam.hpp>
#include <strata/training/trainer.hpp>

#include "../literals/difference.hpp"
#include "../literals/training.hpp"

using namespace strata;
using namespace strata::test;

namespace {

struct small
    : net<input<2, 6, 6>, conv<3, 3, pad<1>, no_bias>, batch_norm, relu, max_pool<2>, flatten, dense<3>> {};

template <class T>
xt::xtensor<T, 4> first_images(std::size_t n) {
    auto images = xt::xtensor<T, 4>::from_shape({n, 2, 6, 6});
    std::copy_n(pytorch::three_steps_images.begin(), images.size(), images.data());
    return images;
}

template <class Net, class T>
void check_three_steps(double tolerance) {
    model<Net, T> m(seed{1}, 1);
    for (const named_tensor<T>& p : m.tensors())
        for (const parameter_literal& before : pytorch::three_steps_before)
            if (p.name == before.name) {
                std::size_t i = 0;
                p.for_each([&](T& w) { w = static_cast<T>(before.value[i++]); });
            }

    trainer t(m, softmax_loss{}, adam{.rate = 0.01});
    std::vector<double> losses;
    for (const std::size_t n : std::vector<std::size_t>{5, 4, 4}) {
        auto labels = xt::xtensor<int, 1>::from_shape({n});
        std::copy_n(pytorch::three_steps_labels.begin(), n, labels.data());
        losses.push_back(t.step(first_images<T>(n), labels));
    }
    CHECK(difference(losses, pytorch::three_steps_losses) < tolerance);

    std::size_t compared = 0;
    for (const named_tensor<T>& p : m.tensors())
        for (const parameter_literal& after : pytorch::three_steps_after)
            if (p.name == after.name) {
                CAPTURE(p.name);
                std::vector<T> found;
                p.for_each([&](T& w) { found.push_back(w); });
                CHECK(difference(found, after.value) < tolerance);
                ++compared;
            }
    CHECK(compared == 7);
    CHECK(compared == pytorch::three_steps_after.size());
    CHECK(difference(m.predict(first_images<T>(5)), pytorch::three_steps_answer) < tolerance);
}

}  // namespace

TEST_CASE("three steps of training give PyTorch's losses, parameters, statistics and answers") {
    check_three_steps<small, double>(1e-11);
    check_three_steps<small, float>(1e-4);
}

TEST_CASE("three steps layer by layer give PyTorch's numbers as well") {
    check_three_steps<unfused<small>, double>(1e-11);
}
