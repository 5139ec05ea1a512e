// SPDX-License-Identifier: MIT
// A library by itself: it is compiled once for each target, with STRATA_PART as its number. All of them train
// the same network.
#include "part.hpp"

#include <cstdio>
#include <strata/strata.hpp>
#include <strata/training/gradient_check.hpp>

struct small : strata::net<strata::input<3, 12, 12>, strata::conv<8, 3, strata::same>, strata::batch_norm,
                           strata::relu, strata::conv<9, 1>, strata::hyperbolic_tangent, strata::conv<6, 5>,
                           strata::sigmoid, strata::max_pool<2>, strata::dropout<strata::percent<20>>,
                           strata::reshape<16, 6>, strata::positional_encoding, strata::attention<2>,
                           strata::layer_norm, strata::lstm<5>, strata::flatten, strata::dense<19>,
                           strata::gelu, strata::dense<5>> {};

namespace {
void say(part_numbers& to, double number) {
    std::snprintf(to.text[to.size++], sizeof to.text[0], "%a", number);
}
}  // namespace

template <>
void part<STRATA_PART>(part_numbers& to) {
    strata::model<small> m(strata::seed{1});
    strata::trainer t(m, strata::softmax_loss{}, strata::adam{.rate = 1e-2});
    xt::xtensor<float, 4> x(std::array<std::size_t, 4>{7, 3, 12, 12});
    const strata::random_stream random(strata::seed{3}, 0);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(2 * random.uniform(i) - 1);
    const xt::xtensor<int, 1> labels{0, 1, 2, 3, 4, 0, 1};
    for (int i = 0; i < 3; ++i) say(to, t.step(x, labels));
    for (const float score : m.predict(x)) say(to, static_cast<double>(score));
    say(to, static_cast<double>(small::workspace_bytes<strata::training>(to.size)));
}
