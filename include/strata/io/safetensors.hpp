// SPDX-License-Identifier: MIT
#pragma once
/// Weights in and out of safetensors files: `save_safetensors`, `load_safetensors`, and `safetensors_file` to
/// look into one.
#include <strata/io/load_safetensors.hpp>
#include <strata/io/safetensors_file.hpp>
#include <strata/io/save_safetensors.hpp>
