// SPDX-License-Identifier: MIT
#pragma once
/// Text as a template argument: `named<"stem", conv<64, 7>>`, and text put together by the compiler.
#include <cstddef>
#include <strata/int64.hpp>
#include <string_view>

namespace strata {

/// N characters that can stand among template arguments.
template <std::size_t N>
struct text {
    char letters[N + 1] = {};

    constexpr text() = default;
    // NOLINTNEXTLINE(google-explicit-constructor): a literal is written where a text is expected
    constexpr text(const char (&literal)[N + 1]) {
        for (std::size_t i = 0; i < N; ++i) letters[i] = literal[i];
    }

    [[nodiscard]] constexpr std::string_view view() const { return {letters, N}; }
    [[nodiscard]] static constexpr std::size_t size() { return N; }

    friend constexpr bool operator==(const text&, const text&) = default;
};

template <std::size_t M>
text(const char (&)[M]) -> text<M - 1>;

}  // namespace strata
