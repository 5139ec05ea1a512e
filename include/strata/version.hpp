// SPDX-License-Identifier: MIT
#pragma once
/// The version of the library, by the rules of Semantic Versioning 2.0.0 (semver.org): as macros for what the
/// preprocessor decides, as constants for the rest. CMakeLists.txt reads it here.
#define STRATA_VERSION_MAJOR 0
#define STRATA_VERSION_MINOR 1
#define STRATA_VERSION_PATCH 0

#include <string_view>

namespace strata::version {

inline constexpr int major_number = STRATA_VERSION_MAJOR, minor_number = STRATA_VERSION_MINOR,
                     patch_number = STRATA_VERSION_PATCH;

#define STRATA_TEXT_OF(NUMBER) #NUMBER
#define STRATA_VERSION_TEXT(MAJOR, MINOR, PATCH) \
    STRATA_TEXT_OF(MAJOR) "." STRATA_TEXT_OF(MINOR) "." STRATA_TEXT_OF(PATCH)
/// "0.1.0"
inline constexpr std::string_view text =
    STRATA_VERSION_TEXT(STRATA_VERSION_MAJOR, STRATA_VERSION_MINOR, STRATA_VERSION_PATCH);
#undef STRATA_VERSION_TEXT
#undef STRATA_TEXT_OF

}  // namespace strata::version
