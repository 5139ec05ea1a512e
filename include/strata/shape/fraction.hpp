// SPDX-License-Identifier: MIT
#pragma once
/// Numbers with a fraction as template arguments: `dropout<0.5>`, `leaky_relu<1.0 / 3>`, `elu<percent<150>>`.
/// Clang 14 takes no floating-point ones, and g++ prints them in digits that nobody wrote, so such a number
/// becomes two whole ones.
#include <concepts>
#include <limits>
#include <numeric>
#include <strata/int64.hpp>
#include <type_traits>

namespace strata {

/// num / den in lowest terms, den > 0: of the fractions that are the number within four units of its last
/// digit, one with a small denominator, so that 0.1 is 1/10 and 1.0 / 3 is 1/3.
///
/// A zero that is written as a whole number is 0/-1: it may be meant as 1/2, which is 0 in C++. What is not
/// stated, or is no number that two whole ones can make (NaN, infinity, 1e-30), has the denominator 0. Layers
/// refuse both where they cannot be meant.
struct fraction {
    int64 num = 0, den = 0;  // public, or it could be no template argument

private:
    __extension__ typedef unsigned __int128 wide;

public:
    constexpr fraction() = default;
    constexpr fraction(int64 n, int64 d) {
        const int64 divisor = d < 0 ? -std::gcd(n, d) : std::gcd(n, d);
        if (d != 0) num = n / divisor, den = d / divisor;
    }
    // NOLINTBEGIN(google-explicit-constructor): a number is written where a fraction is expected
    template <std::floating_point T>
    consteval fraction(T x) : fraction(nearest_to(x)) {}
    template <std::integral Index>
    consteval fraction(Index n) : num(static_cast<int64>(n)), den(n == 0 ? -1 : 1) {}
    /// A `std::ratio<1, 3>{}`.
    template <class Ratio>
    requires requires { Ratio::num, Ratio::den; }
    consteval fraction(Ratio) : fraction(Ratio::num, Ratio::den) {}
    // NOLINTEND(google-explicit-constructor)

    [[nodiscard]] constexpr bool is_number() const { return den != 0; }
    [[nodiscard]] constexpr bool is_whole_zero() const { return den < 0; }
    /// The whole part of this share of n.
    [[nodiscard]] constexpr int64 of(int64 n) const {
        return static_cast<int64>(wide(num) * wide(n) / wide(den));
    }

    friend constexpr bool operator==(const fraction&, const fraction&) = default;

private:
    /// The continued fraction of x, taken exactly, up to the first convergent that is x within four units of
    /// its last digit: 1 - 0.9 is meant as 1/10.
    template <class T>
    static consteval fraction nearest_to(T x) {
        constexpr double most = 1e18;  // of a num and a den
        const double given = static_cast<double>(x), size = given < 0 ? -given : given;
        if (!(size <= most)) return {};  // NaN too
        if (size == 0) return {0, 1};
        if (size < 1 / most) return {};
        const double tolerance = 4 * static_cast<double>(std::numeric_limits<T>::epsilon()) * size;
        double scaled = size;
        wide rest_d = 1;
        for (; scaled != static_cast<double>(static_cast<int64>(scaled)); scaled *= 2) rest_d *= 2;
        wide rest_n = static_cast<wide>(scaled), n = 1, d = 0, n_before = 0, d_before = 1;
        while (rest_d != 0) {
            const wide term = rest_n / rest_d, n_next = term * n + n_before, d_next = term * d + d_before;
            if (n_next > static_cast<wide>(most) || d_next > static_cast<wide>(most)) return {};
            n_before = n, d_before = d, n = n_next, d = d_next;
            const double error = static_cast<double>(n) / static_cast<double>(d) - size;
            if (error <= tolerance && -error <= tolerance) break;
            const wide left = rest_n - term * rest_d;
            rest_n = rest_d, rest_d = left;
        }
        return {given < 0 ? -static_cast<int64>(n) : static_cast<int64>(n), static_cast<int64>(d)};
    }
};

/// A number in hundredths: `dropout<percent<50>>` is `dropout<0.5>`.
template <int N>
inline constexpr fraction percent{N, 100};

/// A fraction as a number of type T.
template <fraction F, class T>
inline constexpr T number_of = [] {
    static_assert(F.is_number(),
                  "this is no number that a fraction of two whole ones can be: NaN, infinity, or nearer to 0 "
                  "than 1e-18");
    return static_cast<T>(static_cast<double>(F.num) / static_cast<double>(F.den ? F.den : 1));
}();

/// Whether it is a share that can be dropped, in [0, 1).
constexpr bool is_rate(fraction f) { return f.den > 0 && f.num >= 0 && f.num < f.den; }

/// Whether it can be a slope or a scale: at least 0, and no `1 / 5`, which is 0 in C++.
constexpr bool is_slope(fraction f) { return f.den > 0 && f.num >= 0; }

/// A number as a word of an error.
template <fraction F>
struct number {};

}  // namespace strata
