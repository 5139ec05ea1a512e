// SPDX-License-Identifier: MIT
#pragma once
#include "strata/version.hpp"

/// STRATA_TARGET: the name of what a file is compiled for, after the version of the library:
/// `v0_1_avx2_fma_omp` say.
///
/// Files of one program may be compiled with other options, a library for any processor and an application
/// for this one, or with another version of the library. Functions of one name in both would be taken for
/// copies of each other, and the linker would keep one of them, which plans its memory and its registers for
/// one file and serves both. So whatever depends on these options in its body or its layout has the target in
/// its name:
///
///     namespace strata::inline STRATA_TARGET { ... }   what runs: kernels, plans, programs, data, files
///     class STRATA_TAGGED model { ... }                types that messages show: in the linker's name alone
///
/// A layer's functions have it through their arguments. What is in plain `strata` besides says types and
/// computes constants that are the same for every target. `tests/link` compares all that two targets have in
/// common.

#if defined(__AVX512F__) && defined(__AVX512CD__) && defined(__AVX512DQ__) && defined(__AVX512BW__)
#define STRATA_TARGET_VECTORS avx512
#elif defined(__AVX512F__)
#define STRATA_TARGET_VECTORS avx512f
#elif defined(__AVX2__)
#define STRATA_TARGET_VECTORS avx2
#elif defined(__AVX__)
#define STRATA_TARGET_VECTORS avx
#elif defined(__SSE4_2__)
#define STRATA_TARGET_VECTORS sse4_2
#elif defined(__SSE4_1__)
#define STRATA_TARGET_VECTORS sse4_1
#elif defined(__SSSE3__)
#define STRATA_TARGET_VECTORS ssse3
#elif defined(__SSE3__)
#define STRATA_TARGET_VECTORS sse3
#elif defined(__SSE2__)
#define STRATA_TARGET_VECTORS sse2
#elif defined(__ARM_FEATURE_SVE)
#define STRATA_TARGET_VECTORS sve
#elif defined(__aarch64__)
#define STRATA_TARGET_VECTORS neon64
#elif defined(__ARM_NEON)
#define STRATA_TARGET_VECTORS neon
#elif defined(__wasm_simd128__)
#define STRATA_TARGET_VECTORS wasm
#else
#define STRATA_TARGET_VECTORS scalar
#endif

#if defined(__FMA__)
#define STRATA_TARGET_FMA _fma
#elif defined(__FMA4__)
#define STRATA_TARGET_FMA _fma4
#else
#define STRATA_TARGET_FMA
#endif

// instructions for which xsimd has a vector type of their own
#if defined(__AVX512VNNI__) || defined(__AVXVNNI__)
#define STRATA_TARGET_VNNI _vnni
#else
#define STRATA_TARGET_VNNI
#endif

#ifdef _OPENMP
#define STRATA_TARGET_THREADS _omp
#else
#define STRATA_TARGET_THREADS
#endif

#if defined(__FAST_MATH__)
#define STRATA_TARGET_MATH _fast
#elif defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ > 0 && defined(__ASSOCIATIVE_MATH__)
#define STRATA_TARGET_MATH _finite_associative
#elif defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ > 0
#define STRATA_TARGET_MATH _finite
#elif defined(__ASSOCIATIVE_MATH__)
#define STRATA_TARGET_MATH _associative
#else
#define STRATA_TARGET_MATH
#endif

#ifdef __cpp_exceptions
#define STRATA_TARGET_EXCEPTIONS
#else
#define STRATA_TARGET_EXCEPTIONS _nothrow
#endif

// containers with checks have another layout
#ifdef _GLIBCXX_DEBUG
#define STRATA_TARGET_CONTAINERS _debug
#else
#define STRATA_TARGET_CONTAINERS
#endif

#define STRATA_JOINED_WORDS(a, b, c, d, e, f, g, h, i) v##a##_##b##_##c##d##e##f##g##h##i
#define STRATA_JOINED(...) STRATA_JOINED_WORDS(__VA_ARGS__)
#define STRATA_QUOTED_WORD(a) #a
#define STRATA_QUOTED(a) STRATA_QUOTED_WORD(a)

#define STRATA_TARGET                                                                                      \
    STRATA_JOINED(STRATA_VERSION_MAJOR, STRATA_VERSION_MINOR, STRATA_TARGET_VECTORS, STRATA_TARGET_FMA,    \
                  STRATA_TARGET_VNNI, STRATA_TARGET_THREADS, STRATA_TARGET_MATH, STRATA_TARGET_EXCEPTIONS, \
                  STRATA_TARGET_CONTAINERS)

#if defined(__GNUC__) || defined(__clang__)
#define STRATA_TAGGED [[gnu::abi_tag(STRATA_QUOTED(STRATA_TARGET))]]
#else
#define STRATA_TAGGED
#endif

namespace strata::inline STRATA_TARGET {

/// What this file is compiled for, for templates whose name nothing else tells apart.
struct build_target {};

}  // namespace strata::inline STRATA_TARGET
