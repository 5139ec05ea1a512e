// SPDX-License-Identifier: MIT
#include <strata/kernels/flush_denormals.hpp>

#include <doctest/doctest.h>

#include <cfenv>
#include <limits>
#include <stdexcept>

#include <strata/kernels/simd.hpp>

using namespace strata;

namespace {

/// Whether this processor has such a setting.
const bool can_flush = float_settings::flushing() != float_settings::of_this_thread();

template <class T>
bool flushes() {
    volatile T least = std::numeric_limits<T>::min(), half = T(0.5),
               denormal = std::numeric_limits<T>::denorm_min();
    alignas(64) T operands[64], results[64];
    for (T& x : operands) x = denormal;
    (simd<T>::load_aligned(operands) * simd<T>(T(0x1p60))).store_aligned(results);
    const bool result = least * half == T(0), operand = denormal * T(0x1p60) == T(0);
    const bool vector = results[0] == T(0);
    CHECK(result == operand);
    CHECK(result == vector);
    return result;
}

/// How sums are rounded.
int rounding_now() {
    volatile double one = 1, little = 0x1p-60;
    const double above = one + little, below = one - little, minus_above = -one - little;
    if (above > 1) return FE_UPWARD;
    if (minus_above < -1) return FE_DOWNWARD;
    return below < 1 ? FE_TOWARDZERO : FE_TONEAREST;
}

void check_settings(int rounding, bool flushed) {
    CHECK(rounding_now() == rounding);
    CHECK(flushes<float>() == flushed);
    CHECK(flushes<double>() == flushed);
}

}  // namespace

TEST_CASE(
    "denormal numbers are zero as operands and as results while it lives, of floats, doubles and vectors") {
    check_settings(FE_TONEAREST, false);
    {
        const flush_denormals flushed;
        check_settings(FE_TONEAREST, can_flush);
        {
            const flush_denormals again;
            check_settings(FE_TONEAREST, can_flush);
        }
        check_settings(FE_TONEAREST, can_flush);
    }
    check_settings(FE_TONEAREST, false);
}

TEST_CASE("the caller's settings are there again, also where an exception leaves") {
    for (const int rounding : {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
        std::fesetround(rounding);
        try {
            const flush_denormals flushed;
            check_settings(can_flush ? FE_TONEAREST : rounding, can_flush);
            throw std::runtime_error("leave");
        } catch (const std::runtime_error&) {
        }
        check_settings(rounding, false);
        std::fesetround(FE_TONEAREST);
    }
    // a caller who flushes by himself goes on doing so
    if (can_flush) {
        const with_float_settings of_caller(float_settings::flushing());
        { const flush_denormals flushed; }
        check_settings(FE_TONEAREST, true);
    }
}

TEST_CASE("what has happened and what traps is no setting of ours") {
    std::feclearexcept(FE_ALL_EXCEPT);
    volatile double one = 1, zero = 0, result = 0;
    {
        const flush_denormals flushed;
        result = one / zero;
    }
    CHECK(result > 1);
    CHECK(std::fetestexcept(FE_DIVBYZERO) != 0);
    std::feclearexcept(FE_ALL_EXCEPT);
    result = one / zero;
    { const flush_denormals flushed; }
    CHECK(std::fetestexcept(FE_DIVBYZERO) != 0);
    std::feclearexcept(FE_ALL_EXCEPT);
}
