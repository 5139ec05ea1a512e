// SPDX-License-Identifier: MIT
#include <iostream>
#include <strata/strata.hpp>

#if STRATA_VERSION_MAJOR > 0 || STRATA_VERSION_MINOR < 1
#error "this program is for strata 0.1 and what follows it until 1.0"
#endif
#ifdef VERSION_OF_THE_PACKAGE
static_assert(strata::version::text == VERSION_OF_THE_PACKAGE);
#endif

struct small : strata::net<strata::input<1, 8, 8>, strata::conv<4, 3>, strata::relu, strata::max_pool<2>,
                           strata::flatten, strata::dense<3>> {};
static_assert(small::parameters == 4 * 9 + 4 + 36 * 3 + 3);

int main() {
    strata::model<small> m(strata::seed{1});
    strata::trainer t(m, strata::softmax_loss{}, strata::adam{});
    const xt::xtensor<float, 4> x = xt::ones<float>({2, 1, 8, 8});
    const double before = t.step(x, {0, 2});
    double after = before;
    for (int i = 0; i < 50; ++i) after = t.step(x, {0, 2});
    std::cout << strata::summary<small>() << "loss " << before << " to " << after << '\n';
    return after < before ? 0 : 1;
}
