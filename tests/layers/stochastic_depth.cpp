// SPDX-License-Identifier: MIT
#include <strata/layers/stochastic_depth.hpp>

#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/relu.hpp>

#include "fused_like_unfused.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<stochastic_depth<percent<20>>, shape<3, 5, 7>, shape<3, 5, 7>>);
static_assert(makes<stochastic_depth<percent<0>>, shape<7, 5>, shape<7, 5>>);
static_assert(refuses<stochastic_depth<percent<100>>, E10_rate_outside_0_1, shape<3, 5, 7>>);
static_assert(refuses<stochastic_depth<>, E10_rate_outside_0_1, shape<17>>);
static_assert(stochastic_depth<percent<20>>::is_view<inference, shape<17>>);
static_assert(!stochastic_depth<percent<20>>::is_view<training, shape<17>>);

namespace {

using third_of_samples = net<input<3, 5, 3>, stochastic_depth<1.0 / 3>>;
constexpr int samples = 2000;
const std::vector<double> ones_of_samples(samples * 45, 1.0);

}  // namespace

TEST_CASE("whole samples are dropped, a share p of them, and the rest is scaled up by 1 / (1 - p)") {
    auto run = pass<double>::of<third_of_samples>(samples);
    const auto y = run.forward(samples, ones_of_samples);
    long dropped = 0;
    for (std::size_t sample = 0; sample < samples; ++sample) {
        const double first = y[sample * 45];
        if (first != 0.0 && std::abs(first - 1.5) > 1e-15) FAIL("neither dropped nor scaled: " << first);
        for (std::size_t i = 0; i < 45; ++i)
            if (y[sample * 45 + i] != first) FAIL("sample " << sample << " is dropped in part");
        dropped += first == 0.0;
    }
    // 2000 draws: four deviations of the share are 0.042
    CHECK(std::abs(static_cast<double>(dropped) / samples - 1.0 / 3) < 0.042);
}

TEST_CASE("the backward pass drops the samples that the forward pass dropped") {
    auto run = pass<double>::of<third_of_samples>(samples);
    const auto y = run.forward(samples, ones_of_samples, 7);
    CHECK(run.backward(ones_of_samples) == y);
    check_gradients_right<net<input<17>, residual<chain<dense<17>, stochastic_depth<percent<50>>>>>>(5);
}

TEST_CASE("a residual whose body is dropped is its shortcut") {
    auto run =
        pass<double>::of<net<input<17>, residual<chain<dense<17>, relu, stochastic_depth<percent<99>>>>>>(5);
    const auto x = normal_numbers(5 * 17, 1);
    CHECK(run.forward(5, x) == x);
    CHECK(run.backward(x) == x);
}

TEST_CASE(
    "the samples that are dropped are the same for one thread and for two, and others in the next step") {
    auto one = pass<double>::of<third_of_samples>(samples, 1),
         two = pass<double>::of<third_of_samples>(samples, 2);
    const auto y = one.forward(samples, ones_of_samples);
    CHECK(two.forward(samples, ones_of_samples) == y);
    CHECK(one.forward(samples, ones_of_samples, 1) != y);
}

TEST_CASE("inference drops no sample, and what is dropped does not depend on what runs in groups") {
    auto run = pass<double>::of<third_of_samples>(3);
    const auto x = normal_numbers(3 * 45, 1);
    CHECK(run.predict(3, x) == x);
    check_fused_like_unfused<
        net<input<3, 5, 5>, residual<chain<conv<3, 3, same>, relu, stochastic_depth<percent<50>>>>, relu,
            conv<3, 1>>>(5);
}
