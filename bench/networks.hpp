// SPDX-License-Identifier: MIT
#pragma once
/// The networks that are timed, with PyTorch's counts of parameters (but for the second bias of its LSTM).
/// `peers/` has each of them once more, layer for layer. A file each, so that what is measured of compiling
/// one is not the others.
#include "networks/charlm.hpp"
#include "networks/lenet.hpp"
#include "networks/mlp.hpp"
#include "networks/resnet20.hpp"
#include "networks/small_vgg.hpp"
