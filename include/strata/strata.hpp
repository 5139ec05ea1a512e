// SPDX-License-Identifier: MIT
#pragma once
/// The whole core: networks as types, models, training. Readers and writers of files are headers of their own, under
/// `strata/data` and `strata/io`.
#include <strata/graph/explain.hpp>
#include <strata/graph/net.hpp>
#include <strata/graph/summary.hpp>
#include <strata/layers/average_pool.hpp>
#include <strata/layers/batch_norm.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/dropout.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/max_pool.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/softmax.hpp>
#include <strata/losses/joint_loss.hpp>
#include <strata/losses/softmax_loss.hpp>
#include <strata/model/model.hpp>
#include <strata/optimizers/adam.hpp>
#include <strata/optimizers/momentum.hpp>
#include <strata/optimizers/sgd.hpp>
#include <strata/training/evaluation.hpp>
#include <strata/training/trainer.hpp>
