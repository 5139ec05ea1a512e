# SPDX-License-Identifier: MIT
# The warnings that our own programs are built with. Users of the headers choose their own.
add_library(strata_warnings INTERFACE)
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    target_compile_options(strata_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION MATCHES "^12\\.")
    # g++ 12's own AVX-512 headers start from a register they leave undefined on purpose (_mm512_undefined_ps), and once
    # those functions are inlined into ours these warnings name our line (the second one for _mm512_sqrt_pd alone).
    target_compile_options(strata_warnings INTERFACE -Wno-maybe-uninitialized -Wno-uninitialized)
    # And it sees an overlap in "text" + std::string(...) where there is none (-Wrestrict, GCC's bug 105651), in CLI11's
    # functions: whether it looks there depends on how often the program around them adds strings.
    set(strata_options_with_CLI11 -Wno-restrict)
endif()
