// SPDX-License-Identifier: MIT
#pragma once
/// The names of PyTorch's modules, put together layer by layer.
#include <strata/io/name_map.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Names in the order of a model's tensors: those of each layer by its module.
class state_dict_names {
public:
    /// A convolution or linear layer.
    state_dict_names& linear(const std::string& module, bool biased = true) {
        add(module, {"weight"});
        if (biased) add(module, {"bias"});
        return *this;
    }
    state_dict_names& convolution(const std::string& module) { return linear(module, false); }
    state_dict_names& batch_norm(const std::string& module) {
        return add(module, {"weight", "bias", "running_mean", "running_var"});
    }
    /// A convolution without a bias and the normalization behind it.
    state_dict_names& normalized(const std::string& convolution_module, const std::string& norm_module) {
        return convolution(convolution_module).batch_norm(norm_module);
    }

    /// A normalization without statistics.
    state_dict_names& layer_norm(const std::string& module) { return linear(module); }
    /// A parameter of no module of its own.
    state_dict_names& one(const std::string& name) {
        all_.push_back(name);
        return *this;
    }
    /// The two convolutions that weigh channels.
    state_dict_names& squeeze_and_excitation(const std::string& module) {
        return linear(module + ".fc1").linear(module + ".fc2");
    }

    [[nodiscard]] name_map map() const { return name_map::in_order(all_); }

private:
    state_dict_names& add(const std::string& module, std::initializer_list<const char*> tensors) {
        for (const char* name : tensors) all_.push_back(module + "." + name);
        return *this;
    }

    std::vector<std::string> all_;
};

}  // namespace strata::inline STRATA_TARGET
