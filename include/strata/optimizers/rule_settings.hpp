// SPDX-License-Identifier: MIT
#pragma once
/// What the numbers of an update rule can be. Each function throws where one cannot, and names rule and
/// number.
#include <strata/error.hpp>
#include <strata/exact_number.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

[[noreturn, gnu::cold]] inline void refuse_setting(const char* rule, const char* name, const char* expected,
                                                   double found) {
    throw_error({.problem = "an update rule cannot have this number",
                 .name = std::string(rule) + ", " + name,
                 .expected = expected,
                 .found = exact_text(found)});
}

/// A weight decay. The rate itself the optimizer looks at.
[[gnu::cold]] inline void require_not_negative(const char* rule, const char* name, double value) {
    if (!is_finite(value) || value < 0) refuse_setting(rule, name, "0 or more", value);
}
/// What a root or a division is kept from zero by.
[[gnu::cold]] inline void require_positive(const char* rule, const char* name, double value) {
    if (!is_finite(value) || value <= 0) refuse_setting(rule, name, "more than 0", value);
}
/// What is kept of a running mean.
[[gnu::cold]] inline void require_share(const char* rule, const char* name, double value) {
    if (!is_finite(value) || value < 0 || value >= 1)
        refuse_setting(rule, name, "0 or more, and less than 1", value);
}
/// The numbers that Adam and its kin have in common.
template <class Rule>
[[gnu::cold]] void check_moments(const char* name, const Rule& rule) {
    require_share(name, "beta1", rule.beta1);
    require_share(name, "beta2", rule.beta2);
    if constexpr (requires { rule.epsilon; }) require_positive(name, "epsilon", rule.epsilon);
    require_not_negative(name, "weight_decay", rule.weight_decay);
}

}  // namespace strata::inline STRATA_TARGET
