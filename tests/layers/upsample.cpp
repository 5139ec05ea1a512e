// SPDX-License-Identifier: MIT
#include <strata/layers/upsample.hpp>

#include <strata/layers/convolution.hpp>
#include <strata/layers/relu.hpp>

#include "../literals/images.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<upsample<2>, shape<3, 10, 14>, shape<3, 5, 7>> &&
              makes<bilinear_upsample<3>, shape<3, 15, 21>, shape<3, 5, 7>>);
static_assert(refuses<upsample<2>, E04_layer_needs_an_image, shape<17>>);
static_assert(refuses<bilinear_upsample<0>, E09_size_not_positive, shape<3, 5, 7>>);

TEST_CASE("upsampling gives PyTorch's values and gradients, by the nearest pixel and on straight lines") {
    check_like_pytorch<net<input<3, 2, 3>, upsample<2>>>(pytorch::upsample);
    check_like_pytorch<net<input<2, 2, 3>, upsample<3>>>(pytorch::upsample_three);
    check_like_pytorch<net<input<3, 2, 3>, bilinear_upsample<2>>>(pytorch::bilinear_upsample);
    check_like_pytorch<net<input<2, 3, 2>, bilinear_upsample<3>>>(pytorch::bilinear_upsample_three);
}

TEST_CASE("its gradients are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<1, 1, 1>, upsample<2>, bilinear_upsample<4>>>(3);
    check_gradients_right<net<input<17, 5, 3>, bilinear_upsample<2>>>();
    check_gradients_right<net<input<17, 5, 3>, upsample<1>, sum<upsample<2>, bilinear_upsample<2>>>>();
}

TEST_CASE("it does the same in groups as layer by layer, and for a sample whatever the batch it is in") {
    check_fused_like_unfused<
        net<input<3, 4, 3>, conv<17, 1>, relu, upsample<2>, conv<3, 3>, bilinear_upsample<2>>>();
    check_partial_batches<net<input<17, 2, 3>, bilinear_upsample<2>>>();
}
