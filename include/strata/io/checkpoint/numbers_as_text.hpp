// SPDX-License-Identifier: MIT
#pragma once
/// The numbers that a part of a run says of itself, as text.
#include <algorithm>
#include <strata/exact_number.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// "rate=0.001;beta1=0.9": the numbers that something says of itself by `settings(visit)`.
template <class Told>
[[nodiscard]] std::string settings_text(Told told) {
    std::string text;
    const auto visit = [&](const auto& name, auto& number) {
        if (!text.empty()) text += ';';
        text.append(name).append("=").append(exact_text(static_cast<double>(number)));
    };
    if constexpr (requires { told.settings(visit); }) told.settings(visit);
    return text;
}
/// "right=12;answers=24": the numbers that something keeps, by `state(visit)`.
template <class Kept>
[[nodiscard]] std::string state_text(Kept& kept) {
    std::string text;
    kept.state([&](const auto& name, auto& number) {
        if (!text.empty()) text += ';';
        text.append(name).append("=").append(exact_text(number));
    });
    return text;
}
/// The parts of a text between separators.
[[nodiscard]] inline std::vector<std::string> text_parts(const std::string& text, char separator) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

}  // namespace strata::inline STRATA_TARGET
