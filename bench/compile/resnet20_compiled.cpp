// SPDX-License-Identifier: MIT
/// Trains resnet20 a little; its passes are compiled elsewhere.
#include <strata/compiled.hpp>
//
#include "../networks/resnet20.hpp"
#include "train.hpp"

int main() { strata::bench::train_a_little<strata::bench::resnet20>(); }
