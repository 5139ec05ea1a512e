// SPDX-License-Identifier: MIT
#pragma once
#include <strata/shape/sentence.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

/// A type as the user wrote it: `conv<16, 3, stride<2>>`.
template <class T>
std::string layer_text() {
    sentence s;
    write_type<T>(s);
    return std::string(s.view());
}

}  // namespace strata::inline STRATA_TARGET
