// SPDX-License-Identifier: MIT
#pragma once
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/model/parameter_store.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

/// Throws, after a forward pass whose loss is no finite number: names the step, and what was the first that is none, a parameter
/// or the output of a layer (empty where every one is finite).
template <class T>
[[noreturn, gnu::cold]] void refuse_step(const std::string& layer, const parameter_store<T>& parameters, int64 step, double loss) {
    std::string problem = with_number("the loss is not a finite number at step", step), advice = "Lower the learning rate, or look at the data; ";
    for (const auto& tensor : parameters.tensors()) {
        bool finite = true;
        tensor.for_each([&](const T& w) { finite = finite && is_finite(w); });
        if (finite) continue;
        problem.append("; the parameter ").append(tensor.name).append(" is none either, since an update before");
        throw_error({.problem = problem, .found = std::to_string(loss), .advice = advice + "go on from a checkpoint of an earlier step: the parameters are lost."});
    }
    problem.append(layer.empty() ? "; every layer's output is finite" : "; the first such value comes out of layer ").append(layer);
    throw_error({.problem = problem, .found = std::to_string(loss), .advice = advice + "the parameters are those before this step."});
}

}  // namespace strata::inline STRATA_TARGET
