// SPDX-License-Identifier: MIT
#include <strata/layers/attention.hpp>

#include <strata/layers/dense.hpp>
#include <strata/layers/matrix_multiplication.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/softmax.hpp>
#include <strata/model/model.hpp>

#include "../literals/sequences.hpp"
#include "fused_like_unfused.hpp"
#include "lengths_of_x.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<attention<4>, shape<10, 64>, shape<10, 64>>);
static_assert(makes<attention<1, causal>, shape<1, 1>, shape<1, 1>>);
static_assert(refuses<attention<4>, E40_features_not_divisible_by_heads, shape<10, 6>>);
static_assert(refuses<attention<4>, E41_layer_needs_a_sequence, shape<64>>);
static_assert(refuses<attention<4>, E41_layer_needs_a_sequence, shape<8, 4, 4>>);
static_assert(makes<attention<4>, shape<10, 64>, shape<10, 64>, shape<1>>);
static_assert(refuses<attention<4>, E41_layer_needs_a_sequence, shape<10, 64>, shape<10, 64>>);
static_assert(makes<softmax, shape<3, 7>, shape<3, 7>, shape<1>>);
static_assert(refuses<softmax, E41_layer_needs_a_sequence, shape<3, 7>, shape<2>>);
static_assert(refuses<attention<0>, E09_size_not_positive, shape<10, 6>>);
static_assert(refuses<attention<2, same>, E25_option_not_known, shape<10, 6>>);
static_assert(refuses<attention<2, causal, causal>, E26_option_said_twice, shape<10, 6>>);
static_assert(net<input<10, 64>, attention<4>>::parameters == 4 * 64 * 64 + 4 * 64);
static_assert(net<input<10, 64>, attention<4, no_bias>>::parameters == 4 * 64 * 64);
// four projections, and the products of queries with keys and of weights with values
static_assert(attention<4>::multiply_adds<shape<10, 64>> == 10 * 4 * 64 * 64 + 2 * 10 * 10 * 64);

TEST_CASE("attention gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<5, 6>, attention<2>>>(pytorch::attention);
}

TEST_CASE("causal attention gives PyTorch's values and gradients under the mask of later places") {
    check_like_pytorch<net<input<5, 6>, attention<3, causal>>>(pytorch::attention_causal);
}

TEST_CASE("attention of one head without biases gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<3, 4>, attention<1, no_bias>>>(pytorch::attention_no_bias);
}

TEST_CASE("attention's gradients are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<1, 1>, attention<1>>>(1);
    check_gradients_right<net<input<7, 34>, attention<2>>>();
    check_gradients_right<net<input<17, 9>, attention<3, causal>>>();
    check_gradients_right<net<input<3, 5>, residual<attention<5, no_bias>>, attention<1>>>();
}

TEST_CASE("attention does the same for a sample whatever the batch it is in, and in groups") {
    check_partial_batches<net<input<5, 18>, attention<3>>>();
    check_fused_like_unfused<net<input<5, 3>, dense<18>, relu, attention<3, causal>, dense<3>, relu>>();
}

TEST_CASE("attention's values and gradients have the same bits for one thread and for two") {
    using wide = net<input<33, 48>, attention<3>>;
    auto one = pass<float>::of<wide>(5, 1), two = pass<float>::of<wide>(5, 2);
    const auto drawn = normal_numbers(5L * 33 * 48, 1);
    const std::vector<float> x(drawn.begin(), drawn.end());
    CHECK(one.forward(5, x) == two.forward(5, x));
    CHECK(one.backward(x) == two.backward(x));
    for (std::size_t i = 0; i < 4; ++i) CHECK(elements(one.gradients()[i]) == elements(two.gradients()[i]));
    CHECK(one.predict(5, x) == two.predict(5, x));
}

TEST_CASE("without a mask the places of a sequence are a set: turned round, the answer turns round with it") {
    auto run = pass<double>::of<net<input<6, 4>, attention<2>>>(1);
    const auto x = normal_numbers(24, 1), y = run.forward(1, x);
    std::vector<double> turned, expected;
    for (long l = 6; l-- > 0;) {
        turned.insert(turned.end(), x.begin() + l * 4, x.begin() + (l + 1) * 4);
        expected.insert(expected.end(), y.begin() + l * 4, y.begin() + (l + 1) * 4);
    }
    CHECK(difference(run.forward(1, turned), expected) < 1e-13);
}

