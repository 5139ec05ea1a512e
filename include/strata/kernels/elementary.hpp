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

/// Numbers in T.
template <class T, std::size_t N>
constexpr std::array<T, N> rounded_to(const long double (&exact)[N]) {
    std::array<T, N> all{};
    for (std::size_t k = 0; k < N; ++k) all[k] = static_cast<T>(exact[k]);
    return all;
}

/// The numbers that exponentials need in T.
template <class T>
struct exponential_constants;
template <>
struct exponential_constants<float> {
    using integer = std::int32_t;
    static constexpr int digits = 23;
    static constexpr float ln2_high = 0x1.62e4p-1F, ln2_low = 0x1.7f7d1cp-20F, low = -110, high = 90;
    static constexpr float least_normal = -87.3F;           ///< from which on exp(x) is no subnormal number
    static constexpr float zero = -88;                      ///< where the power of two is 0
    static constexpr float one_below = -30, overflow = 89;  ///< of exp(x) - 1
    static constexpr float tanh_is_one = 10;
    /// Of (exp(r) - 1 - r) / r^2: right within 3.2e-9 of exp(r).
    static constexpr auto beyond_r = rounded_to<float>(
        {0.4999999354190L, 0.1666652130985L, 0.04166837568639L, 0.008368656296482L, 0.001381492670457L});
};
template <>
struct exponential_constants<double> {
    using integer = std::int64_t;
    static constexpr int digits = 52;
    static constexpr double ln2_high = double(0x1.62e42feep-1L), ln2_low = double(0x1.a39ef35793c76p-33L),
                            low = -760, high = 720, least_normal = double(-708.3L), zero = -709;
    static constexpr double one_below = -60, overflow = 710;
    static constexpr double tanh_is_one = 20;
    /// The same within 3.8e-18.
    static constexpr auto beyond_r = rounded_to<double>(
        {0.5000000000000009881923L, 0.1666666666666641735101L, 0.04166666666653535757622L,
         0.008333333333493263330497L, 0.001388888894244562992948L, 0.0001984126950644276289193L,
         0.00002480149419091787435797L, 0.000002755758821833054088543L, 2.762989575051372234791e-7L,
         2.499907668652942985662e-8L});
};

/// c[0] + c[1] x + c[2] x^2 + ..., given x^2: pairs of terms, in two chains that do not wait for each other.
template <class T, std::size_t N>
inline simd<T> polynomial(const std::array<T, N>& c, const simd<T>& x, const simd<T>& square) {
    std::size_t k = N / 2 * 2;
    simd<T> sum(c[N - 1]);
    if (k == N) {
        k -= 2;
        sum = xsimd::fma(sum, x, simd<T>(c[k]));
    }
    for (; k >= 2; k -= 2) sum = xsimd::fma(sum, square, xsimd::fma(simd<T>(c[k - 1]), x, simd<T>(c[k - 2])));
    return sum;
}

/// 2^(k + Scale), and k, for the whole number k next to a number. It is 0 where the exponent is one less than
/// T can have.
template <class T, int Scale = 0>
struct power_of_two {
    simd<T> k, value;

    explicit power_of_two(const simd<T>& x) : k(reassociation_barrier(x + simd<T>(shifter))) {
        // a number of the shifter's size has the exponent's bits as its lowest ones; what else it has is
        // shifted away
        using integers = xsimd::batch<typename exponential_constants<T>::integer>;
        value = strata::bit_cast<simd<T>>(strata::bit_cast<integers>(k) << exponential_constants<T>::digits);
        k = reassociation_barrier(k - simd<T>(shifter));
    }

private:
    static constexpr T shifter = T(3) * T(1LL << (exponential_constants<T>::digits - 1)) +
                                 T(std::numeric_limits<T>::max_exponent - 1 + Scale);
};

