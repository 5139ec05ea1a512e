// SPDX-License-Identifier: MIT
#pragma once
/// Numbers as text, whatever the language of the system: exact ones and back without the loss of a bit, and
/// short ones for people.
#include <array>
#include <charconv>
#include <optional>
#include <strata/target.hpp>
#include <string>
#include <string_view>
#include <system_error>

namespace strata::inline STRATA_TARGET {

/// The shortest text that is read as this very number: "0.001", "60000".
template <class Number>
[[nodiscard]] std::string exact_text(Number number) {
    std::array<char, 64> letters;
    const auto end = std::to_chars(letters.data(), letters.data() + letters.size(), number).ptr;
    return {letters.data(), end};
}

/// A number with so many digits: "0.0312", "4.1e-05".
[[nodiscard]] inline std::string short_text(double number, int digits) {
    std::array<char, 64> letters;
    const auto end = std::to_chars(letters.data(), letters.data() + letters.size(), number,
                                   std::chars_format::general, digits)
                         .ptr;
    return {letters.data(), end};
}

/// The number that a whole text stands for, if it is one.
template <class Number>
[[nodiscard]] std::optional<Number> exact_number(std::string_view text) {
    Number number{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace strata::inline STRATA_TARGET
