// SPDX-License-Identifier: MIT
/// Trains lenet a little; its passes are compiled elsewhere.
#include <strata/compiled.hpp>
//
#include "../networks/lenet.hpp"
#include "train.hpp"

int main() { strata::bench::train_a_little<strata::bench::lenet>(); }
