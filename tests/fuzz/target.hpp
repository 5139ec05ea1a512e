// SPDX-License-Identifier: MIT
#pragma once
/// What a reader is tried with: bytes of any kind.
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strata::test {

using bytes_view = std::span<const std::uint8_t>;

/// A reader under test. It answers or throws `strata::error`; anything else is a fault.
template <class T>
concept FuzzTarget = requires(bytes_view bytes, std::size_t size) {
    { T::name } -> std::convertible_to<std::string_view>;
    /// Files from which the inputs are bred.
    { T::seeds() } -> std::same_as<std::vector<std::string>>;
    T::read(bytes);
    /// How many bytes of memory a read may hold at a time that is given an input of so many.
    { T::most_memory(size) } -> std::convertible_to<std::size_t>;
};

inline bytes_view view(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string text(bytes_view bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Ends the program with a sentence where something is not as it has to be.
inline void demand(bool holds, const char* sentence, std::string_view detail = {}) {
    if (holds) return;
    std::cerr << "fault: " << sentence << detail << std::endl;
    std::abort();
}

}  // namespace strata::test
