// SPDX-License-Identifier: MIT
/// Trains resnet50 a little.
#include <strata/architectures/resnet.hpp>

#include "train.hpp"

int main() { strata::bench::train_a_little<strata::resnet50<>>(); }
