// SPDX-License-Identifier: MIT
#pragma once
/// Elementary functions of vectors, right within the bounds that each of them states, over the whole range of
/// their arguments and under every option of the compiler; a NaN stays a NaN. Those of xsimd are not: what
/// they take apart to keep its digits, -fassociative-math puts together again, and some are wrong at the ends
/// of their range without it.
///
/// Bounds are in units of the last digit. `tests/kernels/elementary_functions.cpp` measures them, and
/// `tests/options` under the options. Constants are `long double`, which -fsingle-precision-constant leaves
/// alone.
///
/// What is said of subnormal numbers holds with the processor's usual settings. In a step and an answer they
/// are zero (`flush_denormals.hpp`): exp(x) is 0 below -87.4 in `float` and -708.4 in `double`, log of one is
/// that of 0, and all else is as right as without.
#include <array>
#include <cstdint>
#include <limits>
#include <strata/bit_cast.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The numbers that exponentials need in T.
template <class T>
struct exponential_constants;
template <>
struct exponential_constants<float> {
    using integer = std::int32_t;
    static constexpr int digits = 23, terms = 7;
    static constexpr float ln2_high = 0x1.62e4p-1F, ln2_low = 0x1.7f7d1cp-20F, low = -110, high = 90;
    static constexpr float least_normal = -87.3F;           ///< from which on exp(x) is no subnormal number
    static constexpr float one_below = -30, overflow = 89;  ///< of exp(x) - 1
    static constexpr float tanh_is_one = 10;
};
template <>
struct exponential_constants<double> {
    using integer = std::int64_t;
    static constexpr int digits = 52, terms = 13;
    static constexpr double ln2_high = double(0x1.62e42feep-1L), ln2_low = double(0x1.a39ef35793c76p-33L),
                            low = -760, high = 720, least_normal = double(-708.3L);
    static constexpr double one_below = -60, overflow = 710;
    static constexpr double tanh_is_one = 20;
};

/// 2^k times `scale`, which is a power of two, and k, for the whole number k next to a number that T can be
/// that power of.
template <class T>
struct power_of_two {
    simd<T> k, value;

    explicit power_of_two(const simd<T>& x, T scale = T(1)) : k(reassociation_barrier(x + simd<T>(shifter))) {
        // a number of the shifter's size has k in its lowest bits, and what else it has is shifted away
        const auto bits = strata::bit_cast<integers>(k) << exponential_constants<T>::digits;
        value = strata::bit_cast<simd<T>>(bits + strata::bit_cast<integers>(simd<T>(scale)));
        k = reassociation_barrier(k - simd<T>(shifter));
    }

private:
    using integers = xsimd::batch<typename exponential_constants<T>::integer>;
    static constexpr T shifter = T(3) * T(1LL << (exponential_constants<T>::digits - 1));
};

/// exp(x - n ln 2) - 1, for whole numbers n that leave |x - n ln 2| <= ln 2 / 2: there the Taylor series is
/// short.
template <class T>
inline simd<T> reduced_exponential(const simd<T>& x, const simd<T>& n) {
    using c = exponential_constants<T>;
    const simd<T> r =
        xsimd::fnma(n, simd<T>(c::ln2_low), reassociation_barrier(xsimd::fnma(n, simd<T>(c::ln2_high), x)));
    constexpr auto one_over_factorial = [] {
        std::array<T, c::terms + 1> all{};
        double factorial = 1;
        for (std::size_t k = 1; k < all.size(); ++k) all[k] = T(1 / (factorial *= static_cast<double>(k)));
        return all;
    }();
    simd<T> sum(one_over_factorial[c::terms]);
    for (std::size_t k = c::terms; k-- > 2;) sum = xsimd::fma(sum, r, simd<T>(one_over_factorial[k]));
    return reassociation_barrier(xsimd::fma(sum * r, r, r));
}

/// exp(x) as value + rest, of which the value is right within 1.1 units of its last digit and the sum within
/// a quarter.
///
/// exp(x) = 2^n exp(r) with n = round(x / ln 2), r = x - n ln 2.
template <class T>
struct exponential_parts {
    simd<T> value, rest;

