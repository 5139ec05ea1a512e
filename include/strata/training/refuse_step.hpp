// SPDX-License-Identifier: MIT
#pragma once
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/model/parameter_store.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

/// Throws, after a forward pass whose loss is no finite number: names the step, the first layer whose output has such a value
/// (empty where every one is finite), and a parameter that was none before.
template <class T>
[[noreturn, gnu::cold]] void refuse_step(const std::string& layer, const parameter_store<T>& parameters, int64 step, double loss) {
    std::string problem = with_number("the loss is not a finite number at step", step), advice = "Lower the learning rate, or look at the data; ";
    problem.append(layer.empty() ? "; every layer's output is finite" : "; the first such value comes out of layer ").append(layer);
    for (const auto& tensor : parameters.tensors()) {
        bool finite = true;
        tensor.for_each([&](const T& w) { finite = finite && is_finite(w); });
        if (finite) continue;
        advice.append("the parameter ").append(tensor.name).append(" was none before this step: go on from an earlier checkpoint.");
        throw_error({.problem = problem, .found = std::to_string(loss), .advice = advice});
    }
    throw_error({.problem = problem, .found = std::to_string(loss), .advice = advice + "the parameters are those before this step."});
}

}  // namespace strata::inline STRATA_TARGET
