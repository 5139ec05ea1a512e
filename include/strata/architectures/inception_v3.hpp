// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/net.hpp>
#include <strata/layers/average_pool.hpp>
#include <strata/layers/batch_norm.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/dropout.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/max_pool.hpp>
#include <strata/layers/relu.hpp>

namespace strata {

/// A convolution as all of them are here.
template <int K, auto F, class... Options>
using inception_v3_conv = chain<conv<K, F, Options..., no_bias>, batch_norm_with<epsilon<0.001>>, relu>;

/// The branch of each block that keeps the size: the means of 3 x 3 places, and a convolution of them.
template <int K>
using inception_v3_pool = chain<average_pool<3, stride<1>, pad<1>>, inception_v3_conv<K, 1>>;

/// Figure 5, at 35 x 35: a 5 x 5 window as two of 3 x 3, and beside it one as it is.
template <int Pool>
using inception_a =
    concat<inception_v3_conv<64, 1>, chain<inception_v3_conv<48, 1>, inception_v3_conv<64, 5, same>>,
           chain<inception_v3_conv<64, 1>, inception_v3_conv<96, 3, same>, inception_v3_conv<96, 3, same>>,
           inception_v3_pool<Pool>>;

/// Figure 10, from 35 x 35 to 17 x 17.
using inception_b = concat<
    inception_v3_conv<384, 3, stride<2>>,
    chain<inception_v3_conv<64, 1>, inception_v3_conv<96, 3, same>, inception_v3_conv<96, 3, stride<2>>>,
    max_pool<3, stride<2>>>;

/// Figure 6 with n = 7, at 17 x 17: windows of 7 x 7 in two factors.
template <int C>
using inception_c =
    concat<inception_v3_conv<192, 1>,
           chain<inception_v3_conv<C, 1>, inception_v3_conv<C, window<1, 7>, same>,
                 inception_v3_conv<192, window<7, 1>, same>>,
           chain<inception_v3_conv<C, 1>, inception_v3_conv<C, window<7, 1>, same>,
                 inception_v3_conv<C, window<1, 7>, same>, inception_v3_conv<C, window<7, 1>, same>,
                 inception_v3_conv<192, window<1, 7>, same>>,
           inception_v3_pool<192>>;

/// Figure 10 once more, from 17 x 17 to 8 x 8.
using inception_d =
    concat<chain<inception_v3_conv<192, 1>, inception_v3_conv<320, 3, stride<2>>>,
           chain<inception_v3_conv<192, 1>, inception_v3_conv<192, window<1, 7>, same>,
                 inception_v3_conv<192, window<7, 1>, same>, inception_v3_conv<192, 3, stride<2>>>,
           max_pool<3, stride<2>>>;

/// Figure 7, at 8 x 8: the two factors side by side.
using inception_v3_factors =
    concat<inception_v3_conv<384, window<1, 3>, same>, inception_v3_conv<384, window<3, 1>, same>>;
using inception_e =
    concat<inception_v3_conv<320, 1>, chain<inception_v3_conv<384, 1>, inception_v3_factors>,
           chain<inception_v3_conv<448, 1>, inception_v3_conv<384, 3, same>, inception_v3_factors>,
           inception_v3_pool<192>>;

/// The classifier in the middle of the network (section 4, figure 8).
template <int Classes>
using inception_v3_auxiliary = from<"6e", average_pool<5, stride<3>>, inception_v3_conv<128, 1>,
                                    inception_v3_conv<768, 5>, global_average_pool, flatten, dense<Classes>>;

/// Inception v3 with its auxiliary classifier (Szegedy, Vanhoucke, Ioffe, Shlens, Wojna: "Rethinking the
/// inception architecture for computer vision", 2015, table 1, sections 4 and 6): 27,161,264 parameters.
/// Classes and the rate of dropout can be chosen.
///
/// This is torchvision's form, since weights for it exist: the layers before the first block are those that
/// the authors published, and blocks at 35 x 35 have a 5 x 5 window. The heads are the network's answer and
/// the classifier behind the last block at 17 x 17: `joint_loss`.
template <int Classes = 1000, fraction Rate = 0.5>
struct inception_v3
    : net<input<3, 299, 299>, named<"1a", inception_v3_conv<32, 3, stride<2>>>,
          named<"2a", inception_v3_conv<32, 3>>, named<"2b", inception_v3_conv<64, 3, same>>,
          max_pool<3, stride<2>>, named<"3b", inception_v3_conv<80, 1>>,
          named<"4a", inception_v3_conv<192, 3>>, max_pool<3, stride<2>>, named<"5b", inception_a<32>>,
          named<"5c", inception_a<64>>, named<"5d", inception_a<64>>, named<"6a", inception_b>,
          named<"6b", inception_c<128>>, named<"6c", inception_c<160>>, named<"6d", inception_c<160>>,
          named<"6e", inception_c<192>>, tap<"6e">, named<"7a", inception_d>, named<"7b", inception_e>,
          named<"7c", inception_e>, global_average_pool, dropout<Rate>, flatten,
          heads<named<"fc", dense<Classes>>, named<"aux", inception_v3_auxiliary<Classes>>>> {};

}  // namespace strata
