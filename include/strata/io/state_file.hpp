// SPDX-License-Identifier: MIT
#pragma once
/// What a network carries from step to step, in a safetensors file, under the names that the network's type
/// gives it.
///
///     save(s, "speaker.safetensors");
///     load(s, "speaker.safetensors");       // all of it or, with an error that says why, nothing
#include <filesystem>
#include <map>
#include <strata/io/model_file.hpp>
#include <strata/model/state.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

inline constexpr const char* state_format = "strata-state-1";

/// Writes the file, whole or not at all. Errors: those of `save_safetensors`.
template <class Net, class T>
void save(const state<Net, T>& s, const std::filesystem::path& path) {
    state<Net, T> copy = s;
    save_safetensors(path, copy.tensors(), std::map<std::string, std::string>{{"format", state_format}});
}

/// Reads a file into a state of as many samples. Errors: those of `safetensors_file` and `read_safetensors`,
/// a file of another network or number of samples among them; a value that is no finite number. The state is
/// then as it was.
template <class Net, class T>
void load(state<Net, T>& s, const std::filesystem::path& path) {
    const safetensors_file file(path);
    const auto tensors = s.tensors();
    const auto values = read_safetensors(file, tensors, "");
    check_finite(file.path(), tensors, values);
    assign_elements(tensors, values);
}

}  // namespace strata::inline STRATA_TARGET
