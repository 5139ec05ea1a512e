// SPDX-License-Identifier: MIT
#pragma once
/// A training run in a file: what a trainer needs to go on as if it had never stopped, to the bit.
///
///     trainer t{m, softmax_loss{}, adam{}};
///     load_checkpoint(t, "run.safetensors");                 // where there is one
///     t.fit(train, {.callbacks = {checkpoint_every{10, t, "run.safetensors"}}});      // seconds
///
/// One safetensors file: the model's tensors as "model.<name>", each array of the update rule and the stages
/// as "<slot>.<name>" ("first_moment.0.weight"), and the rest as metadata. Random numbers are counted, not
/// drawn in a row, so that seed and step are all of their state. The file is put in place whole, so that a
/// kill at any moment leaves this checkpoint or the one before. `load` of model_file.hpp reads the model out
/// of it.
#include <strata/io/checkpoint/checkpoint_every.hpp>
#include <strata/io/checkpoint/load_checkpoint.hpp>
#include <strata/io/checkpoint/save_checkpoint.hpp>
#include <strata/training/trainer.hpp>
