// SPDX-License-Identifier: MIT
#pragma once
/// What wraps an update rule is one itself: a type that derives from the rule, so that it has its numbers,
/// and keeps arrays of its own behind those of the rule.
#include <array>
#include <cstddef>
#include <strata/optimizers/update_rule.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The names of the rule's arrays, and one more.
template <UpdateRule Rule>
[[nodiscard]] constexpr auto slot_names_with(const char* own) {
    std::array<const char*, Rule::slot_names.size() + 1> names{};
    std::size_t k = 0;
    for (const auto& name : Rule::slot_names) names[k++] = name;
    names[k] = own;
    return names;
}

/// Says the numbers of the rule, and checks them, where it does so.
template <class Rule, class Visit>
void settings_of_rule(Rule& rule, Visit&& visit) {
    if constexpr (requires { rule.settings(visit); }) rule.settings(visit);
}
template <class Rule>
void check_settings_of_rule(const Rule& rule) {
    if constexpr (requires { rule.check_settings(); }) rule.check_settings();
}

}  // namespace strata::inline STRATA_TARGET
