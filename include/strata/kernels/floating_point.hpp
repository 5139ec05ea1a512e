// SPDX-License-Identifier: MIT
#pragma once
/// What stays true of floating-point numbers under every option of the compiler.
///
/// Options such as -ffast-math and -fassociative-math let a compiler take a sum for the same in any order,
/// and with -ffinite-math-only it takes no number to be infinite or a NaN: `(x + c) - c` becomes x, and
/// `isfinite(x)` true. Where an order matters, `reassociation_barrier` keeps it; where infinity and NaN are
/// looked for, it is in the bits of a number.
#include <cstdint>
#include <limits>
#include <strata/bit_cast.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>
#include <type_traits>

namespace strata::inline STRATA_TARGET {

/// Whole numbers of the size of T, for its bits.
template <class T>
using bits_of = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;

/// The bits of infinity: all of the exponent. What is larger, without its sign, is a NaN.
template <class T>
inline constexpr bits_of<T> exponent_bits = bits_of<T>(sizeof(T) == 4 ? 0x7F800000 : 0x7FF0000000000000);

/// The bits of x, of which the compiler then knows nothing: it would conclude from how x was computed that it
/// is finite.
template <class T>
constexpr bits_of<T> unknown_bits(T x) {
    auto bits = strata::bit_cast<bits_of<T>>(x);
    if (!std::is_constant_evaluated()) asm("" : "+r"(bits));
    return bits;
}

/// Whether x is neither infinite nor a NaN, which `std::isfinite` does not tell with -ffinite-math-only.
template <class T>
constexpr bool is_finite(T x) {
    return (unknown_bits(x) & exponent_bits<T>) != exponent_bits<T>;
}
/// Whether x is a NaN, which `std::isnan` does not tell with -ffinite-math-only.
template <class T>
constexpr bool is_nan(T x) {
    return (unknown_bits(x) & std::numeric_limits<bits_of<T>>::max()) > exponent_bits<T>;
}

/// v, computed before what is computed from it: no option lets the compiler take both for one sum or product.
/// It costs nothing where sums are not reordered.
template <class T>
[[nodiscard, gnu::always_inline]] inline simd<T> reassociation_barrier(const simd<T>& v) {
#if defined(__clang__) && defined(__x86_64__) && __has_builtin(__arithmetic_fence)
    return simd<T>(__arithmetic_fence(v.data));
#elif !defined(__clang__) && defined(__GNUC__) && __GNUC__ >= 12 && !defined(__ASSOCIATIVE_MATH__)
    return v;
#else
    return unknown(v);  // of older compilers no macro tells whether they reorder
#endif
}

/// y, or x where x is a NaN: for a y that loses it only if the compiler takes numbers to be finite.
template <class T>
[[nodiscard, gnu::always_inline]] inline simd<T> keep_nan([[maybe_unused]] const simd<T>& x,
                                                          const simd<T>& y) {
#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
    using integers = xsimd::batch<bits_of<T>>;
    const integers bits = unknown(strata::bit_cast<integers>(x));
    const auto nan = (bits & integers(std::numeric_limits<bits_of<T>>::max())) > integers(exponent_bits<T>);
    return strata::bit_cast<simd<T>>(xsimd::select(nan, bits, strata::bit_cast<integers>(y)));
#else
    return y;
#endif
}

}  // namespace strata::inline STRATA_TARGET
