// SPDX-License-Identifier: MIT
/// Layers that move numbers: slices, the shuffle of channels, the transposition.
#include <strata/layer/rearrangement.hpp>
#include <strata/layers/channel_shuffle.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/slices.hpp>
#include <strata/layers/transposition.hpp>

#include "../literals/rearrangement.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<slice_channels<1, 2>, shape<2, 5, 7>, shape<3, 5, 7>>);
static_assert(makes<slice_channels<16, 1>, shape<1>, shape<17>> &&
              makes<slice_channels<0, 2>, shape<3, 2>, shape<3, 5>>);
static_assert(makes<slice_places<1, 2>, shape<2, 5>, shape<3, 5>> &&
              makes<last_place, shape<5>, shape<3, 5>>);
static_assert(makes<transposition, shape<5, 3>, shape<3, 5>> &&
              makes<channel_shuffle<3>, shape<9, 2, 1>, shape<9, 2, 1>>);
static_assert(refuses<slice_channels<2, 2>, E62_slice_outside, shape<3, 5, 7>>);
static_assert(refuses<slice_channels<3, 1>, E62_slice_outside, shape<3>>);
static_assert(refuses<slice_channels<-1, 2>, E09_size_not_positive, shape<3>>);
static_assert(refuses<slice_places<0, 0>, E09_size_not_positive, shape<3, 5>>);
static_assert(refuses<slice_places<0, 4>, E62_slice_outside, shape<3, 5>>);
static_assert(refuses<slice_places<0, 1>, E41_layer_needs_a_sequence, shape<3>>);
static_assert(refuses<last_place, E41_layer_needs_a_sequence, shape<3, 5, 7>>);
static_assert(refuses<transposition, E41_layer_needs_a_sequence, shape<3>>);
static_assert(refuses<channel_shuffle<2>, E05_channels_not_divisible_by_groups, shape<9, 2, 1>>);
static_assert(refuses<channel_shuffle<0>, E09_size_not_positive, shape<9>>);

TEST_CASE("what moves numbers gives PyTorch's values and gradients") {
    check_like_pytorch<net<input<4, 2, 3>, slice_channels<1, 2>>>(pytorch::slice_channels);
    check_like_pytorch<net<input<6, 2, 1>, channel_shuffle<3>>, double>(pytorch::channel_shuffle);
    check_like_pytorch<net<input<4, 3>, slice_places<1, 2>>, double>(pytorch::slice_places);
    check_like_pytorch<net<input<4, 3>, last_place>, double>(pytorch::last_place);
    check_like_pytorch<net<input<4, 3>, transposition>>(pytorch::transposition);
}

TEST_CASE("its gradients are those of centred differences where others read the value as well") {
    check_gradients_right<net<input<5, 3>, concat<slice_channels<1, 2>, chain<>, slice_channels<0, 1>>>>();
    check_gradients_right<
        net<input<5, 3>, sum<chain<>, chain<transposition, dense<5>, transposition>>, last_place>>();
}

TEST_CASE("a sample is moved the same way whatever the batch it is in") {
    check_partial_batches<net<input<6, 3, 2>, channel_shuffle<2>, slice_channels<1, 3>>>();
}
