// SPDX-License-Identifier: MIT
// title: Another input that the parameters do not fit
// means: `at<Net, input<...>>` is the list of Net over another input, with the parameters of Net. What looks at each place by
// means: itself can follow; a dense layer over all places cannot, since it has a weight for each of them.
// lecture: detection and segmentation: sliding windows
// found inside: clang speaks at the definition of at
// expect sentence: layer 3, dense<10>, got shape<1024>: over these inputs it would have other parameters than in the network that they belong to, where it gets shape<256>; let what stands before it make the same shape of both, as global_average_pool does
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<1, 8, 8>, conv<4, 3, pad<1>>, relu, flatten, dense<10>> {};
struct wide : at<small, input<1, 16, 16>> {};  // <- here
#else
struct small : net<input<1, 8, 8>, conv<4, 3, pad<1>>, relu, global_average_pool, flatten, dense<10>> {};
struct wide : at<small, input<1, 16, 16>> {};
#endif