/// exp(r) - 1 for |r| <= ln 2 / 2, where a polynomial is short.
template <class T>
inline simd<T> exponential_beyond_one(const simd<T>& r) {
    const simd<T> square = r * r;
    return reassociation_barrier(
        xsimd::fma(polynomial(exponential_constants<T>::beyond_r, r, square), square, r));
}
/// exp(x - n ln 2) - 1, for whole numbers n that leave |x - n ln 2| <= ln 2 / 2.
template <class T>
inline simd<T> reduced_exponential(const simd<T>& x, const simd<T>& n) {
    using c = exponential_constants<T>;
    const simd<T> coarse = reassociation_barrier(xsimd::fnma(n, simd<T>(c::ln2_high), x));
    return exponential_beyond_one<T>(xsimd::fnma(n, simd<T>(c::ln2_low), coarse));
}

/// exp(x), right within 1.1 units of the last digit; subnormal results and those near the largest number as
/// well.
///
/// exp(x) = 2^n exp(r) with n = round(x / ln 2), r = x - n ln 2.
template <class T>
inline simd<T> exponential(const simd<T>& x) {
    using c = exponential_constants<T>;
    // a NaN goes through, being the second argument
    const simd<T> inside = xsimd::min(simd<T>(c::high), xsimd::max(simd<T>(c::low), x));
    // in two steps: 2^n itself may be too large or too small for T
    const power_of_two<T> some(inside * simd<T>(T(0.5L * 1.4426950408889634L)));
    const power_of_two<T> others(xsimd::fms(inside, simd<T>(T(1.4426950408889634L)), some.k));
    const simd<T> beyond_one = reduced_exponential<T>(inside, some.k + others.k);
    const simd<T> y = reassociation_barrier(xsimd::fma(some.value, beyond_one, some.value));
    return keep_nan(x, y * others.value);
}

/// exp(x) for x <= 0, right within 1.1 units of the last digit, or 0 where it would be subnormal: half the
/// work of `exponential`.
template <class T>
inline simd<T> exponential_of_negative(const simd<T>& x) {
    const simd<T> inside = xsimd::max(simd<T>(exponential_constants<T>::zero), x);
    const power_of_two<T> n(inside * simd<T>(T(1.4426950408889634L)));
    return keep_nan(x, xsimd::fma(n.value, reduced_exponential<T>(inside, n.k), n.value));
}

/// exp(x) - 1, right within 2 units of the last digit.
///
/// 2 (h (exp(r) - 1) + h - 1/2) with h = 2^(n - 1): 2^n itself may be too large for T.
template <class T>
inline simd<T> exponential_minus_one(const simd<T>& x) {
    using c = exponential_constants<T>;
    const simd<T> inside = xsimd::min(simd<T>(c::overflow), xsimd::max(simd<T>(c::one_below), x));
    const power_of_two<T, -1> h(inside * simd<T>(T(1.4426950408889634L)));
    const simd<T> apart = reassociation_barrier(h.value - simd<T>(T(0.5L)));
    const simd<T> y = xsimd::fma(h.value, reduced_exponential<T>(inside, h.k), apart);
    return keep_nan(x, y + y);
}

