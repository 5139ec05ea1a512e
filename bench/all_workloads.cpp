// SPDX-License-Identifier: MIT
/// What strata_bench times.
#include "workload.hpp"

namespace strata::bench {

workloads all_workloads() {
    return joined({mlp_workloads(), lenet_workloads(), vgg_workloads(), resnet_workloads(),
                   recurrent_workloads(), pixelcnn_workloads(), generative_workloads(),
                   fused_lenet_workloads(), fused_resnet_workloads(), fused_layer_workloads(),
                   fused_pooling_workloads(), fused_residual_workloads(), fused_pointwise_workloads(),
                   fused_loss_workloads(), fused_update_workloads(), table_rows()});
}

}  // namespace strata::bench
