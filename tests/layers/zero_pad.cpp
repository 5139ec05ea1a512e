// SPDX-License-Identifier: MIT
#include <strata/layers/zero_pad.hpp>

#include <strata/layers/convolution.hpp>
#include <strata/layers/crop.hpp>

#include "../literals/images.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<zero_pad<2>, shape<3, 9, 11>, shape<3, 5, 7>> &&
              makes<crop<2, 4>, shape<3, 2, 4>, shape<3, 5, 7>>);
static_assert(refuses<zero_pad<2>, E04_layer_needs_an_image, shape<17>> &&
              refuses<crop<2, 4>, E04_layer_needs_an_image, shape<17>>);
static_assert(refuses<zero_pad<-1>, E09_size_not_positive, shape<3, 5, 7>> &&
              refuses<crop<2, 0>, E09_size_not_positive, shape<3, 5, 7>>);
static_assert(refuses<crop<6, 7>, E02_window_larger_than_input, shape<3, 5, 7>> &&
              refuses<crop<5, 8>, E02_window_larger_than_input, shape<3, 5, 7>>);

TEST_CASE("zeros around an image, and its middle, are PyTorch's, with their gradients") {
    check_like_pytorch<net<input<3, 2, 3>, zero_pad<2>>>(pytorch::zero_pad);
    check_like_pytorch<net<input<3, 5, 5>, crop<2, 4>>>(pytorch::crop);
}

TEST_CASE("their gradients are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<17, 3, 1>, zero_pad<1>, crop<2, 2>>>();
    check_gradients_right<net<input<3, 5, 7>, sum<crop<3, 5>, conv<3, 3>>, zero_pad<1>>>();
    check_gradients_right<net<input<1, 1, 1>, residual<chain<zero_pad<2>, crop<1, 1>>>>>(3);
}

TEST_CASE("zeros put around are what a crop takes away, and a convolution's own padding") {
    auto run = pass<double>::of<net<input<17, 3, 2>, zero_pad<2>, crop<3, 2>>>(2);
    const auto x = normal_numbers(2 * 17 * 6, 1);
    CHECK(run.forward(2, x) == x);
    auto outside = pass<double>::of<net<input<17, 3, 2>, zero_pad<1>, conv<3, 3>>>(2),
         own = pass<double>::of<net<input<17, 3, 2>, conv<3, 3, pad<1>>>>(2);
    assign(tensor_called(own.parameters(), "0.weight"),
           elements(tensor_called(outside.parameters(), "1.weight")));
    CHECK(difference(outside.forward(2, x), own.forward(2, x)) < 1e-13);
}

TEST_CASE("they do the same in groups as layer by layer, and for a sample whatever the batch it is in") {
    check_fused_like_unfused<net<input<3, 4, 3>, conv<17, 1>, zero_pad<1>, conv<3, 3>, crop<2, 1>>>();
    check_partial_batches<net<input<17, 2, 3>, zero_pad<1>, crop<3, 4>>>();
}