/// 1 / (1 + exp(-x)), right within 1.5 units of the last digit.
///
/// exp(-x) = h + h b with h = 2^n and b = exp(r) - 1: what rounding takes from 1 + h, and from it + h b, is
/// known and divided too.
template <class T>
inline simd<T> logistic(const simd<T>& x) {
    using c = exponential_constants<T>;
    const simd<T> least(c::least_normal), one(T(1)), inside = xsimd::min(-least, x);
    const power_of_two<T> n(inside * simd<T>(T(-1.4426950408889634L)));
    const simd<T> coarse = reassociation_barrier(xsimd::fnms(n.k, simd<T>(c::ln2_high), inside)), h = n.value,
                  b = exponential_beyond_one<T>(xsimd::fnma(n.k, simd<T>(c::ln2_low), coarse));
    const simd<T> most = reassociation_barrier(one + h), sum = reassociation_barrier(xsimd::fma(h, b, most));
    const simd<T> rest = xsimd::fma(h, b, reassociation_barrier(most - sum)) +
                         reassociation_barrier(one - reassociation_barrier(most - h));
    const simd<T> q = reassociation_barrier(one / sum);
    const simd<T> left = xsimd::fnma(q, rest, reassociation_barrier(xsimd::fnma(q, sum, one)));
    simd<T> y = xsimd::fma(left, q, q);
    // where nothing of 1 is left, and h is no power of two
    const auto tiny = x < least;
    if (xsimd::any(tiny)) y = xsimd::select(tiny, exponential<T>(x), y);
    return keep_nan(x, y);
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

/// The numbers that `complementary_error_function` needs in T: those of a quotient p / q, which is right
/// within 5e-9 in `float` and 5e-17 in `double` of its own size.
template <class T>
struct error_function_constants;
template <>
struct error_function_constants<float> {
    static constexpr auto p =
        rounded_to<float>({1.0000000048L, 1.2317490618L, 0.724647327847L, 0.225909975722L, 0.0321043948062L});
    static constexpr auto q = rounded_to<float>(
        {1.0L, 2.36012872666L, 2.38775925124L, 1.3123842318L, 0.40044484082L, 0.056902736689L});
};
template <>
struct error_function_constants<double> {
    static constexpr auto p = rounded_to<double>(
        {0.99999999999999995346L, 2.189604636562488864L, 2.3719540124075547412L, 1.6324476385965636261L,
         0.77889345702377616948L, 0.26609273933285537136L, 0.065080103910579557818L, 0.011025721952166476932L,
         0.0011830238065075854816L, 0.000062138414980000615347L});
    static constexpr auto q = rounded_to<double>(
        {1.0L, 3.3179838036579880554L, 5.1158978132161647856L, 4.8393891264140769263L, 3.1196240494942059261L,
         1.4371799506420412588L, 0.48135332706667076187L, 0.1163999082086291014L, 0.019597652073059461086L,
         0.0020968551015039010238L, 0.00011013747292083810725L});
};

/// erfc(x) = 1 - erf(x), right within 5e-7 in `float` and 2e-15 in `double`, and where it is small within
/// 1e-5 and 1e-13 of its own size; and exp(-x^2).
///
/// exp(-x^2) p(x) / q(x) for x >= 0, a rational approximation of the least largest error as Cody has them
/// (1969), and 2 minus it for the others; 0 where exp(-x^2) would be subnormal.
template <class T>
struct complementary_error_function {
    simd<T> value, gaussian;
    simd<T> size, tail;  ///< |x|, or where erfc is 0 from, and erfc(|x|)

    explicit complementary_error_function(const simd<T>& x) {
        using c = exponential_constants<T>;
        using e = error_function_constants<T>;
        constexpr T end = sizeof(T) == 4 ? T(9.38L) : T(26.627L);  // the square root of -`zero`
        size = xsimd::min(simd<T>(end), xsimd::abs(x));
        const simd<T> square = size * size;
        // n ln2_high is exact, so that nothing is taken from x^2 before most of it is gone
        const power_of_two<T> n(square * simd<T>(T(-1.4426950408889634L)));
        const simd<T> high = reassociation_barrier(n.k * simd<T>(-c::ln2_high)),
                      coarse = reassociation_barrier(xsimd::fnma(size, size, high));
        const simd<T> b = exponential_beyond_one<T>(xsimd::fnma(n.k, simd<T>(c::ln2_low), coarse));
        gaussian = keep_nan(x, xsimd::fma(n.value, b, n.value));
        tail = gaussian * (polynomial(e::p, size, square) / polynomial(e::q, size, square));
        value = keep_nan(x, xsimd::select(x < simd<T>(T(0)), simd<T>(T(2)) - tail, tail));
    }
};

}  // namespace strata::inline STRATA_TARGET
