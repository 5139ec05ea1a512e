// SPDX-License-Identifier: MIT
#pragma once
#include <strata/error.hpp>
#include <strata/model/parameter_store.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

/// Throws: there is nothing to take a step by.
[[noreturn, gnu::cold]] inline void refuse_no_samples() {
    throw_error({.problem = "there are no samples to train on"});
}

/// Throws, after a forward pass whose loss is no finite number: names the step, the first layer whose output
/// has such a value (empty where every one is finite), and a parameter that was none before.
template <class T>
[[noreturn, gnu::cold]] void refuse_step(const std::string& layer, const parameter_store<T>& parameters,
                                         int64 step, double loss) {
    std::string problem = with_number("the loss is not a finite number at step", step),
                advice = "Lower the learning rate, or look at the data; ";
    problem
        .append(layer.empty() ? "; every layer's output is finite"
                              : "; the first such value comes out of layer ")
        .append(layer);
    if (const parameter_facts* const wrong = parameters.first_not_finite())
        advice.append("the parameter ")
            .append(wrong->name)
            .append(" was none before this step: go on from an earlier checkpoint.");
    else
        advice.append("the parameters are those before this step.");
    throw_error({.problem = problem, .found = std::to_string(loss), .advice = advice});
}

}  // namespace strata::inline STRATA_TARGET
