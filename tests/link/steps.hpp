// SPDX-License-Identifier: MIT
/// A few steps of training and their losses, to the bit; what includes it has included the library in one way
/// or the other.
#include <cstdio>

struct small : strata::net<strata::input<3, 12, 12>, strata::conv<8, 3, strata::same>, strata::batch_norm,
                           strata::relu, strata::conv<8, 1>, strata::hyperbolic_tangent, strata::conv<6, 5>,
                           strata::leaky_relu<>, strata::max_pool<2>, strata::flatten, strata::dense<5>> {};

int main() {
    strata::model<small> m(strata::seed{1});
    strata::trainer t(m, strata::softmax_loss{}, strata::momentum{.rate = 1e-2});
    xt::xtensor<float, 4> x(std::array<std::size_t, 4>{7, 3, 12, 12});
    const strata::random_stream random(strata::seed{3}, 0);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(2 * random.uniform(i) - 1);
    const xt::xtensor<int, 1> labels{0, 1, 2, 3, 4, 0, 1};
    for (int i = 0; i < 5; ++i) std::printf("%a\n", t.step(x, labels));
    for (const float score : m.predict(x)) std::printf("%a\n", static_cast<double>(score));
}
