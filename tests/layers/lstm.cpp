// SPDX-License-Identifier: MIT
#include <strata/layers/lstm.hpp>

#include <strata/layers/dense.hpp>
#include <strata/layers/embedding.hpp>
#include <strata/layers/relu.hpp>
#include <strata/model/model.hpp>
#include <strata/model/network_run.hpp>

#include "../literals/lstm.hpp"
#include "fused_like_unfused.hpp"
#include "lengths_of_x.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"
#include "whole_numbers.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<lstm<256>, shape<64, 256>, shape<64, 65>>);
static_assert(makes<lstm<1, no_bias>, shape<1, 1>, shape<1, 1>>);
static_assert(refuses<lstm<8>, E41_layer_needs_a_sequence, shape<64>>);
static_assert(refuses<lstm<8>, E41_layer_needs_a_sequence, shape<8, 4, 4>>);
static_assert(refuses<lstm<0>, E09_size_not_positive, shape<10, 6>>);
static_assert(refuses<lstm<-1>, E09_size_not_positive, shape<10, 6>>);
static_assert(refuses<lstm<8, same>, E25_option_not_known, shape<10, 6>>);
static_assert(refuses<lstm<8, no_bias, no_bias>, E26_option_said_twice, shape<10, 6>>);
static_assert(net<input<64, 65>, lstm<256>>::parameters == 4 * 256 * (65 + 256 + 1));
static_assert(net<input<64, 65>, lstm<256, no_bias>>::parameters == 4 * 256 * (65 + 256));
static_assert(net<input<64, 65>, lstm<256, two_biases>>::parameters == 4 * 256 * (65 + 256 + 2));
static_assert(net<input<64, 65>, lstm<256, peepholes>>::parameters == 4 * 256 * (65 + 256 + 1) + 3 * 256);
static_assert(refuses<lstm<8, peepholes, peepholes>, E26_option_said_twice, shape<10, 6>>);
static_assert(refuses<lstm<8, no_bias, two_biases>, E26_option_said_twice, shape<10, 6>>);
static_assert(lstm<256>::multiply_adds<shape<64, 65>> == 64 * 4 * 256 * (65 + 256));

TEST_CASE("an lstm gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<5, 3>, lstm<4>>>(pytorch::lstm);
}

TEST_CASE("an lstm without bias gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<2, 4>, lstm<2, no_bias>>>(pytorch::lstm_no_bias);
}

TEST_CASE("an lstm with two biases gives PyTorch's values and gradients under PyTorch's names") {
    check_like_pytorch<net<input<5, 3>, lstm<4, two_biases>>>(pytorch::lstm_two_biases);
}

TEST_CASE("an lstm's gradients are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<1, 1>, lstm<1>>>(1);
    check_gradients_right<net<input<1, 5>, lstm<17>>>();
    check_gradients_right<net<input<7, 17>, lstm<3, no_bias>>>();
    check_gradients_right<net<input<5, 3>, lstm<33>, lstm<9>, dense<3>>>(3);
    check_gradients_right<net<input<3, 5>, residual<lstm<5>>>>();
}

TEST_CASE("an lstm does the same for a sample whatever the batch it is in, and in groups") {
    check_partial_batches<net<input<5, 18>, lstm<19>>>();
    check_fused_like_unfused<net<input<5, 3>, dense<18>, relu, lstm<7>, dense<3>, relu>>();
}

TEST_CASE("an lstm's values and gradients have the same bits for one thread and for two") {
    using wide = net<input<9, 33>, lstm<70>>;
    auto one = pass<float>::of<wide>(40, 1), two = pass<float>::of<wide>(40, 2);
    const auto drawn = normal_numbers(40L * 9 * 33, 1), back = normal_numbers(40L * 9 * 70, 2);
    const std::vector<float> x(drawn.begin(), drawn.end()), dy(back.begin(), back.end());
    CHECK(one.forward(40, x) == two.forward(40, x));
    CHECK(one.backward(dy) == two.backward(dy));
    for (std::size_t i = 0; i < 3; ++i) CHECK(elements(one.gradients()[i]) == elements(two.gradients()[i]));
    CHECK(one.predict(40, x) == two.predict(40, x));
}

