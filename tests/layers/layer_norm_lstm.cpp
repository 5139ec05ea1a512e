// SPDX-License-Identifier: MIT
#include <strata/layers/layer_norm_lstm.hpp>

#include <doctest/doctest.h>

#include <strata/layers/dense.hpp>
#include <strata/model/model.hpp>
#include <strata/model/network_run.hpp>

#include "../literals/lengths.hpp"
#include "lengths_of_x.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<layer_norm_lstm<7>, shape<5, 7>, shape<5, 3>>);
static_assert(refuses<layer_norm_lstm<8>, E41_layer_needs_a_sequence, shape<64>>);
static_assert(refuses<layer_norm_lstm<0>, E09_size_not_positive, shape<10, 6>>);
static_assert(refuses<layer_norm_lstm<8, no_bias>, E25_option_not_known, shape<10, 6>>);
static_assert(net<input<5, 3>, layer_norm_lstm<4>>::parameters == 4 * 4 * (3 + 4) + 3 * 16 + 2 * 4);

namespace normalized_cells {
struct of_lengths : net<input<6, 5>, tap<"x">, lengths_of_x, tap<"lengths">,
                        from<"x", with<"lengths", layer_norm_lstm<3>>, dense<2>>> {};
struct four : net<input<4, 3>, layer_norm_lstm<9, forget_bias<>>> {};
}  // namespace normalized_cells

TEST_CASE("an lstm with normalized sums and cells gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<5, 3>, layer_norm_lstm<4>>, double>(pytorch::layer_norm_lstm);
}

TEST_CASE("gradients of a normalized lstm are those of centred differences, the same in any batch") {
    check_gradients_right<net<input<3, 5>, layer_norm_lstm<17>>>(2);
    check_gradients_right<normalized_cells::of_lengths>(4);
    check_partial_batches<net<input<5, 6>, layer_norm_lstm<19>>>();
}

TEST_CASE("a normalized lstm goes on where a state is: two chunks have the bits of the whole") {
    using normalized_cells::four;
    using two = at<four, input<2, 3>>;
    model<four> m{seed{2}};
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
