// SPDX-License-Identifier: MIT
/// Trains small_vgg a little.
#include "../networks/small_vgg.hpp"
#include "train.hpp"

int main() { strata::bench::train_a_little<strata::bench::small_vgg>(); }
