// SPDX-License-Identifier: MIT
#pragma once
/// What is timed: a name, its arithmetic, and something that gets it ready.
#include <functional>
#include <string>
#include <vector>

#include "timing.hpp"

namespace strata::bench {

/// A workload that is ready to run.
struct run {
    std::function<void()> once;
    long plan_bytes;   ///< of its workspace
    long moved_bytes;  ///< that one run's passes read and write: each value and gradient once for each pass
                       ///< that uses it
    long computed_bytes;   ///< all that it takes: the plan, the parameters and arrays like them, the batch
    long least_bytes = 0;  ///< that have to move: `moved_bytes`, parameters and their gradients included
    std::function<double()> timed = {};  ///< runs once and tells the seconds that count; none: all of them
};

inline double seconds_of(const run& r) { return r.timed ? r.timed() : seconds_of(r.once); }

/// One row of the table.
struct workload {
    std::string name;
    double operations;  ///< in one run; a multiply-add is two
    std::function<run(int threads)> prepare;
    std::function<run(int threads)> prepare_unfused = {};  ///< for rows that compare the two
};

using workloads = std::vector<workload>;

/// The workloads, a file each, so that no translation unit grows large.
workloads mlp_workloads();
workloads lenet_workloads();
workloads vgg_workloads();
workloads resnet_workloads();
workloads recurrent_workloads();
workloads pixelcnn_workloads();
workloads generative_workloads();
workloads fused_layer_workloads();
workloads fused_lenet_workloads();
workloads fused_resnet_workloads();
workloads fused_pooling_workloads();
workloads fused_residual_workloads();
workloads fused_pointwise_workloads();
workloads fused_loss_workloads();
workloads fused_update_workloads();

/// Those of bench/table.py, written as C++ by bench/generate.py: all of them, and the products among them.
workloads table_rows();
workloads products_rows();

/// Those of this program, in the order of the table.
workloads all_workloads();

inline workloads joined(std::initializer_list<workloads> lists) {
    workloads all;
    for (const workloads& list : lists) all.insert(all.end(), list.begin(), list.end());
    return all;
}

}  // namespace strata::bench
