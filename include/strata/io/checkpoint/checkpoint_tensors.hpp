// SPDX-License-Identifier: MIT
#pragma once
/// The arrays of a checkpoint.
#include <strata/io/model_file.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Everything of a trainer that has a shape, under the names of a checkpoint.
template <class Trainer>
[[nodiscard]] auto checkpoint_tensors(Trainer& t) {
    auto all = t.trained_model().tensors();
    for (auto& tensor : all) tensor.name = checkpoint_model_prefix + tensor.name;
    const std::vector<std::string> arrays = t.updates().slot_names();
    for (std::size_t s = 0; s < arrays.size(); ++s)
        for (auto& tensor : t.updates().slot(s)) {
            all.push_back(tensor);
            all.back().name = arrays[s] + "." + tensor.name;
        }
    return all;
}

}  // namespace strata::inline STRATA_TARGET
