// SPDX-License-Identifier: MIT
#pragma once
/// The arrays that users hand over: xtensor's, of any type and rank. They are checked where they come in,
/// since xtensor itself turns an array into one of another rank without asking, and writes beyond its ends.
#include <cstddef>
#include <strata/error.hpp>
#include <strata/xtensor.hpp>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace strata {

/// Arrays of xtensor's kind: of any rank, held or to be computed.
template <class E>
concept Array = requires(const E& x) {
    x.shape();
    typename E::value_type;
};

/// The rank of an array type that has one before it runs, else -1.
template <class E>
inline constexpr int static_rank = -1;
template <class E>
requires requires { std::tuple_size<typename E::shape_type>::value; }
inline constexpr int static_rank<E> = static_cast<int>(std::tuple_size<typename E::shape_type>::value);

/// x as an array of T with Rank axes. Throws where it has another number of them, and does not compile where
/// that is known before it runs.
template <class T, std::size_t Rank, Array E>
[[nodiscard]] xt::xtensor<T, Rank> array_of_rank(const E& x, const char* name) {
    static_assert(static_rank<E> == -1 || static_rank<E> == static_cast<int>(Rank),
                  "the array has another number of axes than is wanted here");
    if (x.shape().size() != Rank)
        throw_error({.problem = "the array has another number of axes",
                     .name = name,
                     .expected = std::to_string(Rank),
                     .found = shape_text(x.shape())});
    return x;
}
/// The array itself where it is that.
template <class T, std::size_t Rank>
[[nodiscard]] const xt::xtensor<T, Rank>& array_of_rank(const xt::xtensor<T, Rank>& x, const char*) {
    return x;
}

/// Whether arrays of type E can be labels with so many axes: does not compile where they cannot.
template <Array E, int Rank>
consteval bool check_label_type() {
    constexpr bool right_rank = static_rank<E> == -1 || static_rank<E> == Rank;
    static_assert(std::is_integral_v<typename E::value_type> || !right_rank,
                  "labels are whole numbers: the class of each sample, pixel or place");
    static_assert(right_rank,
                  "labels are one number a sample, or one for each pixel or place where the loss is over "
                  "those; rows of zeros and a one become labels by "
                  "xt::argmax(rows, 1)");
    return true;
}
/// Throws where a label is no `int`: made one, it could be a class by chance.
template <Array E>
void check_label_range(const E& t) {
    using label = typename E::value_type;
    if constexpr (std::is_integral_v<label> && sizeof(label) >= sizeof(int) && !std::is_same_v<label, int>) {
        int64 number = 0;
        for (const label value : t) {
            if (!std::in_range<int>(value))
                throw_error({.problem = "the label is out of range",
                             .name = with_number("label", number),
                             .expected = "a class, counted from 0",
                             .found = std::to_string(value)});
            ++number;
        }
    }
}
/// Labels as the library takes them, from an array of whole numbers with Rank axes. Throws where it has
/// another number of them, or a label is no `int`.
template <std::size_t Rank, Array E>
[[nodiscard]] xt::xtensor<int, Rank> labels_of_rank(const E& t) {
    static_assert(check_label_type<E, static_cast<int>(Rank)>());
    check_label_range(t);
    return array_of_rank<int, Rank>(t, "the labels");
}

}  // namespace strata
