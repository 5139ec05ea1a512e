// SPDX-License-Identifier: MIT
#include <strata/layers/border_pads.hpp>

#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/zero_pad.hpp>

#include "../literals/borders.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<reflect_pad<2>, shape<3, 9, 11>, shape<3, 5, 7>> &&
              makes<replicate_pad<2, 1>, shape<3, 9, 9>, shape<3, 5, 7>> &&
              makes<zero_pad<1, 2, 3, 4>, shape<3, 8, 14>, shape<3, 5, 7>>);
static_assert(makes<reflect_pad<2>, shape<9, 3>, shape<5, 3>> &&
              makes<replicate_pad<9, 0>, shape<14, 3>, shape<5, 3>> &&
              makes<zero_pad<0, 1>, shape<6, 3>, shape<5, 3>>);
static_assert(makes<reflect_pad<0>, shape<3, 1, 1>, shape<3, 1, 1>>);
static_assert(refuses<reflect_pad<5>, E64_reflection_too_wide, shape<3, 5, 7>> &&
              refuses<reflect_pad<4, 7>, E64_reflection_too_wide, shape<3, 5, 7>> &&
              refuses<reflect_pad<0, 0, 0, 7>, E64_reflection_too_wide, shape<3, 5, 7>> &&
              refuses<reflect_pad<0, 5>, E64_reflection_too_wide, shape<5, 9>>);
static_assert(refuses<reflect_pad<1>, E04_layer_needs_an_image, shape<17>> &&
              refuses<replicate_pad<1>, E04_layer_needs_an_image, shape<17>> &&
              refuses<zero_pad<1, 1, 1, 1>, E04_layer_needs_an_image, shape<5, 3>>);
static_assert(refuses<reflect_pad<>, E09_size_not_positive, shape<3, 5, 7>> &&
              refuses<replicate_pad<1, 2, 3>, E09_size_not_positive, shape<3, 5, 7>> &&
              refuses<zero_pad<1, -1>, E09_size_not_positive, shape<5, 3>>);
static_assert(refuses<replicate_pad<2000000000>, E45_too_large, shape<3, 5, 7>>);

TEST_CASE("zeros on each side by itself are PyTorch's, with their gradients") {
    check_like_pytorch<net<input<3, 2, 3>, zero_pad<2, 1>>, double>(pytorch::zero_pad_two);
    check_like_pytorch<net<input<3, 2, 3>, zero_pad<1, 2, 3, 0>>, float>(pytorch::zero_pad_four);
    check_like_pytorch<net<input<3, 4>, zero_pad<2, 1>>, double>(pytorch::zero_pad_sequence);
}

TEST_CASE("borders that reflect and replicate are PyTorch's, with their gradients") {
    check_like_pytorch<net<input<3, 3, 4>, reflect_pad<2>>>(pytorch::reflect_pad);
    check_like_pytorch<net<input<2, 3, 4>, reflect_pad<1, 2, 3, 0>>, double>(pytorch::reflect_pad_four);
    check_like_pytorch<net<input<3, 4>, reflect_pad<2, 1>>, double>(pytorch::reflect_pad_sequence);
    check_like_pytorch<net<input<3, 1, 2>, replicate_pad<2>>>(pytorch::replicate_pad);
    check_like_pytorch<net<input<2, 2, 2>, replicate_pad<1, 3>>, double>(pytorch::replicate_pad_two);
    check_like_pytorch<net<input<2, 3>, replicate_pad<3, 1>>, double>(pytorch::replicate_pad_sequence);
}

TEST_CASE("the gradients of borders are those of centred differences where others read the value as well") {
    check_gradients_right<net<input<17, 3, 2>, sum<reflect_pad<1>, replicate_pad<1>, zero_pad<1>>>>();
    check_gradients_right<
        net<input<5, 3>, sum<reflect_pad<3, 0>, replicate_pad<1, 2>, zero_pad<3, 0>>, dense<2>>>();
}

TEST_CASE("borders are the same for a sample whatever the batch it is in, in groups as layer by layer") {
    check_fused_like_unfused<
        net<input<3, 4, 3>, conv<17, 1>, reflect_pad<1>, conv<3, 3>, replicate_pad<2>>>();
    check_partial_batches<net<input<17, 2, 3>, replicate_pad<1, 0>, reflect_pad<2>>>();
}