    explicit exponential_parts(const simd<T>& x) {
        using c = exponential_constants<T>;
        // a NaN goes through, being the second argument
        const simd<T> inside = xsimd::min(simd<T>(c::high), xsimd::max(simd<T>(c::low), x));
        // in two steps: 2^n itself may be too large or too small for T
        const power_of_two<T> some(inside * simd<T>(T(0.5L * 1.4426950408889634L)));
        const power_of_two<T> others(xsimd::fms(inside, simd<T>(T(1.4426950408889634L)), some.k));
        const simd<T> beyond_one = reduced_exponential<T>(inside, some.k + others.k), one(T(1));
        const simd<T> y = reassociation_barrier(one + beyond_one),
                      lost = beyond_one - reassociation_barrier(y - one);
        value = keep_nan(x, reassociation_barrier(y * some.value) * others.value);
        rest = reassociation_barrier(lost * some.value) * others.value;
    }

    /// Of x <= 0. Where no lane has a subnormal result, one power of two is enough; each lane has the same
    /// bits whatever the others have.
    static exponential_parts of_negative(const simd<T>& x) {
        const simd<T> least(exponential_constants<T>::least_normal), inside = xsimd::max(least, x), one(T(1));
        const power_of_two<T> n(inside * simd<T>(T(1.4426950408889634L)));
        const simd<T> beyond_one = reduced_exponential<T>(inside, n.k);
        const simd<T> y = reassociation_barrier(one + beyond_one),
                      lost = beyond_one - reassociation_barrier(y - one);
        exponential_parts parts(y * n.value, lost * n.value);
        const auto normal = x >= least;
        if (!xsimd::all(normal)) {
            const exponential_parts others(x);
            parts.value = xsimd::select(normal, parts.value, others.value);
            parts.rest = xsimd::select(normal, parts.rest, others.rest);
        }
        return parts;
    }

private:
    exponential_parts(const simd<T>& v, const simd<T>& r) : value(v), rest(r) {}
};

/// exp(x), right within 1.1 units of the last digit; subnormal results and those near the largest number as
/// well.
template <class T>
inline simd<T> exponential(const simd<T>& x) {
    return exponential_parts<T>(x).value;
}

/// exp(x) for x <= 0, right within 1.1 units of the last digit, and 0 where it would be subnormal: half the
/// work of `exponential`.
template <class T>
inline simd<T> exponential_of_negative(const simd<T>& x) {
    const simd<T> least(exponential_constants<T>::least_normal), inside = xsimd::max(least, x);
    const power_of_two<T> n(inside * simd<T>(T(1.4426950408889634L)));
    const simd<T> y = xsimd::fma(n.value, reduced_exponential<T>(inside, n.k), n.value);
    return keep_nan(x, xsimd::select(x < least, simd<T>(T(0)), y));
}

/// exp(x) - 1, right within 2 units of the last digit.
///
/// 2 (h (exp(r) - 1) + h - 1/2) with h = 2^(n - 1): 2^n itself may be too large for T.
template <class T>
inline simd<T> exponential_minus_one(const simd<T>& x) {
    using c = exponential_constants<T>;
    const simd<T> inside = xsimd::min(simd<T>(c::overflow), xsimd::max(simd<T>(c::one_below), x));
    const power_of_two<T> h(inside * simd<T>(T(1.4426950408889634L)), T(0.5L));
    const simd<T> apart = reassociation_barrier(h.value - simd<T>(T(0.5L)));
    const simd<T> y = xsimd::fma(h.value, reduced_exponential<T>(inside, h.k), apart);
    return keep_nan(x, y + y);
}

/// 1 / (1 + exp(-x)), right within 1.5 units of the last digit: a / (1 + e) with e = exp(-|x|), which cannot
/// overflow, and a = 1 or e; then what rounding has taken from e and 1 + e is divided too.
template <class T>
inline simd<T> logistic(const simd<T>& x) {
    const auto e = exponential_parts<T>::of_negative(-xsimd::abs(x));
    const simd<T> zero(T(0)), one(T(1)), sum = reassociation_barrier(one + e.value);
    const simd<T> rest = (e.value - reassociation_barrier(sum - one)) + e.rest;
    const auto negative = x < zero;
    const simd<T> a = xsimd::select(negative, e.value, one), a_rest = xsimd::select(negative, e.rest, zero);
    const simd<T> inverse = one / sum, q = reassociation_barrier(a * inverse);
    return keep_nan(
        x,
        xsimd::fma(reassociation_barrier(xsimd::fnma(q, sum, a)) + xsimd::fnma(q, rest, a_rest), inverse, q));
}

