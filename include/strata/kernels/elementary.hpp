// SPDX-License-Identifier: MIT
#pragma once
/// Elementary functions of vectors, where xsimd's are less exact than within 2 units of the last digit, or wrong at the
/// ends of their range. `xsimd::tanh` is right as it is. `tests/kernels/elementary_functions.cpp` measures all of them.
///
/// What is said of subnormal numbers holds with the processor's usual settings. In a step and an answer they are zero
/// (`flush_denormals.hpp`): exp(x) is 0 below -87.4 in `float` and -708.4 in `double`, log of one is that of 0, and all else
/// is as right as without.
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <strata/kernels/simd.hpp>

namespace strata {

/// The numbers that `exponential` needs in T.
template <class T>
struct exponential_constants;
template <>
struct exponential_constants<float> {
    using integer = std::int32_t;
    static constexpr int digits = 23, terms = 7;
    static constexpr float ln2_high = 0x1.62e4p-1F, ln2_low = 0x1.7f7d1cp-20F, low = -110, high = 90;
};
template <>
struct exponential_constants<double> {
    using integer = std::int64_t;
    static constexpr int digits = 52, terms = 13;
    static constexpr double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33, low = -760, high = 720;
};

/// 2^k and k, for the whole number k next to a number that T can be 2^k of.
template <class T>
struct power_of_two {
    simd<T> k, value;

    explicit power_of_two(const simd<T>& x) : k(x + simd<T>(shifter)) {
        // a number of the shifter's size has k in its lowest bits, and what else it has is shifted away
        const auto bits = std::bit_cast<integers>(k) << exponential_constants<T>::digits;
        value = std::bit_cast<simd<T>>(bits + std::bit_cast<integers>(simd<T>(T(1))));
        k -= simd<T>(shifter);
    }

private:
    using integers = xsimd::batch<typename exponential_constants<T>::integer>;
    static constexpr T shifter = T(3) * T(1LL << (exponential_constants<T>::digits - 1));
};

/// exp(x) as value + rest, of which the value is right within 1.1 units of its last digit and the sum within a quarter.
///
/// exp(x) = 2^n exp(r) with n = round(x / ln 2), r = x - n ln 2 and |r| <= ln 2 / 2, where the Taylor series is short.
template <class T>
struct exponential_parts {
    simd<T> value, rest;

    explicit exponential_parts(const simd<T>& x) {
        using c = exponential_constants<T>;
        const simd<T> inside = xsimd::min(xsimd::max(x, simd<T>(c::low)), simd<T>(c::high));
        // in two steps: 2^n itself may be too large or too small for T
        const power_of_two<T> some(inside * simd<T>(T(0.5 * 1.4426950408889634)));
        const power_of_two<T> others(xsimd::fms(inside, simd<T>(T(1.4426950408889634)), some.k));
        const simd<T> n = some.k + others.k;
        const simd<T> r = xsimd::fnma(n, simd<T>(c::ln2_low), xsimd::fnma(n, simd<T>(c::ln2_high), inside));
        constexpr auto one_over_factorial = [] {
            std::array<T, c::terms + 1> all{};
            double factorial = 1;
            for (std::size_t k = 1; k < all.size(); ++k) all[k] = T(1 / (factorial *= static_cast<double>(k)));
            return all;
        }();
        simd<T> sum(one_over_factorial[c::terms]);
        for (std::size_t k = c::terms; k-- > 2;) sum = xsimd::fma(sum, r, simd<T>(one_over_factorial[k]));
        const simd<T> one(T(1)), beyond_one = xsimd::fma(sum * r, r, r), y = one + beyond_one;
        value = xsimd::select(x == x, y * some.value * others.value, x);
        rest = (beyond_one - (y - one)) * some.value * others.value;
    }
};

/// exp(x), right within 1.1 units of the last digit; subnormal results and those near the largest number as well.
template <class T>
inline simd<T> exponential(const simd<T>& x) {
    return exponential_parts<T>(x).value;
}

/// 1 / (1 + exp(-x)), right within 1.5 units of the last digit: a / (1 + e) with e = exp(-|x|), which cannot overflow, and
/// a = 1 or e; then what rounding has taken from e and 1 + e is divided too.
template <class T>
inline simd<T> logistic(const simd<T>& x) {
    const exponential_parts<T> e(-xsimd::abs(x));
    const simd<T> zero(T(0)), one(T(1)), sum = one + e.value, rest = (e.value - (sum - one)) + e.rest;
    const auto negative = x < zero;
    const simd<T> a = xsimd::select(negative, e.value, one), a_rest = xsimd::select(negative, e.rest, zero);
    const simd<T> inverse = one / sum, q = a * inverse;
    return xsimd::fma(xsimd::fnma(q, sum, a) + xsimd::fnma(q, rest, a_rest), inverse, q);
}

/// log(x), of subnormal numbers too.
template <class T>
inline simd<T> logarithm(const simd<T>& x) {
    const auto subnormal = x < simd<T>(std::numeric_limits<T>::min());
    const simd<T> scaled = xsimd::select(subnormal, x * simd<T>(T(0x1p60)), x);
    return xsimd::log(scaled) - xsimd::select(subnormal, simd<T>(T(41.58883083359672)), simd<T>(T(0)));
}

}  // namespace strata
