// SPDX-License-Identifier: MIT
#pragma once
#include <strata/shape/sentence.hpp>
#include <string>

namespace strata {

/// A type as the user wrote it: `conv<16, 3, stride<2>>`.
template <class T>
std::string layer_text() {
    sentence s;
    write_type<T>(s);
    return std::string(s.view());
}

}  // namespace strata
