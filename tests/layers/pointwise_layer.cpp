// SPDX-License-Identifier: MIT
#include <strata/layer/pointwise_layer.hpp>

#include <strata/layers/dense.hpp>
#include <strata/layers/relu.hpp>

#include "fused_like_unfused.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

namespace {

/// f(x) = x / (1 + |x|), whose slope is (1 - |y|)^2: a map of the user's own, two functions long.
struct softsign : pointwise<softsign> {
    template <class B>
    static B value(const B& x) {
        return x / (B(1) + xsimd::abs(x));
    }
    template <class B>
    static B slope(const B& y) {
        const B rest = B(1) - xsimd::abs(y);
        return rest * rest;
    }
};

}  // namespace

static_assert(Pointwise<softsign>);
static_assert(!Pointwise<dense<3>>);
static_assert(makes<softsign, shape<3, 5, 7>, shape<3, 5, 7>>);

TEST_CASE("a map of the user's own is a layer: it maps every number") {
    auto run = pass<double>::of<net<input<3>, softsign>>(2);
    const std::vector<double> y{0, 0.5, -0.5, 0.75, -0.75, 0.8}, dx{1, 0.25, 0.25, 0.0625, 0.0625, 0.04};
    CHECK(difference(run.forward(2, {0, 1, -1, 3, -3, 4}), y) < 1e-15);
    CHECK(difference(run.backward({1, 1, 1, 1, 1, 1}), dx) < 1e-15);
}

TEST_CASE("a map's gradients are those of centred differences, alone and joined with others") {
    check_gradients_right<net<input<17>, softsign>>();
    check_gradients_right<net<input<5>, softsign, softsign, relu>>();
    check_gradients_right<net<input<5>, dense<17>, softsign>>();
}

TEST_CASE("maps joined with each other and with what is before them are the same as layer by layer") {
    check_fused_like_unfused<net<input<17>, softsign, softsign, softsign>>();
    check_fused_like_unfused<net<input<5>, dense<17>, softsign, softsign, dense<3>, softsign>>();
}
