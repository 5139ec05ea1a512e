# SPDX-License-Identifier: MIT
# The instruction set that our own programs are built for: xsimd takes the widest registers that it allows.
set(STRATA_ARCH native CACHE STRING "Instruction set of tests, examples and benchmarks, as -march= takes it; empty for the compiler's default")

add_library(strata_architecture INTERFACE)
if(STRATA_ARCH)
    include(CheckCXXCompilerFlag)
    string(MAKE_C_IDENTIFIER "strata_march_${STRATA_ARCH}" accepted)
    check_cxx_compiler_flag("-march=${STRATA_ARCH}" ${accepted})
    if(${accepted})
        target_compile_options(strata_architecture INTERFACE "-march=${STRATA_ARCH}")
    elseif(STRATA_ARCH STREQUAL "native")
        message(STATUS "strata: the compiler has no -march=native, so its default instruction set is used")
    else()
        message(FATAL_ERROR "The compiler does not accept -march=${STRATA_ARCH}. Give STRATA_ARCH a name that it knows, or leave it empty.")
    endif()
endif()