/// tanh(x), right within 1.5 units of the last digit: x + x^3 p(x^2) below 5/8 (Moshier, Cephes, 1989), where
/// p is a quotient in `double`, and 1 - 2 / (1 + exp(2 x)) from there on.
template <class T>
inline simd<T> tanh_function(const simd<T>& x) {
    using c = exponential_constants<T>;
    const simd<T> one(T(1)), size = xsimd::abs(x), sign = xsimd::bitofsign(x);
    const auto is_small = size < simd<T>(T(0.625L));
    simd<T> y = one;
    if (xsimd::any(is_small)) {
        const simd<T> square = size * size;
        if constexpr (sizeof(T) == 4) {
            simd<T> p(T(-5.70498872745e-3L));
            for (const T next :
                 {T(2.06390887954e-2L), T(-5.37397155531e-2L), T(1.33314422036e-1L), T(-3.33332819422e-1L)})
                p = xsimd::fma(p, square, simd<T>(next));
            y = xsimd::fma(p * square, size, size);
        } else {
            simd<T> p(T(-9.64399179425052238628e-1L)), q = square + simd<T>(T(1.12811678491632931402e2L));
            for (const T next : {T(-9.92877231001918586564e1L), T(-1.61468768441708447952e3L)})
                p = xsimd::fma(p, square, simd<T>(next));
            for (const T next : {T(2.23548839060100448583e3L), T(4.84406305325125486048e3L)})
                q = xsimd::fma(q, square, simd<T>(next));
            y = xsimd::fma(square * p / q, size, size);
        }
        if (xsimd::all(is_small)) return y ^ sign;
    }
    const simd<T> twice = xsimd::min(simd<T>(2 * c::tanh_is_one), size + size);
    const power_of_two<T> n(twice * simd<T>(T(1.4426950408889634L)));
    const simd<T> e = xsimd::fma(n.value, reduced_exponential<T>(twice, n.k), n.value);
    return keep_nan(x, xsimd::select(is_small, y, xsimd::fnma(simd<T>(T(2)), one / (one + e), one)) ^ sign);
}

/// The sum of the series of 2 artanh(s) = log((1 + s) / (1 - s)) beyond its first term 2 s, divided by s.
template <int Terms, class T>
inline simd<T> artanh_series(const simd<T>& s) {
    const simd<T> square = s * s;
    simd<T> sum(T(2) / T(2 * Terms + 1));
    for (int k = Terms; k-- > 1;) sum = xsimd::fma(sum, square, simd<T>(T(2) / T(2 * k + 1)));
    return sum * square;
}

/// log(1 + f) for f between sqrt(1/2) - 1 and 1: f - (f^2 / 2 - s (f^2 / 2 + r)) with s = f / (2 + f) and r
/// the series of 2 artanh(s) beyond 2 s.
template <int Terms, class T>
inline simd<T> logarithm_near_one(const simd<T>& f, const simd<T>& low) {
    const simd<T> s = f / (simd<T>(T(2)) + f), half = reassociation_barrier(simd<T>(T(0.5L)) * f * f);
    const simd<T> rest = reassociation_barrier(half - xsimd::fma(s, half + artanh_series<Terms>(s), low));
    return f - rest;
}

/// log(1 + x) for 0 <= x <= 1, right within 1.1 units of the last digit.
template <class T>
inline simd<T> logarithm_of_one_plus(const simd<T>& x) {
    constexpr int terms = sizeof(T) == 4 ? 7 : 16;
    return keep_nan(x, logarithm_near_one<terms>(x, simd<T>(T(0))));
}

/// log(x), right within 1.1 units of the last digit, of subnormal numbers too where the processor does not
/// take them for 0.
///
/// log(x) = k ln 2 + log(m) with m between sqrt(1/2) and sqrt(2).
template <class T>
inline simd<T> logarithm(const simd<T>& x) {
    using c = exponential_constants<T>;
    using integer = typename c::integer;
    using integers = xsimd::batch<integer>;
    const simd<T> v = unknown(x);  // which may be infinite or a NaN
    const auto subnormal = v < simd<T>(std::numeric_limits<T>::min());
    const simd<T> scaled = xsimd::select(subnormal, v * simd<T>(T(0x1p60L)), v);
    // the exponent of x sqrt(2), which carries from the digits; and what is then left of x
    constexpr integer one = strata::bit_cast<integer>(T(1)),
                      from = one - strata::bit_cast<integer>(T(0.70710678118654752L));
    const integers bits = strata::bit_cast<integers>(scaled), infinite(exponent_bits<T>), zero(0);
    const integers exponent = (bits + integers(from)) & infinite, digits = bits - exponent + integers(one);
    const simd<T> f = reassociation_barrier(strata::bit_cast<simd<T>>(digits)) - simd<T>(T(1));
    // the exponent as a number: in the lowest digits of one of the size of 2^digits
    constexpr T shifter = T(1LL << c::digits);
    const integers lowest = strata::bit_cast<integers>(simd<T>(shifter)) | (exponent >> c::digits);
    const simd<T> bias = simd<T>(shifter + T(std::numeric_limits<T>::max_exponent - 1));
    const simd<T> k = reassociation_barrier(strata::bit_cast<simd<T>>(lowest)) - bias -
                      xsimd::select(subnormal, simd<T>(T(60)), simd<T>(T(0)));
    constexpr int terms = sizeof(T) == 4 ? 5 : 11;
    const simd<T> y =
        xsimd::fma(k, simd<T>(c::ln2_high), logarithm_near_one<terms>(f, k * simd<T>(c::ln2_low)));
    // what is no logarithm is chosen by bits
    const integers sign(std::numeric_limits<integer>::min());
    const integers no_number = infinite | integers(integer(1) << (c::digits - 1));
    const integers special = xsimd::select((bits | sign) == sign, infinite | sign,
                                           xsimd::select(bits == infinite, infinite, no_number));
    return strata::bit_cast<simd<T>>(
        xsimd::select((bits > zero) & (bits < infinite), strata::bit_cast<integers>(y), special));
}

