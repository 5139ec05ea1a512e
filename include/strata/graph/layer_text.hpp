// SPDX-License-Identifier: MIT
#pragma once
/// A type as the user wrote it: `conv<16, 3, stride<2>>`. The compiler's own spelling, without our namespace.
#include <algorithm>
#include <string>
#include <string_view>

namespace strata {

/// The spelling of T, with every `strata::` taken out.
template <class T>
std::string layer_text() {
#if defined(__clang__) || defined(__GNUC__)
    const std::string_view function = __PRETTY_FUNCTION__;
    const std::size_t begin = function.find("T = ") + 4;
    const std::size_t end = std::min(function.rfind(']'), function.find(';', begin));
    std::string text(function.substr(begin, end - begin));
    for (const std::string_view noise : {std::string_view("strata::"), std::string_view("struct ")})
        for (std::size_t at = text.find(noise); at != std::string::npos; at = text.find(noise)) text.erase(at, noise.size());
    return text;
#else
    return "layer";
#endif
}

}  // namespace strata
