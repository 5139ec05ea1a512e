// SPDX-License-Identifier: MIT
/// Trains lenet a little.
#include "../networks/lenet.hpp"
#include "train.hpp"

int main() { strata::bench::train_a_little<strata::bench::lenet>(); }
