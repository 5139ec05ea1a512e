// SPDX-License-Identifier: MIT
/// What strata_simd times: convolutions and dense layers.
#include "workload.hpp"

namespace strata::bench {

workloads all_workloads() { return products_rows(); }

}  // namespace strata::bench
