// SPDX-License-Identifier: MIT
/// What strata_simd times.
#include "workload.hpp"

namespace strata::bench {

workloads all_workloads() { return joined({forward_workloads(), backward_workloads()}); }

}  // namespace strata::bench