namespace attention_of_lengths {

template <int L, class... Parts>
struct counted : net<input<L, 6>, tap<"x">, lengths_of_x, tap<"lengths">, from<"x", Parts...>> {};

/// Two layers, then what looks back at itself by products.
template <int L>
struct ends_early : net<input<L, 6>, named<"lengths", whole_input<1>>, with<"lengths", attention<2>>,
                        with<"lengths", attention<3, causal>>, tap<"z">, dense<6>, with<"z", dot_products>,
                        with<"lengths", softmax>, with<"z", matrix_multiplication>> {};
template <int L>
struct cut_off : net<input<L, 6>, attention<2>, attention<3, causal>, tap<"z">, dense<6>,
                     with<"z", dot_products>, softmax, with<"z", matrix_multiplication>> {};

}  // namespace attention_of_lengths

TEST_CASE("of a sequence that ends early, attention does what it does of the same sequence without padding") {
    using namespace attention_of_lengths;
    model<ends_early<7>, double> m{seed{3}};
    xt::xtensor<double, 3> x = xt::zeros<double>({3, 7, 6});
    for (std::size_t i = 0; i < x.size(); ++i) x.flat(i) = std::sin(1.3 * static_cast<double>(i));
    const xt::xtensor<int, 2> lengths{{4}, {7}, {1}};
    const xt::xtensor<double, 3> y = m.predict(inputs(x, lengths));
    const auto agrees = [&](auto net, std::size_t sample, std::size_t n) {
        model<decltype(net), double> own;
        auto to = own.tensors();
        auto from = m.tensors();
        REQUIRE(to.size() == from.size());
        for (std::size_t k = 0; k < to.size(); ++k)
            std::copy_n(from[k].data, elements(from[k]).size(), to[k].data);
        const xt::xtensor<double, 3> expected =
            own.predict(xt::eval(xt::view(x, xt::range(sample, sample + 1), xt::range(0, n))));
        for (std::size_t l = 0; l < n; ++l)
            for (std::size_t d = 0; d < 6; ++d)
                CHECK(y(sample, l, d) == doctest::Approx(expected(0, l, d)).epsilon(1e-13));
    };
    agrees(cut_off<4>{}, 0, 4);
    agrees(cut_off<7>{}, 1, 7);
    agrees(cut_off<1>{}, 2, 1);

    auto other = x;
    xt::view(other, 0, xt::range(4, 7)) = 1e307;
    xt::view(other, 2, xt::range(1, 7)) = -1e307;
    const xt::xtensor<double, 3> again = m.predict(inputs(other, lengths));
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t l = 0; l < static_cast<std::size_t>(lengths(i, 0)); ++l)
            for (std::size_t d = 0; d < 6; ++d) CHECK(again(i, l, d) == y(i, l, d));
    CHECK_THROWS_AS(m.predict(inputs(x, xt::xtensor<int, 2>{{4}, {8}, {1}})), error);
}

TEST_CASE("attention of sequences of several lengths has the gradients that centred differences say") {
    using namespace attention_of_lengths;
    check_gradients_right<counted<5, with<"lengths", attention<2>>, dense<3>>>(4);
    check_gradients_right<counted<6, with<"lengths", attention<3, causal, no_bias>>>>(4);
    check_gradients_right<counted<5, dense<5>, with<"lengths", softmax>, dense<3>>>(4);
    check_partial_batches<counted<6, with<"lengths", attention<2>>>>();
}

TEST_CASE("attention is zero after the end of a sequence, and what is asked of it there moves nothing") {
    using namespace attention_of_lengths;
    auto run = pass<double>::of<counted<4, with<"lengths", attention<2>>>>(2);
    auto x = normal_numbers(48, 1);
    x[0] = 0.01, x[24] = 0.02;  // 2 and 3 places
    const auto y = run.forward(2, x);
    for (std::size_t i = 0; i < 48; ++i) CHECK((y[i] == 0) == (i % 24 >= (i < 24 ? 12U : 18U)));
    auto dy = normal_numbers(48, 2);
    const auto dx = run.backward(dy);
    const auto db = elements(run.gradients()[3]);
    for (std::size_t i = 0; i < 48; ++i)
        if (y[i] == 0) {
            CHECK(dx[i] == 0);
            dy[i] = 100;
        }
    run.forward(2, x);
    CHECK(run.backward(dy) == dx);
    CHECK(elements(run.gradients()[3]) == db);
}
