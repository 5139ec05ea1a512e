// SPDX-License-Identifier: MIT
#include <strata/layers/masked_convolution.hpp>

#include <doctest/doctest.h>

#include <strata/graph/explain.hpp>
#include <strata/layer/orthogonal.hpp>
#include <strata/layers/batch_norm.hpp>
#include <strata/layers/max_pool.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/sigmoid.hpp>

#include "../literals/masked_convolution.hpp"
#include "answers_with_gradient.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "pass.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

namespace masked_convolution_tests {

static_assert(makes<masked_conv<mask_a<>, 4, 7>, shape<4, 5, 9>, shape<2, 5, 9>>);
static_assert(makes<masked_conv<mask_b<3>, 9, window<1, 3>, dilation<2>>, shape<9, 5, 9>, shape<6, 5, 9>>);
static_assert(refuses<masked_conv<mask_a<>, 4, 4>, E17_same_needs_an_odd_window, shape<2, 5, 9>>);
static_assert(refuses<masked_conv<mask_a<>, 4, 3>, E04_layer_needs_an_image, shape<9, 5>>);
static_assert(refuses<masked_conv<mask_a<>, 0, 3>, E09_size_not_positive, shape<2, 5, 9>>);
static_assert(refuses<masked_conv<mask_a<3>, 4, 3>, E05_channels_not_divisible_by_groups, shape<3, 5, 9>>);
static_assert(refuses<masked_conv<mask_b<3>, 6, 3>, E05_channels_not_divisible_by_groups, shape<4, 5, 9>>);
static_assert(refuses<masked_conv<mask_a<>, 4, 3, pad<1>>, E25_option_not_known, shape<2, 5, 9>>);
static_assert(refuses<masked_conv<mask_a<>, 4, 3, stride<2>>, E25_option_not_known, shape<2, 5, 9>>);
static_assert(refuses<masked_conv<mask_a<>, 4, 3, no_bias, no_bias>, E26_option_said_twice, shape<2, 5, 9>>);

// 4 of 7 rows are computed, and 3 of 5 columns of a row
static_assert(masked_conv<mask_a<>, 4, 7>::multiply_adds<shape<2, 5, 9>> == 4 * 2 * 4 * 7 * 5 * 9);
static_assert(masked_conv<mask_b<>, 4, window<1, 5>>::multiply_adds<shape<2, 5, 9>> == 4 * 2 * 3 * 5 * 9);

/// Keeps what is on the right and below: a mask of one's own.
struct mask_behind {
    static constexpr int colours = 1;
    static constexpr bool keeps(const weight_place& w) { return w.row > 0 || (w.row == 0 && w.column > 0); }
};

/// What is masked of the weights [K, C, F, F] of a layer: those that a change of leaves the output alone.
template <WeightMask Mask>
std::vector<bool> kept(int K, int C, int F) {
    std::vector<bool> all;
    for (int k = 0; k < K; ++k)
        for (int c = 0; c < C; ++c)
            for (int row = 0; row < F; ++row)
                for (int column = 0; column < F; ++column)
                    all.push_back(Mask::keeps({k, K, c, C, row - F / 2, column - F / 2}));
    return all;
}

template <class Net, WeightMask Mask>
void check_zeros(int K, int C, int F) {
    auto run = pass<double>::of<Net>(3);
    const auto keeps = kept<Mask>(K, C, F);
    const auto w = elements(tensor_called(run.parameters(), "0.weight"));
    run.forward(3, normal_numbers(3 * C * 20, 1));
    run.backward(normal_numbers(3 * K * 20, 2));
    const auto dw = elements(tensor_called(run.gradients(), "0.weight"));
    REQUIRE(w.size() == keeps.size());
    for (std::size_t i = 0; i < w.size(); ++i) {
        CHECK((w[i] != 0) == keeps[i]);
        CHECK((dw[i] != 0) == keeps[i]);
    }
}

}  // namespace masked_convolution_tests

using namespace masked_convolution_tests;

TEST_CASE("masked convolutions give PyTorch's values and gradients, masked weights that are not 0 included") {
    check_like_pytorch<net<input<2, 6, 5>, masked_conv<mask_a<>, 3, 5>>>(pytorch::masked_a);
    check_like_pytorch<net<input<2, 4, 5>, masked_conv<mask_b<>, 3, 3>>>(pytorch::masked_b);
    check_like_pytorch<net<input<3, 4, 5>, masked_conv<mask_a<3>, 6, 3>>>(pytorch::masked_a_colours);
    check_like_pytorch<net<input<6, 4, 5>, masked_conv<mask_b<3>, 9, 3, dilation<2>>>>(
        pytorch::masked_b_colours);
    check_like_pytorch<net<input<2, 4, 5>, masked_conv<mask_above, 3, 3, no_bias>>>(pytorch::masked_above);
    check_like_pytorch<net<input<2, 3, 6>, masked_conv<mask_a<>, 3, window<1, 5>>>>(pytorch::masked_row);
}

TEST_CASE("what is masked starts from exactly 0 and has a gradient of exactly 0") {
    check_zeros<net<input<3, 4, 5>, masked_conv<mask_a<3>, 6, 3>>, mask_a<3>>(6, 3, 3);
    check_zeros<net<input<3, 4, 5>, masked_conv<mask_b<>, 17, 3, init<orthogonal<>>>>, mask_b<>>(17, 3, 3);
    check_zeros<net<input<3, 4, 5>, masked_conv<mask_behind, 5, 3>>, mask_behind>(5, 3, 3);
}

TEST_CASE("what a masked convolution starts from keeps the variance that the terms it has would keep") {
    auto run = pass<double>::of<net<input<32, 4, 5>, masked_conv<mask_a<>, 64, 5>>>(1);
    double squares = 0, count = 0;
    for (const double w : elements(tensor_called(run.parameters(), "0.weight")))
        squares += w * w, count += w != 0;
    // 12 of 25 taps; the standard error of 24,576 squares is 0.9 %
    CHECK(squares / count == doctest::Approx(2.0 / (32 * 12)).epsilon(0.04));
}

TEST_CASE("the gradients of masked convolutions are those of centred differences") {
    check_gradients_right<
        net<input<3, 5, 4>, masked_conv<mask_a<3>, 6, 3>, relu, masked_conv<mask_b<3>, 3, 5>>>();
    check_gradients_right<net<input<2, 1, 1>, masked_conv<mask_b<>, 5, 3>>>(1);
    check_gradients_right<net<input<17, 5, 4>, masked_conv<mask_behind, 3, 3, dilation<2>>>>(1);
}

TEST_CASE("masked convolutions run the same in groups, and with other masks than the usual ones") {
    check_fused_like_unfused<net<input<3, 6, 8>, masked_conv<mask_a<3>, 18, 5>, sigmoid,
                                 masked_conv<mask_b<3>, 6, 3>, relu, max_pool<2>>>();
    check_fused_like_unfused<net<input<2, 6, 7>, masked_conv<mask_above, 5, 3, no_bias>, batch_norm, relu,
                                 residual<chain<masked_conv<mask_b<>, 5, 1>, batch_norm>>, relu>>();
    check_partial_batches<
        net<input<3, 5, 7>, masked_conv<mask_a<>, 4, 3>, relu, masked_conv<mask_b<>, 3, 3>>>();
    check_answers_with_gradient<net<input<3, 5, 4>, masked_conv<mask_a<>, 4, 3>, relu>>();
}
