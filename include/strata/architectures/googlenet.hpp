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
template <int K, int F, class... Options>
using googlenet_conv = chain<conv<K, F, Options..., no_bias>, batch_norm, relu>;

/// Figure 2 (b), by the columns of table 1: "#1x1", "#3x3 reduce", "#3x3", "#5x5 reduce", "#5x5", "pool
/// proj".
template <int K1, int Reduce3, int K3, int Reduce5, int K5, int Pool>
using inception =
    concat<googlenet_conv<K1, 1>, chain<googlenet_conv<Reduce3, 1>, googlenet_conv<K3, 3, pad<1>>>,
           chain<googlenet_conv<Reduce5, 1>, googlenet_conv<K5, 3, pad<1>>>,
           chain<max_pool<3, stride<1>, pad<1>>, googlenet_conv<Pool, 1>>>;

/// A classifier in the middle of the network (section 5).
template <int Classes, fraction Rate>
using auxiliary_classifier = chain<average_pool<5, stride<3>>, googlenet_conv<128, 1>, flatten, dense<1024>,
                                   relu, dropout<Rate>, dense<Classes>>;

/// GoogLeNet with its two auxiliary classifiers (Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan,
/// Vanhoucke, Rabinovich: "Going deeper with convolutions", 2014, table 1 and section 5): 13,004,888
/// parameters. Classes and the rates of dropout, of the last classifier and of the others, can be chosen.
///
/// This is torchvision's form, since weights for it exist: batch normalization behind each convolution in
/// place of local response normalization, and 3 x 3 windows where the table says 5 x 5. The heads are the
/// network's answer and the classifiers behind 4a and 4d, whose losses the paper weighs with 0.3:
/// `joint_loss`.
template <int Classes = 1000, fraction Rate = 0.2, fraction AuxiliaryRate = 0.7>
struct googlenet
    : net<input<3, 224, 224>, googlenet_conv<64, 7, stride<2>, pad<3>, round_down>,
          max_pool<3, stride<2>, round_up>, googlenet_conv<64, 1>, googlenet_conv<192, 3, pad<1>>,
          max_pool<3, stride<2>, round_up>, named<"3a", inception<64, 96, 128, 16, 32, 32>>,
          named<"3b", inception<128, 128, 192, 32, 96, 64>>, max_pool<3, stride<2>, round_up>,
          named<"4a", inception<192, 96, 208, 16, 48, 64>>, tap<"4a">,
          named<"4b", inception<160, 112, 224, 24, 64, 64>>,
          named<"4c", inception<128, 128, 256, 24, 64, 64>>,
          named<"4d", inception<112, 144, 288, 32, 64, 64>>, tap<"4d">,
          named<"4e", inception<256, 160, 320, 32, 128, 128>>, max_pool<2>,
          named<"5a", inception<256, 160, 320, 32, 128, 128>>,
          named<"5b", inception<384, 192, 384, 48, 128, 128>>,
          heads<chain<global_average_pool, flatten, dropout<Rate>, dense<Classes>>,
                from<"4a", auxiliary_classifier<Classes, AuxiliaryRate>>,
                from<"4d", auxiliary_classifier<Classes, AuxiliaryRate>>>> {};

}  // namespace strata
