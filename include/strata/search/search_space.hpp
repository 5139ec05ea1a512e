// SPDX-License-Identifier: MIT
#pragma once
/// What is searched: parameters with ranges, and settings, a value of each.
///
///     linear         low + u (high - low)
///     logarithmic    low (high / low)^u          for what multiplies, such as a rate
///     whole          low, low + 1, ..., high     all equally likely
///
///     u in [0, 1): where in its range a value is
#include <strata/error.hpp>
#include <strata/exact_number.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace strata {

enum class range_scale { linear, logarithmic, whole };

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// A parameter and where it is looked for, both ends included.
struct search_range {
    std::string name;
    double low, high;
    range_scale scale = range_scale::linear;

    /// The value at a share of the range.
    [[nodiscard]] double at(double share) const {
        if (scale == range_scale::logarithmic)
            return std::clamp(low * std::pow(high / low, share), low, high);
        if (scale == range_scale::whole) return std::min(high, std::floor(low + share * (high - low + 1)));
        return std::clamp(low + share * (high - low), low, high);
    }
    /// At which share of the range a value is, ends at 0 and 1; 0.5 of a range of one value.
    [[nodiscard]] double share_of(double value) const {
        if (low == high) return 0.5;
        return scale == range_scale::logarithmic ? std::log(value / low) / std::log(high / low)
                                                 : (value - low) / (high - low);
    }
    /// "0.0001 to 0.1"
    [[nodiscard]] std::string text() const { return exact_text(low) + " to " + exact_text(high); }
};

/// A value of each parameter, by its name.
class trial_settings {
public:
    trial_settings() = default;
    explicit trial_settings(std::vector<std::pair<std::string, double>> values)
        : values_(std::move(values)) {}

    /// Throws where there is no such parameter.
    [[nodiscard]] double operator[](const std::string& name) const {
        for (const auto& [known, value] : values_)
            if (known == name) return value;
        throw_error({.problem = "the search has no such parameter",
                     .name = name,
                     .expected = list_text(values_, [](const auto& v) { return v.first; })});
    }
    [[nodiscard]] const std::vector<std::pair<std::string, double>>& values() const { return values_; }
    bool operator==(const trial_settings&) const = default;

private:
    std::vector<std::pair<std::string, double>> values_;
};

/// Throws where there is nothing to search, two parameters have one name, or a range is none: ends that are
/// not finite or in the wrong order, ends that are not above 0 on a logarithmic scale, or are no whole
/// numbers.
inline void check_search_space(const std::vector<search_range>& space) {
    if (space.empty()) throw_error({.problem = "a search needs a parameter"});
    for (std::size_t i = 0; i < space.size(); ++i) {
        const search_range& r = space[i];
        const auto refuse = [&](const char* problem, const char* expected) {
            throw_error({.problem = problem, .name = r.name, .expected = expected, .found = r.text()});
        };
        if (!is_finite(r.low) || !is_finite(r.high) || r.low > r.high)
            refuse("the range of a parameter is none", "finite ends, the lower one first");
        if (r.scale == range_scale::logarithmic && r.low <= 0)
            refuse("a logarithmic range has no 0 in it", "ends above 0");
        if (r.scale == range_scale::whole && (std::floor(r.low) != r.low || std::floor(r.high) != r.high))
            refuse("the range has to end in whole numbers", "whole numbers");
        for (std::size_t k = 0; k < i; ++k)
            if (space[k].name == r.name)
                throw_error({.problem = "two parameters have the same name", .name = r.name});
    }
}

}  // namespace strata::inline STRATA_TARGET