TEST_CASE("a place of an lstm does not change with what is behind it, and all behind change with it") {
    auto run = pass<double>::of<net<input<6, 4>, lstm<3>>>(1);
    auto x = normal_numbers(24, 1);
    const auto before = run.forward(1, x);
    x[3 * 4] += 1;
    const auto after = run.forward(1, x);
    for (std::size_t i = 0; i < 18; ++i) CHECK((before[i] == after[i]) == (i < 9));
}

TEST_CASE("an lstm's weights start from what init says") {
    auto start = pass<double>::of<net<input<2, 3>, lstm<2, init<ones>>>>(1);
    CHECK(elements(start.parameters()[0]) == std::vector<double>(24, 1.0));
    CHECK(elements(start.parameters()[1]) == std::vector<double>(16, 1.0));
    CHECK(elements(start.parameters()[2]) == std::vector<double>(8, 0.0));
}

namespace cells_with_peepholes {
struct of_lengths : net<input<6, 5>, tap<"x">, lengths_of_x, tap<"lengths">,
                        from<"x", with<"lengths", lstm<3, peepholes, no_bias>>, dense<2>>> {};
struct four : net<input<4, 3>, lstm<9, peepholes, init<normal<0.5>>>> {};
}  // namespace cells_with_peepholes

TEST_CASE("an lstm with peepholes gives the values and gradients of its equations in PyTorch") {
    check_like_pytorch<net<input<5, 3>, lstm<4, peepholes>>>(pytorch::lstm_peepholes);
}

TEST_CASE("gradients of an lstm with peepholes are those of centred differences, the same in any batch") {
    check_gradients_right<net<input<3, 5>, lstm<17, peepholes>>>(2);
    check_gradients_right<net<input<4, 2>, lstm<3, peepholes, two_biases>>>(3);
    check_gradients_right<cells_with_peepholes::of_lengths>(4);
    check_fused_like_unfused<net<input<5>, whole_numbers<4>, embedding<4, 3>, lstm<7, peepholes>>>();
    check_partial_batches<net<input<5, 6>, lstm<19, peepholes>>>();
}

TEST_CASE("an lstm whose peepholes are zero does what one without them does, to the bit") {
    auto with = pass<float>::of<net<input<5, 3>, lstm<9, peepholes>>>(2),
         without = pass<float>::of<net<input<5, 3>, lstm<9>>>(2);
    const auto drawn = normal_numbers(30, 1);
    const std::vector<float> x(drawn.begin(), drawn.end());
    CHECK(with.forward(2, x) == without.forward(2, x));
}

TEST_CASE("an lstm with peepholes goes on where a state is: two chunks have the bits of the whole") {
    using cells_with_peepholes::four;
    using two = at<four, input<2, 3>>;
    model<four> m{seed{2}};
    for (auto& p : m.tensors())
        if (p.name == "0.peepholes")
            for (std::size_t i = 0; i < 27; ++i) p.data[i] = 0.1F * static_cast<float>(i) - 1;
    xt::xtensor<float, 3> x = xt::zeros<float>({2, 4, 3});
    for (std::size_t i = 0; i < x.size(); ++i) x.flat(i) = std::sin(1.1F * static_cast<float>(i));
    const xt::xtensor<float, 3> whole = m.predict(x);
    network_run run{m, two{}, answering{}};
    state<two> s{2};
    for (std::size_t begin : {0, 2}) {
        const xt::xtensor<float, 3> y = run.forward(xt::view(x, xt::all(), xt::range(begin, begin + 2)), s);
        CHECK(y == xt::xtensor<float, 3>(xt::view(whole, xt::all(), xt::range(begin, begin + 2))));
    }
}
