// SPDX-License-Identifier: MIT
#include <strata/layer/pooling.hpp>

#include <strata/graph/explain.hpp>
#include <strata/layers/average_pool.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/max_pool.hpp>

#include "refuses.hpp"

using namespace strata;
using namespace strata::test;

// Max and average pooling refuse the same windows.
static_assert(refuses<max_pool<2>, E01_output_not_whole, shape<3, 5, 4>>);
static_assert(refuses<max_pool<2>, E01_output_not_whole, shape<3, 4, 5>>);
static_assert(refuses<average_pool<3, stride<2>>, E01_output_not_whole, shape<3, 6, 6>>);
static_assert(refuses<max_pool<5>, E02_window_larger_than_input, shape<3, 4, 5>>);
static_assert(refuses<max_pool<5, round_down>, E02_window_larger_than_input, shape<3, 5, 4>>);
static_assert(refuses<average_pool<5>, E02_window_larger_than_input, shape<3, 4, 4>>);
static_assert(refuses<max_pool<2>, E04_layer_needs_an_image, shape<784>>);
static_assert(refuses<average_pool<2>, E04_layer_needs_an_image, shape<784>>);
static_assert(refuses<max_pool<3, pad<2>>, E06_padding_not_below_window, shape<3, 5, 5>>);
static_assert(refuses<average_pool<2, pad<2>>, E06_padding_not_below_window, shape<3, 4, 4>>);
static_assert(makes<max_pool<2, pad<1>>, shape<3, 3, 3>, shape<3, 4, 4>>);
static_assert(refuses<max_pool<0>, E09_size_not_positive, shape<3, 4, 4>>);
static_assert(refuses<max_pool<2, stride<0>>, E09_size_not_positive, shape<3, 4, 4>>);
static_assert(refuses<average_pool<2, stride<-1>>, E09_size_not_positive, shape<3, 4, 4>>);
static_assert(refuses<average_pool<2, pad<-1>>, E09_size_not_positive, shape<3, 4, 4>>);
static_assert(refuses<max_pool<2, round_up, round_down>, E26_option_said_twice, shape<3, 5, 5>>);
static_assert(refuses<average_pool<2, round_down, round_up>, E26_option_said_twice, shape<3, 5, 5>>);
static_assert(refuses<conv<2, 2, stride<2>, round_up>, E25_option_not_known, shape<3, 5, 5>>);
static_assert(mistaken<E01_output_not_whole, input<3, 5, 5>, max_pool<2>>);

// The window's numbers: F apart unless a stride is said.
static_assert(max_pooling_window<3>::extents<shape<2, 6, 9>>().x.S == 3);
static_assert(max_pooling_window<3, stride<2>, pad<1>>::extents<shape<2, 6, 9>>().y.S == 2);
static_assert(max_pooling_window<3, stride<2>, pad<1>>::extents<shape<2, 6, 9>>().x.after == 1);
static_assert(max_pooling_window<3>::extents<shape<2, 6, 9>>().OH() == 2);
static_assert(max_pooling_window<3>::extents<shape<2, 6, 9>>().OW() == 3);

// Rounded up there is a window more, unless it would start in the zeros behind the image.
static_assert(makes<max_pool<3, stride<2>, round_up>, shape<64, 56, 56>, shape<64, 112, 112>>);
static_assert(makes<max_pool<3, stride<2>, round_up>, shape<64, 27, 13>, shape<64, 55, 27>>);
static_assert(makes<average_pool<2, round_up>, shape<3, 3, 4>, shape<3, 5, 7>>);
static_assert(makes<average_pool<2, stride<3>, pad<1>, round_up>, shape<3, 3, 2>, shape<3, 6, 5>>);
static_assert(makes<max_pool<2, pad<1>, round_up>, shape<3, 3, 3>, shape<3, 5, 5>>);
static_assert(explain<net<input<3, 6, 7>, max_pool<3, stride<2>, round_up>>>::layer<0>::formula ==
              "(6 - 3 + 2*0)/2 + 1, rounded up, = 3, (7 - 3 + 2*0)/2 + 1 = 3");
