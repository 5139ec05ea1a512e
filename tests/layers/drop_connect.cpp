// SPDX-License-Identifier: MIT
#include <strata/layers/drop_connect.hpp>

#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/lstm.hpp>
#include <strata/layers/transposed_convolution.hpp>
#include <strata/model/network_run.hpp>

#include "answers_with_gradient.hpp"
#include "fused_like_unfused.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<drop_connect<percent<50>, dense<4>>, shape<4>, shape<17>>);
static_assert(makes<drop_connect<percent<50>, conv<4, 3>>, shape<4, 3, 5>, shape<3, 5, 7>>);
static_assert(refuses<drop_connect<percent<100>, dense<4>>, E10_rate_outside_0_1, shape<17>>);
static_assert(refuses<drop_connect<percent<50>, dense<4>>, E03_layer_needs_a_vector, shape<3, 5, 7>>);
static_assert(net<input<17>, drop_connect<percent<50>, dense<4>>>::parameters == 72);
static_assert(net<input<17>, drop_connect<percent<50>, dense<4, no_bias>>>::parameters == 68);

namespace {

using half = net<input<67>, drop_connect<percent<50>, dense<67, no_bias>>>;

/// The weights that one sample of a single one sees, as [input, output].
std::vector<double> weights_in_use(pass<double>& run, std::uint64_t step) {
    std::vector<double> units(67 * 67, 0.0);
    for (std::size_t i = 0; i < 67; ++i) units[i * 68] = 1;
    return run.forward(67, units, step);
}

}  // namespace

TEST_CASE("a share p of the weights is dropped, the rest scaled up, alike for all samples of a step") {
    auto run = pass<double>::of<half>(67);
    const auto w = elements(tensor_called(run.parameters(), "0.weight")), used = weights_in_use(run, 0);
    long dropped = 0;
    for (std::size_t i = 0; i < 67; ++i)
        for (std::size_t o = 0; o < 67; ++o) {
            const double found = used[i * 67 + o], whole = w[o * 67 + i];
            if (found != 0.0 && std::abs(found - 2 * whole) > 1e-15)
                FAIL("neither dropped nor scaled: " << found);
            dropped += found == 0.0;
        }
    // 4489 draws: four deviations of the share are 0.030
    CHECK(std::abs(static_cast<double>(dropped) / 4489 - 0.5) < 0.030);
    CHECK(weights_in_use(run, 0) == used);
    CHECK(weights_in_use(run, 1) != used);
}

TEST_CASE("the gradients are those of centred differences: dropped weights have none") {
    check_gradients_right<net<input<17>, drop_connect<percent<50>, dense<5>>>>();
    check_gradients_right<net<input<3, 5, 4>, drop_connect<percent<30>, conv<5, 3>>, flatten,
                              drop_connect<percent<50>, dense<3, no_bias>>>>();
}

TEST_CASE("it reads the parameters that its layer has: one without a bias, all three of an lstm") {
    using recurrent = net<input<3, 4>, drop_connect<percent<50>, lstm<5>>>;
    check_gradients_right<recurrent>();
    // the lists of parameters end with the weights, and so does the memory that may be read
    auto run = pass<double>::of<net<input<3, 2, 2>, drop_connect<percent<50>, conv<4, 1, no_bias>>>>(2);
    const auto x = normal_numbers(2 * 12, 1), dy = normal_numbers(2 * 16, 2);
    const auto y = run.forward(2, x), dx = run.backward(dy);
    double by_y = 0, by_w = 0;  // y is linear in w
    for (std::size_t i = 0; i < y.size(); ++i) by_y += y[i] * dy[i];
    const auto w = elements(tensor_called(run.parameters(), "0.weight"));
    const auto dw = elements(tensor_called(run.gradients(), "0.weight"));
    for (std::size_t i = 0; i < w.size(); ++i) by_w += w[i] * dw[i];
    CHECK(by_y == doctest::Approx(by_w));
}

TEST_CASE("inference uses every weight as it is") {
    auto run = pass<double>::of<half>(3);
    auto plain = pass<double>::of<net<input<67>, dense<67, no_bias>>>(3);
    const auto x = normal_numbers(3 * 67, 1);
    CHECK(run.predict(3, x) == plain.predict(3, x));
    // a layer that prepares its weights
    auto spread = pass<double>::of<net<input<3, 2, 2>, drop_connect<percent<50>, conv_transpose<5, 2>>>>(3);
    auto plain_spread = pass<double>::of<net<input<3, 2, 2>, conv_transpose<5, 2>>>(3);
    const auto images = normal_numbers(3 * 12, 2);
    CHECK(spread.predict(3, images) == plain_spread.predict(3, images));
}

TEST_CASE("masks do not depend on what runs in groups") {
    check_fused_like_unfused<
        net<input<17>, drop_connect<percent<50>, dense<5>>, drop_connect<percent<50>, dense<3>>>>(5);
}

TEST_CASE("where it answers and its input has a gradient, every weight is used as it is") {
    check_answers_with_gradient<net<input<17>, drop_connect<percent<50>, dense<5>>>>();
    check_answers_with_gradient<net<input<3, 4, 4>, drop_connect<percent<30>, conv<5, 3>>>>();
}

TEST_CASE("a learning run drops the same weights whether gradients are wanted or not") {
    struct dropped : net<input<3, 5, 4>, drop_connect<percent<30>, conv<5, 3>>, flatten,
                         drop_connect<percent<50>, dense<3>>> {};
    model<dropped> m{seed{4}};
    network_run alone{m, learning{}};
    network_run with_gradients{m, learning{}, of_parameters{}};
    const xt::xtensor<float, 4> x = xt::ones<float>({2, 3, 5, 4});
    for (int step = 0; step < 2; ++step) {
        const xt::xtensor<float, 2> y = alone.forward(x), expected = with_gradients.forward(x);
        CHECK(xt::amax(xt::abs(y - expected))() < 1e-6f);
        with_gradients.backward();
    }
}
