// SPDX-License-Identifier: MIT
#pragma once
/// How much of a picture has a colour.
#include <algorithm>

#include <strata/pictures/picture.hpp>

namespace strata::test {

inline int pixels_of(const picture& p, colour c) {
    return static_cast<int>(std::count(p.pixels().begin(), p.pixels().end(), c));
}

}  // namespace strata::test
