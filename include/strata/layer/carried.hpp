// SPDX-License-Identifier: MIT
#pragma once
/// What a layer hands on from one step to the next, for each sample: the state of a recurrence.
#include <strata/shape/shape.hpp>
#include <strata/shape/text.hpp>
#include <string_view>

namespace strata {

/// One such value: zero before the first step.
template <text Name, Shape S>
struct carried_value {
    static constexpr std::string_view name = Name.view();
    using shape_type = S;
};

template <class... Values>
struct carried_list {
    static constexpr int size = sizeof...(Values);
};

}  // namespace strata