/// Numbers in T.
template <class T, std::size_t N>
constexpr std::array<T, N> rounded_to(const long double (&exact)[N]) {
    std::array<T, N> all{};
    for (std::size_t k = 0; k < N; ++k) all[k] = static_cast<T>(exact[k]);
    return all;
}

/// The numbers that `complementary_error_function` needs in T: p's, and where the function is smaller than
/// any T.
template <class T>
struct error_function_constants;
template <>
struct error_function_constants<float> {
    static constexpr float zero_from = 11;
    static constexpr auto p = rounded_to<float>(
        {1.253008059L, -0.1356211556L, -0.04756237295L, 0.1296468575L, -0.119270944L, 0.06829274811L,
         -0.02380005901L, 0.00257290446L, 0.002009782327L, -0.000775897423L, -0.0002690068022L});
};
template <>
struct error_function_constants<double> {
    static constexpr double zero_from = 28;
    static constexpr auto p = rounded_to<double>(
        {1.2530080582697296374L,      -0.13562110612458068476L,     -0.047562294353446372762L,
         0.12964515870270551584L,     -0.11927366341552853271L,     0.068308027345804587303L,
         -0.023770514914233671363L,   0.0025293917882704453784L,    0.001888690312003781901L,
         -0.00077983203796111148986L, -0.00010515949033775974393L,  0.00012509815174864321486L,
         4.9481478755765394707e-6L,   -0.000020096630875953952426L, -7.2758757466671829532e-7L,
         3.4639975323529042191e-6L,   3.4899197889744294596e-7L,    -6.050048623933503678e-7L,
         -1.3111661375364588209e-7L,  9.1862430261438466081e-8L,    3.2916343967663202053e-8L,
         -8.5001195021153065514e-9L,  -4.2101049751191948741e-9L});
};

/// erfc(x) = 1 - erf(x), right within 5e-7 in `float` and 2e-15 in `double`, and where it is small within
/// 1e-5 and 1e-13 of its own size; and exp(-x^2).
///
/// exp(-x^2) p(t) / (1 + 2 x) for x >= 0 with t = (x - 3) / (x + 3) (Shepherd and Laframboise, 1981; p
/// interpolates at Chebyshev's points), and 2 minus it for the others.
template <class T>
struct complementary_error_function {
    simd<T> value, gaussian;

    explicit complementary_error_function(const simd<T>& x) {
        using c = error_function_constants<T>;
        const simd<T> one(T(1)), two(T(2)), three(T(3)),
            size = xsimd::min(simd<T>(c::zero_from), xsimd::abs(x));
        const simd<T> left = size + three, right = xsimd::fma(two, size, one), inverse = one / (left * right);
        const simd<T> t = (size - three) * right * inverse;
        simd<T> sum(c::p.back());
        for (std::size_t k = c::p.size() - 1; k-- > 0;) sum = xsimd::fma(sum, t, simd<T>(c::p[k]));
        // what rounding takes from x^2 counts where it is large
        const simd<T> square = reassociation_barrier(size * size),
                      e = exponential_parts<T>::of_negative(-square).value;
        gaussian = keep_nan(x, xsimd::fnma(xsimd::fms(size, size, square), e, e));
        const simd<T> y = gaussian * (sum * left * inverse);
        value = keep_nan(x, xsimd::select(x < simd<T>(T(0)), two - y, y));
    }
};

}  // namespace strata::inline STRATA_TARGET
