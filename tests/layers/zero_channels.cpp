// SPDX-License-Identifier: MIT
#include <strata/layers/zero_channels.hpp>

#include <strata/layers/average_pool.hpp>
#include <strata/layers/convolution.hpp>

#include "../literals/zero_channels.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<zero_channels<2>, shape<5, 5, 7>, shape<3, 5, 7>> &&
              makes<zero_channels<3>, shape<20>, shape<17>>);
static_assert(makes<zero_channels<0>, shape<3, 5, 7>, shape<3, 5, 7>>);
static_assert(refuses<zero_channels<-1>, E09_size_not_positive, shape<3, 5, 7>>);

TEST_CASE("channels of zeros behind an image's are PyTorch's, with their gradients") {
    check_like_pytorch<net<input<2, 3, 4>, zero_channels<3>>>(pytorch::zero_channels);
}

TEST_CASE("their gradients are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<17>, zero_channels<2>>>();
    check_gradients_right<net<input<1, 1, 1>, zero_channels<0>>>(3);
    check_gradients_right<
        net<input<3, 6, 4>, residual<conv<5, 3, stride<2>, pad<1>, round_down>,
                                     chain<average_pool<1, stride<2>, round_down>, zero_channels<2>>>>>();
}

TEST_CASE("they do the same in groups as layer by layer, and for a sample whatever the batch it is in") {
    check_fused_like_unfused<net<input<3, 4, 3>, conv<17, 1>, zero_channels<4>, conv<3, 3>>>();
    check_partial_batches<net<input<17, 2, 3>, zero_channels<5>>>();
}
