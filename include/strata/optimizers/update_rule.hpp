// SPDX-License-Identifier: MIT
#pragma once
/// What an update rule is: a type with
///
///     rate                   the learning rate, which a schedule may scale
///     slot_names             how many arrays as long as the parameters it keeps, and their names
///     update(update_args)    one sweep over parameters, gradients and its arrays
///     settings(visit)        calls visit(name, number) for each of its numbers: what a checkpoint keeps and compares
///
/// A rule works on the flat buffer of all parameters: decay, moments and update in a single pass over memory. The arrays
/// are `slack_elements` longer than n.
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

template <class T>
struct update_args {
    T* w;            ///< parameters
    const T* g;      ///< gradients
    T* const* slot;  ///< the rule's arrays, zero before the first step
    int64 n;          ///< elements
    int64 step;       ///< 1 for the first
    double rate;     ///< the learning rate of this step
    int threads;
};

}  // namespace strata::inline STRATA_TARGET
